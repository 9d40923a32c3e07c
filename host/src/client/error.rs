//! What can go wrong between a client and its sidecar.

use std::time::Duration;

/// An error of the client.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ClientError {
    /// The sidecar cannot be started.
    #[error(
        "cannot start the sidecar {program}: {cause}; name its binary in SECURE_EXEC_SIDECAR_BIN"
    )]
    Start {
        /// What was started.
        program: String,
        /// What the operating system said.
        cause: String,
    },
    /// The sidecar did not do a request.
    #[error("sidecar rejected request {id}: {code}: {message}")]
    Rejected {
        /// Number of the request.
        id: i64,
        /// Kind of the rejection.
        code: String,
        /// Why.
        message: String,
    },
    /// The sidecar did not answer in time. The connection stays usable.
    #[error("timed out after {patience:?} waiting for {what}")]
    TimedOut {
        /// What was waited for.
        what: String,
        /// How long.
        patience: Duration,
    },
    /// The connection is over: every request fails from now on.
    #[error("the sidecar is gone: {cause}")]
    Failed {
        /// Why, with the sidecar's exit status and what it said.
        cause: String,
    },
    /// The sidecar answered something else than what was asked.
    #[error("the sidecar answered {request} with {response}")]
    WrongAnswer {
        /// What was asked.
        request: &'static str,
        /// What came.
        response: &'static str,
    },
}

/// Results of the client.
pub type Result<T, E = ClientError> = std::result::Result<T, E>;
