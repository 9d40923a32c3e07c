//! Programs built ahead of time: what [`crate::prepare`] makes at the first start of a command, made once
//! and kept in a file.
//!
//! Such a file is compiled code and, behind it, a digest of all that it was made of: the command's own
//! file, this build's WASI and this engine. So it can be told whether it is up to date without any other
//! file, and there is no folder of compiled code that a guest might be given.

use std::io::Write as _;
use std::path::Path;

use kernelet_wasm_engine::Allocation;
use sha2::{Digest as _, Sha256};
use wasmtime::Engine;

use crate::components::Components;
use crate::error::{Error, Result};

/// What such a file ends with.
const MAGIC: &[u8] = b"kernelet-program";

/// Bytes of a digest.
const DIGEST: usize = 32;

/// Whether there was something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file was written.
    Written,
    /// It was made of the same already.
    UpToDate,
}

/// Makes `out` of a WASI command or a program of kernelet, a component or a core module; nothing is done
/// when it was made of the same before.
///
/// # Errors
/// When `program` is none, or a file cannot be read or written.
pub fn build(components: &Components, program: &Path, out: &Path) -> Result<Outcome> {
    let unusable = |path: &Path| {
        let path = path.display().to_string();
        move |cause: String| Error::Program { path, cause }
    };
    let file = std::fs::read(program).map_err(|error| unusable(program)(error.to_string()))?;
    let wasi = components.wasi().ok_or_else(|| Error::NoComponent { name: "wasi".into() })?;
    let engine = kernelet_wasm_engine::engine(Allocation::OnDemand)
        .map_err(|cause| Error::Engine { processes: 1, cause })?;
    let digest = digest(&engine, &file, &wasi);
    if std::fs::read(out).is_ok_and(|old| split(&old).is_some_and(|(_, old)| old == digest)) {
        return Ok(Outcome::UpToDate);
    }
    let compiled = compile(&engine, &file, &wasi).map_err(unusable(program))?;
    let whole = [&compiled, digest.as_slice(), MAGIC].concat();
    replace(out, &whole).map_err(|error| unusable(out)(error.to_string()))?;
    Ok(Outcome::Written)
}

impl Components {
    /// Adds a program image out of a file that [`build`] made.
    ///
    /// # Errors
    /// When the file is none; whether it fits this engine shows when the runtime is made.
    pub fn with_program(self, name: impl Into<String>, file: &Path) -> Result<Self> {
        let failed = |cause: String| Error::Program { path: file.display().to_string(), cause };
        let bytes = std::fs::read(file).map_err(|error| failed(error.to_string()))?;
        let Some((compiled, _)) = split(&bytes) else {
            return Err(failed("it was not made by `kernelet build`".into()));
        };
        Ok(self.with_image(name, compiled.to_vec()))
    }
}

/// The compiled code and the digest of a file that [`build`] made.
fn split(file: &[u8]) -> Option<(&[u8], [u8; DIGEST])> {
    let rest = file.strip_suffix(MAGIC)?;
    let (compiled, digest) = rest.split_last_chunk::<DIGEST>()?;
    Some((compiled, *digest))
}

fn digest(engine: &Engine, file: &[u8], wasi: &[u8]) -> [u8; DIGEST] {
    let mut hash = Sha256::new();
    hash.update(compatibility(engine).to_le_bytes());
    for part in [wasi, file] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A number that stands for what code must fit: wasmtime's version, its settings, the processor.
fn compatibility(engine: &Engine) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.finish()
}

fn compile(engine: &Engine, file: &[u8], wasi: &[u8]) -> std::result::Result<Vec<u8>, String> {
    let command = kernelet_compose::command(file).map_err(|error| error.to_string())?;
    let program = kernelet_compose::program(&command, wasi).map_err(|error| error.to_string())?;
    let compiled = engine.precompile_component(&program);
    compiled.map_err(|error| format!("it cannot be compiled: {error:#}"))
}

/// Writes a file whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = std::fs::File::create_new(&part)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // It may not be there.
        let _ = std::fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_refused() {
        assert_eq!(split(b""), None);
        assert_eq!(split(MAGIC), None, "too short for a digest");
        assert_eq!(split(&[b"code".as_slice(), &[7; DIGEST], b"kernelet-progran"].concat()), None);
        let whole = [b"code".as_slice(), &[7; DIGEST], MAGIC].concat();
        assert_eq!(split(&whole), Some((b"code".as_slice(), [7; DIGEST])));
    }
}
