//! Build step: turns core modules of guests into what the host embeds.
//!
//! For each guest: core module → component (`kernelet-compose`) → frozen after its `initialize`
//! (`wasmtime-wizer`, kernel and Node) → precompiled for the host's engine. WASI commands get
//! the component that implements WASI plugged on. Written to the output folder as `NAME.wasm`
//! (portable) and `NAME.cwasm` (this CPU, this wasmtime); the WASI component and those of single-file
//! compositions as `NAME.wasm` only, since they run as parts of others.

mod freeze;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Parser;
use kernelet_wasm_engine::Allocation;
use wasmtime::Engine;

/// Makes components from core modules, frozen and precompiled: those that are given, the others stay.
#[derive(Parser)]
struct Options {
    /// The kernel's core module.
    #[arg(long)]
    kernel: Option<PathBuf>,
    /// The Node program's core module.
    #[arg(long, requires = "library")]
    node: Option<PathBuf>,
    /// The folder with Node's library that the Node program reads while it boots.
    #[arg(long)]
    library: Option<PathBuf>,
    /// A further program's core module, `kernelet_NAME.wasm`: becomes the image NAME, not frozen.
    #[arg(long = "program")]
    programs: Vec<PathBuf>,
    /// The core module of a part of single-file compositions, `kernelet_NAME.wasm`: becomes NAME.wasm.
    #[arg(long = "part")]
    parts: Vec<PathBuf>,
    /// The core module that implements WASI on system calls.
    #[arg(long)]
    wasi: Option<PathBuf>,
    /// A WASI command and its name, as NAME=FILE; can be repeated.
    #[arg(long, requires = "wasi", value_parser = named)]
    command: Vec<(String, PathBuf)>,
    /// Where the components go.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let engine = kernelet_wasm_engine::engine(Allocation::OnDemand)?;
    std::fs::create_dir_all(&options.out)
        .with_context(|| format!("cannot make the folder {}", options.out.display()))?;

    if let Some(kernel) = &options.kernel {
        let frozen = freeze::kernel(&engine, &component(kernel)?)
            .with_context(|| format!("cannot freeze {}", kernel.display()))?;
        write(&engine, &options.out, "kernel", &frozen)?;
    }
    if let (Some(node), Some(library)) = (&options.node, &options.library) {
        let frozen = freeze::program(&engine, &component(node)?, library)
            .with_context(|| format!("cannot freeze {}", node.display()))?;
        write(&engine, &options.out, "node", &frozen)?;
    }
    for program in &options.programs {
        write(&engine, &options.out, name_of(program)?, &component(program)?)?;
    }
    for part in &options.parts {
        store(&options.out.join(name_of(part)?).with_extension("wasm"), &component(part)?)?;
    }
    let Some(wasi) = &options.wasi else { return Ok(()) };
    let wasi = component(wasi)?;
    store(&options.out.join("wasi.wasm"), &wasi)?;
    for (name, file) in &options.command {
        let program = read(file).and_then(|bytes| {
            let command = kernelet_compose::command(&bytes)?;
            Ok(kernelet_compose::program(&command, &wasi)?)
        });
        let program = program.with_context(|| format!("cannot use {}", file.display()))?;
        write(&engine, &options.out, name, &program)?;
    }
    Ok(())
}

/// NAME of `kernelet_NAME.wasm`.
fn name_of(module: &Path) -> Result<&str> {
    module
        .file_stem()
        .and_then(|stem| stem.to_str()?.strip_prefix("kernelet_"))
        .with_context(|| format!("{} is not named kernelet_NAME.wasm", module.display()))
}

/// `NAME=FILE`.
fn named(text: &str) -> Result<(String, PathBuf)> {
    let (name, file) = text.split_once('=').context("it is written NAME=FILE")?;
    Ok((name.to_string(), file.into()))
}

/// Wraps a core module that carries its WIT world into a component.
fn component(module: &Path) -> Result<Vec<u8>> {
    let bytes = read(module)?;
    kernelet_compose::guest(&bytes)
        .with_context(|| format!("{} is not a guest of kernelet", module.display()))
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file)
        .with_context(|| format!("cannot read {} (run `just components`)", file.display()))
}

fn write(engine: &Engine, folder: &Path, name: &str, component: &[u8]) -> Result<()> {
    let compiled = engine.precompile_component(component)?;
    for (extension, bytes) in [("wasm", component), ("cwasm", compiled.as_slice())] {
        store(&folder.join(name).with_extension(extension), bytes)?;
    }
    eprintln!(
        "{name}: component {} KiB, compiled {} KiB",
        component.len() / 1024,
        compiled.len() / 1024
    );
    Ok(())
}

/// Writes a file whose content is another: what was built from it is then still up to date.
fn store(path: &Path, bytes: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
