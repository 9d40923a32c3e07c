//! Proportional set size of idle VMs and of VMs with one parked process each.
//!
//! Each figure comes from a fresh process of this program that holds the VMs and reads its own
//! `/proc/self/smaps_rollup` before and after.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use kernelet::{Output, ProcessOptions, Runtime, VmConfig};

use crate::measure::digits;
use crate::report::Report;

/// Measures 1, 100 and 500 VMs, with and without a parked process, and 10 000 without.
pub fn measure(report: &mut Report) -> Result<()> {
    report.section(
        "Memory",
        "KiB of proportional set size for each VM beyond the empty runtime. Parked: a program that \
         printed a line and waits for a timer.",
    );
    let counts: [(&str, &str, &[u32]); 2] = [
        ("idle", "idle VM", &[1, 100, 500, 10_000]),
        ("parked", "VM with one parked process", &[1, 100, 500]),
    ];
    for (state, what, counts) in counts {
        for count in counts {
            let program = std::env::current_exe()?;
            let output =
                Command::new(program).args(["--hold", &count.to_string(), state]).output()?;
            ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let kib: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
            let each = digits(kib / f64::from(*count));
            report.row(&format!("{what}, {count} of them"), &each, "", "");
        }
    }
    Ok(())
}

/// Holds the VMs and prints by how many KiB this process grew.
pub fn hold(count: u32, parked: bool) -> Result<()> {
    let threads = tokio::runtime::Runtime::new()?;
    // A kernel takes a place of the pool, and so does a process. Each is 8 GiB of addresses: 10 000 fit.
    let places = if parked { count * 2 } else { count };
    let runtime = Runtime::builder().processes(places + 8).build()?;
    // One of each first: what is shared by all is not the price of one.
    let warm = threads.block_on(one(&runtime, parked))?;
    let before = proportional_set_size()?;
    let mut held = Vec::new();
    for _ in 0..count {
        held.push(threads.block_on(one(&runtime, parked))?);
    }
    let after = proportional_set_size()?;
    crate::print_out(&format!("{}\n", after.saturating_sub(before)));
    drop((warm, held));
    Ok(())
}

async fn one(runtime: &Runtime, parked: bool) -> Result<(kernelet::Vm, Option<kernelet::Process>)> {
    let vm = runtime.vm(VmConfig::default())?;
    if !parked {
        return Ok((vm, None));
    }
    let code = "console.log('parked'); setTimeout(() => {}, 1e9)";
    let process = vm.start(ProcessOptions::new("/usr/bin/node").argument("-e").argument(code))?;
    let first = process.output().await?;
    ensure!(first == Some(Output::Stdout(b"parked\n".to_vec())), "{first:?}");
    Ok((vm, Some(process)))
}

fn proportional_set_size() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = text.lines().find(|line| line.starts_with("Pss:")).context("no Pss line")?;
    line.split_whitespace().nth(1).context("no number")?.parse().context("no number")
}
