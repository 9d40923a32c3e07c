//! Helpers of the end-to-end tests: where things are, how they are run.
//!
//! The tests need what `just build` leaves; each says so when it is missing.

pub mod comparison;
pub mod name_server;
pub mod sidecar;
pub mod stock;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// The command line of this build: beside the test's own executable.
pub fn kernelet() -> PathBuf {
    binary("kernelet")
}

/// The sidecar of this build.
pub fn sidecar() -> PathBuf {
    binary("kernelet-sidecar")
}

/// A binary of this build.
pub fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    let folder = test.parent().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
    must_exist(folder.join(name))
}

/// The pinned real Node, the judge of Node behaviour.
pub fn node() -> PathBuf {
    must_exist(root().join(".build/node"))
}

/// A component of this build: `kernel.wasm`, `node.wasm`.
pub fn component(name: &str) -> PathBuf {
    must_exist(root().join(".build/components").join(name))
}

fn must_exist(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is missing: run `just build` first", path.display());
    path
}

/// `kernelet run` with nothing of the machine's environment.
pub fn kernelet_run() -> Command {
    let mut command = Command::new(kernelet());
    command.arg("run").env_clear();
    command
}

/// What a finished command left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs a command to its end with `stdin` as its standard input (none: `/dev/null`).
///
/// # Panics
/// When it cannot be started.
pub fn finish(mut command: Command, stdin: Option<Vec<u8>>) -> Finished {
    use std::io::Write as _;
    use std::process::Stdio;
    let input = if stdin.is_some() { Stdio::piped() } else { Stdio::null() };
    command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let writer = child.stdin.take().zip(stdin).map(|(mut pipe, bytes)| {
        // A program that does not read its input is no failure.
        std::thread::spawn(move || drop(pipe.write_all(&bytes)))
    });
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    if let Some(writer) = writer {
        let _ = writer.join();
    }
    Finished {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
