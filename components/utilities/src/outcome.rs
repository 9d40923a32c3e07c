//! How a command ends.

use std::io;

/// Why a command cannot do what it was asked for: one line that names the thing.
#[derive(Debug)]
pub struct Trouble {
    /// The status to exit with; none is that of the command's page in POSIX.
    pub status: Option<i32>,
    /// What is shown after the command's name.
    pub message: String,
}

/// A status, or trouble.
pub type Outcome = Result<i32, Trouble>;

impl Trouble {
    /// With a status of its own.
    pub fn new(status: i32, message: String) -> Trouble {
        Trouble { status: Some(status), message }
    }

    /// About a file.
    pub fn about(path: &str, error: &io::Error) -> Trouble {
        format!("{path}: {}", crate::system::cause(error)).into()
    }
}

impl From<String> for Trouble {
    fn from(message: String) -> Trouble {
        Trouble { status: None, message }
    }
}

impl From<&str> for Trouble {
    fn from(message: &str) -> Trouble {
        message.to_string().into()
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        crate::system::cause(&error).into()
    }
}

impl From<lexopt::Error> for Trouble {
    fn from(error: lexopt::Error) -> Trouble {
        error.to_string().into()
    }
}
