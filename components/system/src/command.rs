//! What a WASI command needs besides WASI: where it is, and how it ends.

/// Makes relative paths start at the process's working directory.
pub fn enter_working_directory() {
    // Asking tells the WASI component that paths are resolved here.
    if let Some(directory) = crate::wit::wasi::cli::environment::initial_cwd() {
        // It was removed: then what is relative is not found, as it should be.
        let _ = std::env::set_current_dir(directory);
    }
}

/// Ends the process with any status; `wasi:cli/exit` knows success and failure only.
pub fn exit(status: i32) -> ! {
    crate::exit(status as u8);
    std::process::abort()
}
