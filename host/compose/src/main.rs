//! Build step: one file of a program, the kernel and what stands for the host.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use kernelet_compose::Solo;

/// Makes one component of a program and the kernel, which any host with WASI 0.2 runs.
#[derive(Parser)]
struct Options {
    /// The file of a WASI command or a program of kernelet, or the name of one that `just build` made:
    /// `node`, `sh`, `coreutils`.
    program: PathBuf,
    /// The folder with the parts that `kernelet-assemble` wrote.
    #[arg(long, default_value = ".build/components")]
    components: PathBuf,
    /// Where the file goes; default NAME.wasm in the working directory.
    #[arg(short, long)]
    out: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let part = |name: &Path| read(&options.components.join(name).with_extension("wasm"));
    let kernel = part("kernel".as_ref())?;
    let (host, supervisor) = (part("solo_host".as_ref())?, part("solo_supervisor".as_ref())?);
    let solo = Solo { kernel: &kernel, host: &host, supervisor: &supervisor };

    let given = &options.program;
    let program = match given.extension() {
        None if !given.exists() => part(given)?,
        _ => read(given)?,
    };
    let name = given.file_name().with_context(|| format!("{} has no name", given.display()))?;
    let out = options.out.unwrap_or_else(|| Path::new(name).with_extension("wasm"));
    if out.canonicalize().is_ok_and(|out| given.canonicalize().is_ok_and(|given| out == given)) {
        bail!("{} would be overwritten: say with --out where the file goes", given.display());
    }
    let wasi = part("wasi".as_ref())?;
    let file = kernelet_compose::command(&program)
        .and_then(|command| kernelet_compose::program(&command, &wasi))
        .and_then(|program| solo.compose(&program))
        .with_context(|| format!("cannot use {}", given.display()))?;
    std::fs::write(&out, &file).with_context(|| format!("cannot write {}", out.display()))
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file)
        .with_context(|| format!("cannot read {} (run `just components`)", file.display()))
}
