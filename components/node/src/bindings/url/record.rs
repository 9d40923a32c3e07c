//! A URL record: its parts, its text, and the setters of the `URL` class (URL standard, sections 4
//! and 6.1).

use super::{
    components::{Components, OMITTED},
    parser::{self, State},
    percent::{self, EncodeSet},
};

/// The parts of a URL, serialized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Without `:`.
    pub scheme: String,
    /// Encoded.
    pub username: String,
    /// Encoded.
    pub password: String,
    /// `None` for URLs without `//`, empty for `file:///`.
    pub host: Option<String>,
    /// Never the scheme's own.
    pub port: Option<u16>,
    /// Each segment with its `/`; the whole text when opaque.
    pub path: String,
    /// Whether the path is no list of segments, as in `mailto:`.
    pub has_opaque_path: bool,
    /// Without `?`.
    pub query: Option<String>,
    /// Without `#`.
    pub fragment: Option<String>,
}

/// The port a special scheme has of its own (`None` inside for `file`); `None` when not special.
pub fn default_port(scheme: &str) -> Option<Option<u16>> {
    Some(match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        "file" => None,
        _ => return None,
    })
}

/// What a setter changes; the numbers are those of `internal/url`'s `updateActions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name is the property of URL that it sets")]
pub enum Part {
    Protocol = 0,
    Host = 1,
    Hostname = 2,
    Port = 3,
    Username = 4,
    Password = 5,
    Pathname = 6,
    Search = 7,
    Hash = 8,
    Href = 9,
}

impl Part {
    /// The part of this number.
    pub fn from_number(number: i32) -> Option<Self> {
        Some(match number {
            0 => Self::Protocol,
            1 => Self::Host,
            2 => Self::Hostname,
            3 => Self::Port,
            4 => Self::Username,
            5 => Self::Password,
            6 => Self::Pathname,
            7 => Self::Search,
            8 => Self::Hash,
            9 => Self::Href,
            _ => return None,
        })
    }
}

impl Record {
    /// Whether the scheme is one the standard calls special.
    pub fn is_special(&self) -> bool {
        default_port(&self.scheme).is_some()
    }

    /// Whether there is a user name or a password.
    pub fn has_credentials(&self) -> bool {
        !self.username.is_empty() || !self.password.is_empty()
    }

    /// Whether there is no host to connect to.
    pub fn lacks_host(&self) -> bool {
        self.host.as_ref().is_none_or(String::is_empty)
    }

    fn cannot_have_credentials(&self) -> bool {
        self.lacks_host() || self.scheme == "file"
    }

    /// Drops the last segment, but no drive letter that starts a `file:` path.
    pub fn shorten_path(&mut self) {
        if self.scheme == "file" && is_drive_path(&self.path) {
            return;
        }
        let end = self.path.rfind('/').unwrap_or(0);
        self.path.truncate(end);
    }

    /// The text, and where the parts are in it.
    pub fn serialize(&self) -> (String, Components) {
        let mut href = String::with_capacity(self.scheme.len() + self.path.len() + 64);
        href.push_str(&self.scheme);
        href.push(':');
        let protocol_end = href.len() as u32;
        let (mut username_end, mut host_start, mut host_end) =
            (protocol_end, protocol_end, protocol_end);
        if let Some(host) = &self.host {
            href.push_str("//");
            href.push_str(&self.username);
            username_end = href.len() as u32;
            if !self.password.is_empty() {
                href.push(':');
                href.push_str(&self.password);
            }
            host_start = href.len() as u32;
            if self.has_credentials() {
                href.push('@');
            }
            href.push_str(host);
            host_end = href.len() as u32;
            if let Some(port) = self.port {
                href.push_str(&format!(":{port}"));
            }
        } else if !self.has_opaque_path && self.path.starts_with("//") {
            // Else the path would read as a host.
            href.push_str("/.");
        }
        let pathname_start = href.len() as u32;
        href.push_str(&self.path);
        let mut append = |mark: char, part: &Option<String>| match part {
            None => OMITTED,
            Some(text) => {
                let start = href.len() as u32;
                href.push(mark);
                href.push_str(text);
                start
            }
        };
        let search_start = append('?', &self.query);
        let hash_start = append('#', &self.fragment);
        let components = Components {
            protocol_end,
            username_end,
            host_start,
            host_end,
            port: self.port.map_or(OMITTED, u32::from),
            pathname_start,
            search_start,
            hash_start,
            scheme_type: scheme_type(&self.scheme),
        };
        (href, components)
    }

    /// The origin, `null` when opaque.
    pub fn origin(&self) -> String {
        if self.scheme == "blob" {
            return match parser::parse(&self.path, None) {
                Some(inner) if matches!(inner.scheme.as_str(), "http" | "https") => inner.origin(),
                _ => "null".to_owned(),
            };
        }
        match (&self.host, default_port(&self.scheme)) {
            (Some(host), Some(Some(_))) => match self.port {
                Some(port) => format!("{}://{host}:{port}", self.scheme),
                None => format!("{}://{host}", self.scheme),
            },
            _ => "null".to_owned(),
        }
    }

    /// Sets a part as the property of `URL` does; `None` when the value is refused.
    pub fn set(&mut self, part: Part, value: &str) -> Option<()> {
        match part {
            Part::Href => *self = parser::parse(value, None)?,
            Part::Protocol => return self.change(&format!("{value}:"), State::SchemeStart),
            Part::Username | Part::Password | Part::Port if self.cannot_have_credentials() => {
                return None;
            }
            Part::Host | Part::Hostname | Part::Pathname if self.has_opaque_path => return None,
            Part::Username => {
                self.username = percent::encode(value.as_bytes(), EncodeSet::Userinfo)
            }
            Part::Password => {
                self.password = percent::encode(value.as_bytes(), EncodeSet::Userinfo)
            }
            Part::Host => return self.change(value, State::Host),
            Part::Hostname => return self.change(value, State::Hostname),
            Part::Port if value.is_empty() => self.port = None,
            Part::Port if is_odd_port(value) => self.port = None,
            Part::Port => return self.change(value, State::Port),
            Part::Pathname => {
                self.path.clear();
                return self.change(value, State::PathStart);
            }
            Part::Search if value.is_empty() => {
                self.query = None;
                self.strip_opaque_path();
            }
            Part::Search => {
                self.query = Some(String::new());
                return self.change(value.strip_prefix('?').unwrap_or(value), State::Query);
            }
            Part::Hash if value.is_empty() => {
                self.fragment = None;
                self.strip_opaque_path();
            }
            Part::Hash => {
                self.fragment = Some(String::new());
                return self.change(value.strip_prefix('#').unwrap_or(value), State::Fragment);
            }
        }
        Some(())
    }

    fn change(&mut self, value: &str, state: State) -> Option<()> {
        let changed = parser::change(self.clone(), value, state)?;
        *self = changed;
        Some(())
    }

    /// Spaces at the end of an opaque path would be lost with nothing behind them.
    fn strip_opaque_path(&mut self) {
        if self.has_opaque_path && self.fragment.is_none() && self.query.is_none() {
            let length = self.path.trim_end_matches(' ').len();
            self.path.truncate(length);
        }
    }
}

/// Digits behind something else: ada 2.9 then forgets the port, where the standard keeps it.
fn is_odd_port(value: &str) -> bool {
    let first = value.chars().find(|character| !matches!(character, '\t' | '\n' | '\r'));
    first.is_some_and(|first| first > ' ' && first != '-' && !first.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a path is nothing but a normalized drive letter.
fn is_drive_path(path: &str) -> bool {
    matches!(path.as_bytes(), [b'/', letter, b':'] if letter.is_ascii_alphabetic())
}

/// ada's `scheme::type`.
fn scheme_type(scheme: &str) -> u32 {
    match scheme {
        "http" => 0,
        "https" => 2,
        "ws" => 3,
        "ftp" => 4,
        "wss" => 5,
        "file" => 6,
        _ => 1,
    }
}
