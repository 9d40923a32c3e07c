//! Build step: turns core modules of guests into what the host embeds.
//!
//! For each guest: core module → component (`wit-component`) → frozen after its `initialize`
//! (`wasmtime-wizer`, the Node program) → precompiled for the host's engine. Written to the
//! output folder as `NAME.wasm` (portable) and `NAME.cwasm` (this CPU, this wasmtime).

mod freeze;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Parser;
use kernelet_wasm_engine::Allocation;
use wasmtime::Engine;

/// Makes components from core modules, frozen and precompiled.
#[derive(Parser)]
struct Options {
    /// The kernel's core module.
    #[arg(long)]
    kernel: PathBuf,
    /// The Node program's core module.
    #[arg(long)]
    node: PathBuf,
    /// The folder with Node's library that the Node program reads while it boots.
    #[arg(long)]
    library: PathBuf,
    /// A further program's core module, `kernelet_NAME.wasm`: becomes the image NAME, not frozen.
    #[arg(long = "program")]
    programs: Vec<PathBuf>,
    /// Where the components go.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let engine = kernelet_wasm_engine::engine(Allocation::OnDemand)?;
    std::fs::create_dir_all(&options.out)
        .with_context(|| format!("cannot make the folder {}", options.out.display()))?;

    let kernel = component(&options.kernel)?;
    write(&engine, &options.out, "kernel", &kernel)?;

    let node = component(&options.node)?;
    let node = freeze::freeze(&engine, &node, &options.library)
        .with_context(|| format!("cannot freeze {}", options.node.display()))?;
    write(&engine, &options.out, "node", &node)?;

    for program in &options.programs {
        let name = program
            .file_stem()
            .and_then(|stem| stem.to_str()?.strip_prefix("kernelet_"))
            .with_context(|| format!("{} is not named kernelet_NAME.wasm", program.display()))?;
        write(&engine, &options.out, name, &component(program)?)?;
    }
    Ok(())
}

/// Wraps a core module that carries its WIT world into a component.
fn component(module: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(module)
        .with_context(|| format!("cannot read {} (run `just components`)", module.display()))?;
    wit_component::ComponentEncoder::default()
        .validate(true)
        .module(&bytes)
        .and_then(|encoder| encoder.encode())
        .with_context(|| format!("{} is not a guest of kernelet", module.display()))
}

fn write(engine: &Engine, folder: &Path, name: &str, component: &[u8]) -> Result<()> {
    let compiled = engine.precompile_component(component)?;
    for (extension, bytes) in [("wasm", component), ("cwasm", compiled.as_slice())] {
        let path = folder.join(name).with_extension(extension);
        if std::fs::read(&path).is_ok_and(|old| old == bytes) {
            continue;
        }
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    eprintln!(
        "{name}: component {} KiB, compiled {} KiB",
        component.len() / 1024,
        compiled.len() / 1024
    );
    Ok(())
}
