//! Why something cannot be made a program.

/// In one line that names the thing and the fix.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No WebAssembly at all.
    #[error("it is not WebAssembly: {0}")]
    NotWasm(&'static str),
    /// WebAssembly that is not valid.
    #[error("it is not valid WebAssembly: {0}")]
    Invalid(#[from] wasmparser::BinaryReaderError),
    /// A module that wit-component makes no component of.
    #[error("it cannot be made a component: {0}")]
    Component(String),
    /// A component that is no command.
    #[error("it is not a command: it exports neither `run` nor `wasi:cli/run`, but {0}")]
    NotACommand(String),
    /// A command that needs more than a command may import.
    #[error("it imports `{0}`, which kernelet does not give to programs")]
    Import(String),
}
