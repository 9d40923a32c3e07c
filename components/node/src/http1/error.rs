//! Why parsing stops: llhttp's error codes.

use std::borrow::Cow;

macro_rules! codes {
    ($($name:ident = $number:literal $text:literal,)*) => {
        /// An error code; its number is llhttp's.
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($name = $number,)*
        }

        impl Code {
            /// What `error.code` says.
            pub fn name(self) -> &'static str {
                match self {
                    $(Code::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    Strict = 2 "HPE_STRICT",
    LfExpected = 3 "HPE_LF_EXPECTED",
    UnexpectedContentLength = 4 "HPE_UNEXPECTED_CONTENT_LENGTH",
    ClosedConnection = 5 "HPE_CLOSED_CONNECTION",
    InvalidMethod = 6 "HPE_INVALID_METHOD",
    InvalidUrl = 7 "HPE_INVALID_URL",
    InvalidConstant = 8 "HPE_INVALID_CONSTANT",
    InvalidVersion = 9 "HPE_INVALID_VERSION",
    InvalidHeaderToken = 10 "HPE_INVALID_HEADER_TOKEN",
    InvalidContentLength = 11 "HPE_INVALID_CONTENT_LENGTH",
    InvalidChunkSize = 12 "HPE_INVALID_CHUNK_SIZE",
    InvalidStatus = 13 "HPE_INVALID_STATUS",
    InvalidEofState = 14 "HPE_INVALID_EOF_STATE",
    InvalidTransferEncoding = 15 "HPE_INVALID_TRANSFER_ENCODING",
    CallbackHeadersComplete = 17 "HPE_CB_HEADERS_COMPLETE",
    Paused = 21 "HPE_PAUSED",
    PausedUpgrade = 22 "HPE_PAUSED_UPGRADE",
    PausedH2Upgrade = 23 "HPE_PAUSED_H2_UPGRADE",
    User = 24 "HPE_USER",
    CrExpected = 25 "HPE_CR_EXPECTED",
    UnexpectedSpace = 30 "HPE_UNEXPECTED_SPACE",
}

/// A code with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The code.
    pub code: Code,
    /// What `error.reason` says. With [`Code::User`] a code of the caller's, a colon and the reason.
    pub reason: Cow<'static, str>,
}

impl Error {
    /// An error of the parser's.
    pub const fn new(code: Code, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }
}
