//! Why a request is refused: a code and a line for the client.

use kernelet_protocol::message::Rejected;

/// The codes of rejections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Bad scope, unknown or used identifier, bad argument, bad configuration.
    InvalidState,
    /// Another version of the protocol.
    ProtocolVersionMismatch,
    /// Another version of the bridge.
    BridgeVersionMismatch,
    /// A name that is taken.
    Conflict,
    /// This sidecar has no such feature.
    Unsupported,
    /// A request that only a sidecar may send.
    UnsupportedDirection,
    /// An extension that nobody registered.
    UnknownExtension,
    /// A request or response that does not fit in a frame.
    FrameTooLarge,
    /// A POSIX error; the message begins with its name.
    KernelError,
    /// A mount could not be made.
    PluginError,
    /// A program could not be started or reached.
    ExecutionError,
    /// The client did not answer, or not as it must.
    BridgeError,
}

impl Code {
    /// The code as the client sees it.
    pub fn name(self) -> &'static str {
        match self {
            Code::InvalidState => "invalid_state",
            Code::ProtocolVersionMismatch => "protocol_version_mismatch",
            Code::BridgeVersionMismatch => "bridge_version_mismatch",
            Code::Conflict => "conflict",
            Code::Unsupported => "unsupported",
            Code::UnsupportedDirection => "unsupported_direction",
            Code::UnknownExtension => "unknown_extension",
            Code::FrameTooLarge => "frame_too_large",
            Code::KernelError => "kernel_error",
            Code::PluginError => "plugin_error",
            Code::ExecutionError => "execution_error",
            Code::BridgeError => "bridge_error",
        }
    }
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", code.name())]
pub struct Rejection {
    /// Its kind.
    pub code: Code,
    /// What is wrong, and what to do where that is known.
    pub message: String,
}

impl Rejection {
    /// A refusal of that kind.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Rejection { code, message: message.into() }
    }

    /// The most common kind.
    pub fn invalid(message: impl Into<String>) -> Self {
        Rejection::new(Code::InvalidState, message)
    }

    /// A required argument is missing.
    pub fn missing(operation: &str, argument: &str) -> Self {
        Rejection::invalid(format!("{operation} requires `{argument}`"))
    }

    /// The same refusal as another kind.
    pub fn with_code(self, code: Code) -> Self {
        Rejection { code, ..self }
    }
}

impl From<Rejection> for Rejected {
    fn from(rejection: Rejection) -> Self {
        Rejected { code: rejection.code.name().into(), message: rejection.message }
    }
}

/// POSIX errors begin with their name, as the client's patterns want them.
impl From<kernelet::Error> for Rejection {
    fn from(error: kernelet::Error) -> Self {
        match error {
            kernelet::Error::Refused { denial: Some(denial), .. } => {
                Rejection::new(Code::KernelError, denial)
            }
            kernelet::Error::Refused { operation, errno, denial: None } => {
                let text = errno.to_string();
                let words = text.split_once(", ").map_or("refused", |(_, words)| words);
                let message = format!("{}: {words}, {operation}", errno.name());
                Rejection::new(Code::KernelError, message)
            }
            kernelet::Error::Rejected { message, .. } => Rejection::invalid(message),
            kernelet::Error::Grant { .. } => Rejection::new(Code::PluginError, error.to_string()),
            other => Rejection::new(Code::ExecutionError, other.to_string()),
        }
    }
}

/// What a request comes to.
pub type Result<T, E = Rejection> = std::result::Result<T, E>;
