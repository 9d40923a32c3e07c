//! The sidecar as a client uses it: started with a VM and its commands, and programs run in it.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use kernelet::node::{ExecOptions, NodeRuntime, RemoteVm};
use kernelet_protocol::message::{FsOperation, GuestFilesystemCall, Request};

use crate::measure::{Samples, digits, ratios};
use crate::report::Report;
use crate::start::node_start;

const STARTS: usize = 10;
const EXECS: usize = 60;
const CALLERS: usize = 8;

/// Commands for which the client writes a stub: two requests each.
const COMMANDS: usize = 150;

const ALLOW_ALL: &str = r#"{"permissions":{"fs":"allow","network":"deny","childProcess":"allow","process":"allow","env":"allow"}}"#;

const CODE: &str = "console.log('hi')";

/// Measures starts and executions in turn with starts of node.
pub fn measure(report: &mut Report) -> Result<()> {
    // A client of one thread, as most are: what is measured is the sidecar.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(report))
}

async fn run(report: &mut Report) -> Result<()> {
    let (mut starts, mut nodes) = (Vec::new(), Vec::new());
    let (mut execs, mut together, mut nodes_together) =
        (Samples::default(), Samples::default(), Samples::default());
    let mut last = None;
    for _ in 0..STARTS {
        nodes.push(node_start()?.median());
        let started = Instant::now();
        let vm = start().await?;
        starts.push(milliseconds(started));
        if let Some(vm) = last.replace(vm) {
            vm.dispose().await?;
        }
    }
    let vm = last.context("no VM was made")?;
    for _ in 0..EXECS {
        let started = Instant::now();
        exec(&vm).await?;
        execs.push(milliseconds(started));
    }
    for _ in 0..EXECS / CALLERS {
        let started = Instant::now();
        let callers = [(); CALLERS].map(|()| exec(&vm));
        let [a, b, c, d, e, f, g, h] = callers;
        tokio::try_join!(a, b, c, d, e, f, g, h)?;
        together.push(milliseconds(started));
        nodes_together.push(nodes_at_once()?);
    }
    vm.dispose().await?;
    report.section(
        "Sidecar",
        "From the Rust client over pipes, wall milliseconds. A start is the sidecar's process, a VM, \
         a stub file for each of 150 commands (two requests each) and a first program; an exec is one \
         program in that VM, written to a file, run and its output read.",
    );
    let mut node = Samples::default();
    nodes.iter().for_each(|value| node.push(*value));
    let mut start = Samples::default();
    starts.iter().for_each(|value| start.push(*value));
    let twice: Vec<_> = nodes.iter().map(|value| value * 2.0).collect();
    report.row(
        "start against two `node -e`",
        &start.summary(),
        &node.summary(),
        &ratios(&starts, &twice).summary(),
    );
    report.row(
        "warm exec against one `node -e`",
        &execs.summary(),
        &node.summary(),
        &digits(execs.median() / node.median()),
    );
    report.row(
        "8 warm execs at once against 8 `node -e` at once",
        &together.summary(),
        &nodes_together.summary(),
        &digits(together.median() / nodes_together.median()),
    );
    Ok(())
}

/// The time of as many node processes as there are callers, all started at once.
fn nodes_at_once() -> Result<f64> {
    let started = Instant::now();
    let node = || {
        let mut command = std::process::Command::new(crate::node());
        command.args(["-e", CODE]).stdout(std::process::Stdio::null()).spawn()
    };
    let children = (0..CALLERS).map(|_| node()).collect::<std::io::Result<Vec<_>>>()?;
    for mut child in children {
        ensure!(child.wait()?.success(), "node failed");
    }
    Ok(milliseconds(started))
}

/// A sidecar with a VM, the stubs of its commands and a first program.
async fn start() -> Result<NodeRuntime<RemoteVm>> {
    let program = crate::kernelet()?.with_file_name("kernelet-sidecar");
    let vm = RemoteVm::create(&program, ALLOW_ALL).await?;
    for number in 0..COMMANDS {
        let path = format!("/bin/command{number}");
        let call = |operation| GuestFilesystemCall {
            content: Some("#!/bin/sh\n".into()),
            mode: Some(0o755),
            ..GuestFilesystemCall::new(operation, &path)
        };
        for operation in [FsOperation::WriteFile, FsOperation::Chmod] {
            vm.request(Request::GuestFilesystemCall(call(operation))).await?;
        }
    }
    let runtime = NodeRuntime::new(vm);
    exec(&runtime).await?;
    Ok(runtime)
}

async fn exec(runtime: &NodeRuntime<RemoteVm>) -> Result<()> {
    let result = runtime.exec(CODE, ExecOptions::default()).await?;
    ensure!(result.stdout == b"hi\n", "the program printed {:?}", result.stdout);
    Ok(())
}

fn milliseconds(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1e3
}
