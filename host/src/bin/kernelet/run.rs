//! `kernelet run`: one program in a VM of its own, its streams joined to ours.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use kernelet::vm::config::Mount;
use kernelet::{Access, Components, ExitStatus, Process, ProcessOptions, Runtime, VmConfig};

use crate::options::Run;
use crate::stdio;

/// Exit code of a command that could not be carried out, as `sh` and clap use it.
pub const USAGE: u8 = 2;

/// Exit code after `--timeout`: 128 and SIGKILL, as `timeout -s KILL` answers.
const TIMED_OUT: u8 = 137;

/// Where the project of FILE appears.
const WORKSPACE: &str = "/workspace";

/// A program and a kernel, and room for the children it may start.
const PROCESSES: u32 = 32;

/// Runs the program and ends with its exit code.
pub fn run(options: Run) -> Result<Infallible> {
    let program = program(&options)?;
    let mut config = VmConfig::default();
    config.limits.process_memory = options.memory;
    config.mounts.extend(program.project);
    for mount in &options.mounts {
        require_directory(&mount.host)?;
        config.mounts.push(Mount {
            host: mount.host.clone(),
            guest: mount.guest.clone(),
            access: mount.access,
        });
    }
    options.destinations.iter().for_each(|destination| destination.allow(&mut config));
    let mut start = ProcessOptions::new("/usr/bin/node").directory(&options.directory);
    start.arguments = vec!["node".into()];
    start.arguments.extend(options.node_flags.iter().cloned());
    start.arguments.extend(program.arguments);
    start = start.variable("HOME", &config.user.home).variable("USER", &config.user.name);
    start.environment.extend(options.variables.iter().cloned());
    start.stdin = stdio::input();

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start threads")?;
    runtime.block_on(async {
        let builder = Runtime::builder().processes(PROCESSES).components(components()?);
        let vm = builder.build()?.vm(config)?;
        let process = vm.start(start)?;
        let code = stdio::join(&process, finish(&process, options.timeout)).await?;
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
fn components() -> Result<Components> {
    let Some(folder) = std::env::var_os("KERNELET_COMPONENTS").map(PathBuf::from) else {
        return Ok(Components::embedded());
    };
    Components::from_folder(&folder).with_context(|| {
        format!("cannot read the components in {} (KERNELET_COMPONENTS)", folder.display())
    })
}

/// What to run: node's arguments and the project to mount.
struct Program {
    arguments: Vec<String>,
    project: Option<Mount>,
}

fn program(options: &Run) -> Result<Program> {
    let (file, rest) = match (&options.code, options.program.split_first()) {
        (None, Some((file, rest))) => (Path::new(file), rest),
        (code, _) => {
            let mut arguments = vec!["-e".into(), code.clone().unwrap_or_default(), "--".into()];
            arguments.extend(options.program.iter().cloned());
            return Ok(Program { arguments, project: None });
        }
    };
    let absolute = file
        .canonicalize()
        .with_context(|| format!("cannot read the program {}", file.display()))?;
    if !absolute.is_file() {
        bail!("the program {} is not a file", file.display());
    }
    let root = project_root(&absolute)?;
    let inside = absolute.strip_prefix(&root).unwrap_or(&absolute);
    let Some(inside) = inside.to_str() else {
        bail!("the program's path {} is not UTF-8", file.display());
    };
    let guest = format!("{WORKSPACE}/{inside}");
    let project = Mount { host: root, guest: WORKSPACE.into(), access: Access::ReadOnly };
    let arguments = std::iter::once(guest).chain(rest.iter().cloned()).collect();
    Ok(Program { arguments, project: Some(project) })
}

/// The nearest folder above `file` with a package.json, else its own folder.
fn project_root(file: &Path) -> Result<PathBuf> {
    let folder = file.parent().context("the program has no folder")?;
    let marked = folder.ancestors().find(|folder| folder.join("package.json").is_file());
    Ok(marked.unwrap_or(folder).to_path_buf())
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
