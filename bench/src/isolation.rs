//! What one VM costs the others: a program's time beside a busy loop, and the host's memory while a
//! program takes all it can get.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use kernelet::{ExitStatus, Process, ProcessOptions, Runtime, Vm, VmConfig};

use crate::measure::{Samples, digits};
use crate::report::Report;

const RUNS: usize = 100;

/// The cap of a process in the memory rows.
const CAP_MIB: u64 = 128;

/// Programs that allocate until they are refused.
const BOMBS: [(&str, &str); 3] = [
    ("arrays", "const all = []; for (;;) all.push(new Array(1000).fill(0))"),
    ("one string", "let s = 'x'; for (;;) s += s + 'y'"),
    ("buffers", "const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))"),
];

/// Both sections.
pub fn measure(report: &mut Report) -> Result<()> {
    let threads =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    threads.block_on(latency(report))?;
    memory(report)
}

async fn latency(report: &mut Report) -> Result<()> {
    let runtime = Runtime::builder().build()?;
    let quiet = run_many(&runtime).await?;
    let busy = runtime.vm(VmConfig::default())?;
    let looping = start(&busy, "for (;;) {}")?;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let beside = run_many(&runtime).await?;
    looping.kill()?;
    looping.wait().await?;
    report.section(
        "Isolation",
        "A VM made, `console.log` run to its exit, dropped, wall milliseconds: beside a VM of the same \
         runtime that runs `for (;;) {}`, against alone.",
    );
    let ratio = digits(beside.median() / quiet.median());
    report.row("beside a busy loop, against alone", &beside.summary(), &quiet.summary(), &ratio);
    Ok(())
}

async fn run_many(runtime: &Runtime) -> Result<Samples> {
    let mut samples = Samples::default();
    for _ in 0..RUNS {
        let begin = Instant::now();
        let vm = runtime.vm(VmConfig::default())?;
        let process = start(&vm, "console.log('hi')")?;
        let (stdout, _) = process.read_to_end().await?;
        ensure!(stdout == b"hi\n" && process.wait().await? == ExitStatus::Exited(0));
        drop((process, vm));
        samples.push_time(begin.elapsed());
    }
    Ok(samples)
}

fn start(vm: &Vm, code: &str) -> Result<Process> {
    Ok(vm.start(ProcessOptions::new("/usr/bin/node").argument("-e").argument(code))?)
}

fn memory(report: &mut Report) -> Result<()> {
    report.section(
        "Memory bombs",
        "The largest resident set of the host, MiB, while one program with a cap of 128 MiB allocates \
         without end; compared to the cap.",
    );
    for (what, code) in BOMBS {
        let program = std::env::current_exe()?;
        let output = std::process::Command::new(program).args(["--bomb", code]).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let kib: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
        let mib = kib / 1024.0;
        report.row(what, &digits(mib), &CAP_MIB.to_string(), &digits(mib / CAP_MIB as f64));
    }
    Ok(())
}

/// Runs the program under the cap and prints the largest resident set of this process in KiB.
pub fn bomb(code: &str) -> Result<()> {
    let threads = tokio::runtime::Runtime::new()?;
    let runtime = Runtime::builder().build()?;
    let mut config = VmConfig::default();
    config.limits.process_memory = CAP_MIB << 20;
    let vm = runtime.vm(config)?;
    threads.block_on(async {
        let process = start(&vm, code)?;
        process.read_to_end().await?;
        let status = process.wait().await?;
        ensure!(status != ExitStatus::Exited(0), "the program was not refused");
        anyhow::Ok(())
    })?;
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM line")?;
    let kib = line.split_whitespace().nth(1).context("no number")?;
    crate::print_out(&format!("{kib}\n"));
    Ok(())
}
