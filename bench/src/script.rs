//! A script that prints `name figure` lines, run in a VM and under node in turn.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use kernelet::{ProcessOptions, Runtime, VmConfig};

use crate::measure::{Samples, digits, ratios};
use crate::report::Report;

/// Runs the script `runs` times on both sides and reports a row for each of its lines. Node works on
/// tmpfs, as a VM does.
pub fn compare(
    report: &mut Report,
    threads: &tokio::runtime::Runtime,
    script: &str,
    runs: usize,
) -> Result<()> {
    let runtime = Runtime::builder().build()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        ours.push(parse(&threads.block_on(in_vm(&runtime, script))?)?);
        theirs.push(parse(&under_node(script)?)?);
    }
    let names: Vec<String> =
        ours.first().map(|run| run.iter().map(|row| row.0.clone()).collect()).unwrap_or_default();
    for (index, name) in names.iter().enumerate() {
        let column = |runs: &[Vec<(String, f64)>]| -> Vec<f64> {
            runs.iter().filter_map(|run| run.get(index).map(|row| row.1)).collect()
        };
        let (a, b) = (column(&ours), column(&theirs));
        let summary = |values: &[f64]| {
            let mut samples = Samples::default();
            values.iter().for_each(|value| samples.push(*value));
            samples.summary()
        };
        report.row(name, &summary(&a), &summary(&b), &ratios(&a, &b).summary());
    }
    Ok(())
}

async fn in_vm(runtime: &Runtime, script: &str) -> Result<String> {
    let vm = runtime.vm(VmConfig::default())?;
    vm.write_file("/tmp/script.js", script.as_bytes()).await?;
    let process = vm.start(ProcessOptions::new("/usr/bin/node").argument("/tmp/script.js"))?;
    let (stdout, stderr) = process.read_to_end().await?;
    let status = process.wait().await?;
    ensure!(status.code() == 0, "{}", String::from_utf8_lossy(&stderr));
    Ok(String::from_utf8(stdout)?)
}

fn under_node(script: &str) -> Result<String> {
    let mut node = Command::new(crate::node());
    let output = node.env("TMPDIR", "/dev/shm").arg("-e").arg(script).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn parse(text: &str) -> Result<Vec<(String, f64)>> {
    let parse = |line: &str| {
        let (name, value) = line.rsplit_once(' ').context("a line without a figure")?;
        Ok((name.to_string(), value.parse().with_context(|| digits(0.0))?))
    };
    text.lines().map(parse).collect()
}
