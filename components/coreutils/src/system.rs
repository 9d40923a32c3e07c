//! The system calls that WASI has no function for.

use std::ffi::OsString;
use std::path::Path;

#[allow(missing_docs, clippy::undocumented_unsafe_blocks)]
mod wit {
    wit_bindgen::generate!({ path: "wit", world: "commands", generate_all });
}

use wit::kernelet::kernel::syscalls::{
    self, AccessMode, DescriptorMapping, ProcessIdentity, SpawnOptions, SystemFacts, WaitTarget,
};
pub use wit::kernelet::kernel::types::Errno;
use wit::kernelet::kernel::types::{FileType, WaitStatus};

/// Makes relative paths start at the process's working directory.
pub fn enter_working_directory() {
    // Asking tells the WASI component that paths are resolved here.
    if let Some(directory) = wit::wasi::cli::environment::initial_cwd() {
        // It was removed: then what is relative is not found, as it should be.
        let _ = std::env::set_current_dir(directory);
    }
}

/// Ends the process with any status; `wasi:cli/exit` knows success and failure only.
pub fn exit(status: i32) -> ! {
    syscalls::exit(status as u8);
    std::process::abort()
}

/// Runs a command with the environment of this process to its end: its status, 128 and more for a
/// signal.
///
/// # Errors
/// When it cannot be started, in one line.
pub fn run(words: Vec<OsString>) -> Result<i32, String> {
    run_in(words, std::env::vars().map(|(name, value)| format!("{name}={value}")).collect())
}

/// The same with these variables, `NAME=value` each.
///
/// # Errors
/// As [`run`].
pub fn run_in(words: Vec<OsString>, environment: Vec<String>) -> Result<i32, String> {
    let bytes = |word: &OsString| word.as_encoded_bytes().to_vec();
    let program = words.first().map(bytes).unwrap_or_default();
    let name = String::from_utf8_lossy(&program).into_owned();
    let child = syscalls::spawn(&SpawnOptions {
        program,
        search: true,
        arguments: words.iter().map(bytes).collect(),
        environment: environment.into_iter().map(String::into_bytes).collect(),
        directory: None,
        descriptors: (0..3).map(|fd| DescriptorMapping { child: fd, parent: fd }).collect(),
        new_session: false,
    });
    let pid = child.map_err(|errno| match errno {
        Errno::Noent => format!("{name}: No such file or directory"),
        Errno::Acces => format!("{name}: Permission denied"),
        errno => format!("{name}: {errno:?}"),
    })?;
    loop {
        match syscalls::wait(WaitTarget::Process(pid), false) {
            Ok(Some((_, WaitStatus::Exited(status)))) => return Ok(i32::from(status)),
            Ok(Some((_, WaitStatus::Signaled(signal)))) => return Ok(128 + i32::from(signal)),
            Ok(_) | Err(Errno::Again | Errno::Intr) => {}
            Err(errno) => return Err(format!("{name}: {errno:?}")),
        }
    }
}

fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// Permission bits of a file.
///
/// # Errors
/// What `stat` says.
pub fn mode(path: &Path) -> Result<u32, Errno> {
    syscalls::stat(None, path_bytes(path), true).map(|stat| stat.mode & 0o7777)
}

/// Changes them.
///
/// # Errors
/// What the kernel says.
pub fn chmod(path: &Path, mode: u32) -> Result<(), Errno> {
    syscalls::chmod(None, path_bytes(path), mode, true)
}

/// The bits that new files lose.
pub fn umask() -> u32 {
    syscalls::get_umask()
}

/// Whether a path is a file that may be executed.
pub fn is_program(path: &Path) -> bool {
    let regular = syscalls::stat(None, path_bytes(path), true)
        .is_ok_and(|stat| stat.kind == FileType::Regular);
    regular && syscalls::access(None, path_bytes(path), AccessMode::EXECUTE).is_ok()
}

/// Who this process is.
pub fn identity() -> ProcessIdentity {
    syscalls::identity()
}

/// Facts about the machine.
pub fn facts() -> SystemFacts {
    syscalls::system_information()
}
