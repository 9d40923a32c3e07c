//! Process start to the end of a program that prints one line.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};

use crate::measure::{Samples, ratios};
use crate::report::Report;

const RUNS: usize = 30;

/// Runs both commands in turn.
pub fn measure(report: &mut Report) -> Result<()> {
    let code = "console.log(\"hi\")";
    let mut ours = Command::new(crate::kernelet()?);
    ours.args(["run", "-e", code]);
    let mut theirs = Command::new(crate::node());
    theirs.args(["-e", code]);
    once(&mut ours)?;
    once(&mut theirs)?;
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        a.push(once(&mut ours)?);
        b.push(once(&mut theirs)?);
    }
    report.section(
        "Start",
        "Whole process from start to exit, wall milliseconds; the two commands in turn.",
    );
    let what = format!("`kernelet run -e '{code}'` against `node -e`");
    report.row(&what, &samples(&a), &samples(&b), &ratios(&a, &b).summary());
    Ok(())
}

fn once(command: &mut Command) -> Result<f64> {
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    let elapsed = started.elapsed().as_secs_f64() * 1e3;
    ensure!(output.stdout == b"hi\n", "{command:?} printed {:?}", output.stdout);
    Ok(elapsed)
}

fn samples(values: &[f64]) -> String {
    let mut samples = Samples::default();
    values.iter().for_each(|value| samples.push(*value));
    samples.summary()
}

/// Milliseconds of a `node -e` that does nothing but print, for other sections to compare to.
pub fn node_start() -> Result<Samples> {
    let mut node = Command::new(crate::node());
    node.args(["-e", "console.log(\"hi\")"]);
    let mut samples = Samples::default();
    for _ in 0..10 {
        samples.push(once(&mut node)?);
    }
    Ok(samples)
}
