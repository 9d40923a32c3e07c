//! `wasi:filesystem`: descriptors and directories over those of the kernel.

mod attributes;
mod descriptor;
mod directory;
pub mod working_directory;

use crate::Wasi;
use crate::handle::Handle;
use crate::io::StreamFailure;
use crate::syscalls;
use crate::types::OpenFlags;
use crate::wit::exports::wasi::filesystem::preopens;
use crate::wit::exports::wasi::filesystem::types::{self, ErrorCode};
use crate::wit::exports::wasi::io::error::ErrorBorrow;

pub use descriptor::Descriptor;
pub use directory::Entries;

impl types::Guest for Wasi {
    type Descriptor = Descriptor;
    type DirectoryEntryStream = Entries;

    fn filesystem_error_code(error: ErrorBorrow<'_>) -> Option<ErrorCode> {
        Some(crate::errno::file(error.get::<StreamFailure>().0))
    }
}

impl preopens::Guest for Wasi {
    /// The whole tree of the VM: what a program may not reach in it, the kernel refuses.
    fn get_directories() -> Vec<(preopens::Descriptor, String)> {
        let flags = OpenFlags::PATH_ONLY | OpenFlags::DIRECTORY | OpenFlags::CLOSE_ON_EXEC;
        let Ok(root) = syscalls::open(None, b"/", flags, 0) else { return Vec::new() };
        vec![(types::Descriptor::new(Descriptor::root(Handle::owned(root))), "/".to_string())]
    }
}
