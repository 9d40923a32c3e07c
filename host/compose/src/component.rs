//! What a WebAssembly file is, and making a component of it.

use wasmparser::Parser;
use wit_component::ComponentEncoder;

use crate::error::Error;
use crate::preview1;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A core module.
    Module,
    /// A component.
    Component,
}

/// Tells a module from a component by the first bytes.
///
/// # Errors
/// [`Error::NotWasm`], which says what it is instead where that is known.
pub fn kind(bytes: &[u8]) -> Result<Kind, Error> {
    if Parser::is_component(bytes) {
        return Ok(Kind::Component);
    }
    if Parser::is_core_wasm(bytes) {
        return Ok(Kind::Module);
    }
    Err(Error::NotWasm(if bytes.starts_with(b"\x7fELF") {
        "it is a program for Linux; compile it for wasm32-wasip2"
    } else if bytes.starts_with(b"#!") {
        "it is a script"
    } else if bytes.starts_with(b"\0asm") {
        "its version is unknown"
    } else {
        "it does not start with `\\0asm`"
    }))
}

/// Wraps a core module that carries its WIT world into a component.
///
/// # Errors
/// [`Error::Component`] when it carries none or does not keep it.
pub fn guest(module: &[u8]) -> Result<Vec<u8>, Error> {
    encode(ComponentEncoder::default().validate(true), module)
}

/// A WASI command as a component that imports WASI 0.2: modules go through the published adapter,
/// components stay what they are.
///
/// # Errors
/// When it is not WebAssembly, or imports modules that are not WASI's.
pub fn command(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    match kind(bytes)? {
        Kind::Component => Ok(bytes.to_vec()),
        Kind::Module => {
            let module = preview1::with_exit_status(bytes)?;
            let mut encoder = ComponentEncoder::default();
            let adapted = encoder.validate(true).adapter(preview1::MODULE, preview1::ADAPTER);
            encode(adapted.map_err(failed)?, &module)
        }
    }
}

fn encode(encoder: &mut ComponentEncoder, module: &[u8]) -> Result<Vec<u8>, Error> {
    encoder.module(module).and_then(|encoder| encoder.encode()).map_err(failed)
}

/// The whole chain of causes in one line.
fn failed(error: impl std::fmt::Display) -> Error {
    Error::Component(format!("{error:#}"))
}
