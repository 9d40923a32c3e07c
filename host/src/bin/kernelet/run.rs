//! `kernelet run`: a Node program and its project.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use kernelet::vm::config::Mount;
use kernelet::{Access, ProcessOptions};

use crate::machine;
use crate::options::Run;

/// Where the project of FILE appears.
const WORKSPACE: &str = "/workspace";

/// Runs the program and ends with its exit code.
pub fn run(options: Run) -> Result<Infallible> {
    let program = program(&options)?;
    let mut start = ProcessOptions::new("/usr/bin/node").directory(&options.directory);
    start.arguments = vec!["node".into()];
    start.arguments.extend(options.node_flags.iter().cloned());
    start.arguments.extend(program.arguments);
    machine::run("node", &options.machine, program.project, start)
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
