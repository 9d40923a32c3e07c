//! One process in a VM of its own, its streams joined to ours.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use kernelet::vm::config::Mount;
use kernelet::{Components, ExitStatus, Process, ProcessOptions, Runtime, Stdio, VmConfig};

use crate::options::Machine;
use crate::{stdio, terminal};

/// Exit code of a command that could not be carried out, as `sh` and clap use it.
pub const USAGE: u8 = 2;

/// Exit code after `--timeout`: 128 and SIGKILL, as `timeout -s KILL` answers.
const TIMED_OUT: u8 = 137;

/// A program and a kernel, and room for the children it may start.
const PROCESSES: u32 = 32;

/// Runs a process of that image and ends with its exit code; `project` is mounted besides what the
/// options name.
pub fn run(
    image: &str,
    machine: &Machine,
    project: Option<Mount>,
    mut start: ProcessOptions,
) -> Result<Infallible> {
    let mut config = VmConfig::default();
    config.limits.process_memory = machine.memory;
    config.mounts.extend(project);
    for mount in &machine.mounts {
        require_directory(&mount.host)?;
        config.mounts.push(Mount {
            host: mount.host.clone(),
            guest: mount.guest.clone(),
            access: mount.access,
        });
    }
    machine.destinations.iter().for_each(|destination| destination.allow(&mut config));
    start = start.variable("HOME", &config.user.home).variable("USER", &config.user.name);
    start.environment.extend(machine.variables.iter().cloned());
    let on_terminal = matches!(start.stdin, Stdio::Terminal);
    if !on_terminal {
        start.stdin = stdio::input();
    }

    let mut components = components()?;
    for (name, file) in &machine.commands {
        components = components.with_program(name, file)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start threads")?;
    runtime.block_on(async {
        let builder = Runtime::builder().processes(PROCESSES).components(components);
        let builder = builder.preload(&[image]);
        let vm = builder.build()?.vm(config)?;
        let process = vm.start(start)?;
        let ended = finish(&process, machine.timeout);
        let code = if on_terminal {
            let _raw = terminal::Raw::enter()?;
            tokio::select! {
                code = stdio::join(&process, ended) => code?,
                never = terminal::follow_window(&process) => match never {},
            }
        } else {
            stdio::join(&process, ended).await?
        };
        // Nothing of the VM outlives this process: taking it apart first would only take time, and
        // a thread may still be waiting in a read of our standard input.
        std::process::exit(code.into())
    })
}

/// Waits for the program's end, which `timeout` may force.
async fn finish(process: &Process, timeout: Option<std::time::Duration>) -> Result<u8> {
    let status = match timeout {
        None => process.wait().await?,
        Some(limit) => match tokio::time::timeout(limit, process.wait()).await {
            Ok(status) => status?,
            Err(_) => {
                // Its end may have come just now: then there is nothing to kill.
                let _ = process.kill();
                process.wait().await?;
                eprintln!("kernelet: the program was stopped after {limit:?} (--timeout)");
                return Ok(TIMED_OUT);
            }
        },
    };
    if let Some(cause) = process.cause() {
        eprintln!("kernelet: the program was ended: {cause}");
    }
    Ok(match status {
        ExitStatus::Exited(status) => status,
        ExitStatus::Signaled(signal) => 128_u8.saturating_add(signal),
    })
}

/// The components inside this binary, or those of the folder that `KERNELET_COMPONENTS` names: for
/// whoever works on a guest and does not want to link the host for each try.
pub fn components() -> Result<Components> {
    let Some(folder) = std::env::var_os("KERNELET_COMPONENTS").map(PathBuf::from) else {
        return Ok(Components::embedded());
    };
    Components::from_folder(&folder).with_context(|| {
        format!("cannot read the components in {} (KERNELET_COMPONENTS)", folder.display())
    })
}

fn require_directory(path: &Path) -> Result<()> {
    let metadata = path.metadata().with_context(|| {
        format!("cannot mount {}: make it first, or mend --mount", path.display())
    })?;
    if !metadata.is_dir() {
        bail!("cannot mount {}: it is not a directory; mount the folder it is in", path.display());
    }
    Ok(())
}
