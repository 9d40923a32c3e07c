//! Modules of WASI preview 1.
//!
//! The published adapter turns their imports into those of 0.2, where a command can only succeed or
//! fail. So that a status is not lost, `proc_exit` goes past it: its type is that of the system call
//! `exit`, and the module is made to import that instead.

use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::composition::slice;
use crate::error::Error;

/// The module that commands of preview 1 import.
pub const MODULE: &str =
    wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME;

/// What implements it on WASI 0.2 and exports `wasi:cli/run`.
pub const ADAPTER: &[u8] =
    wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;

/// The name that preview 1 had before it was a snapshot; the functions that commands use are the same.
const UNSTABLE: &str = "wasi_unstable";

const PROC_EXIT: &str = "proc_exit";
const SYSCALLS: &str = "kernelet:kernel/syscalls@0.1.0";

/// The part of the contract that such a module uses.
const WORLD: &str = "
package kernelet:command@0.1.0;
world command { import kernelet:kernel/syscalls@0.1.0; }
package kernelet:kernel@0.1.0 {
  interface syscalls { exit: func(status: u8); }
}";

/// The module with the system call `exit` in the place of `proc_exit`, and the world that says so.
pub fn with_exit_status(module: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = Module::new();
    let mut exits = false;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ImportSection(imports) = payload {
            let mut section = ImportSection::new();
            for import in imports.into_imports() {
                let import = import?;
                let from = if import.module == UNSTABLE { MODULE } else { import.module };
                let exit = from == MODULE && import.name == PROC_EXIT;
                exits |= exit;
                let kind = RoundtripReencoder
                    .entity_type(import.ty)
                    .map_err(|error| Error::Component(error.to_string()))?;
                let (from, name) = if exit { (SYSCALLS, "exit") } else { (from, import.name) };
                section.import(from, name, kind);
            }
            out.section(&section);
        } else if let Some((id, range)) = payload.as_section() {
            let data = slice(module, range);
            out.section(&RawSection { id, data });
        }
    }
    let mut module = out.finish();
    if exits {
        let mut resolve = Resolve::default();
        let failed = |error: String| Error::Component(error);
        let package = resolve.push_str("command.wit", WORLD).map_err(|e| failed(e.to_string()))?;
        let world = resolve.select_world(&[package], None).map_err(|e| failed(e.to_string()))?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false)
            .map_err(|error| failed(error.to_string()))?;
    }
    Ok(module)
}
