//! The system calls as the commands use them.

pub mod file;
pub mod process;

pub use file::{File, Output, cause, input, read};
pub use process::Start;

use std::io;

use kernelet_system::FileStat;

/// Attributes of a file; of what a symbolic link names with `follow`.
///
/// # Errors
/// What stat(2) says.
pub fn stat(path: &str, follow: bool) -> io::Result<FileStat> {
    kernelet_system::stat(None, path.as_bytes(), follow).map_err(file::error)
}
