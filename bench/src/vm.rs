//! A VM made, a trivial program run to its exit, the VM dropped: in one warm runtime.

use std::time::Instant;

use anyhow::{Result, ensure};
use kernelet::{ExitStatus, ProcessOptions, Runtime, VmConfig};

use crate::measure::{Samples, digits};
use crate::report::Report;

const RUNS: usize = 300;

/// Samples of each phase.
#[derive(Default)]
struct Phases {
    make: Samples,
    start: Samples,
    run: Samples,
    drop: Samples,
    whole: Samples,
}

/// Measures the phases and the whole, and the same with eight at a time.
pub fn measure(report: &mut Report) -> Result<()> {
    let threads = tokio::runtime::Runtime::new()?;
    let runtime = Runtime::builder().build()?;
    let mut phases = Phases::default();
    for index in 0..RUNS + 20 {
        let mut warm_up = Phases::default();
        let into = if index < 20 { &mut warm_up } else { &mut phases };
        threads.block_on(once(&runtime, into))?;
    }
    let node = crate::start::node_start()?;
    report.section(
        "One VM, one program",
        "In one runtime: make a VM, run `console.log(\"hi\")` to its exit, drop it; wall \
         milliseconds against a whole `node -e`.",
    );
    let ratio = |samples: &Samples| digits(samples.median() / node.median());
    let rows = [
        ("make the VM (kernel instance, configured)", &phases.make),
        ("start the process (kernel call)", &phases.start),
        ("run to exit (instance, script, output)", &phases.run),
        ("drop the VM", &phases.drop),
        ("all of it", &phases.whole),
    ];
    for (what, samples) in rows {
        report.row(what, &samples.summary(), &node.summary(), &ratio(samples));
    }
    Ok(())
}

async fn once(runtime: &Runtime, phases: &mut Phases) -> Result<()> {
    let begin = Instant::now();
    let vm = runtime.vm(VmConfig::default())?;
    let made = Instant::now();
    let process = vm
        .start(ProcessOptions::new("/usr/bin/node").argument("-e").argument("console.log('hi')"))?;
    let started = Instant::now();
    let (stdout, _) = process.read_to_end().await?;
    let status = process.wait().await?;
    ensure!(stdout == b"hi\n" && status == ExitStatus::Exited(0), "{status:?} {stdout:?}");
    let ran = Instant::now();
    drop((process, vm));
    let end = Instant::now();
    phases.make.push_time(made - begin);
    phases.start.push_time(started - made);
    phases.run.push_time(ran - started);
    phases.drop.push_time(end - ran);
    phases.whole.push_time(end - begin);
    Ok(())
}
