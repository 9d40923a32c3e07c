//! The basic URL parser (URL standard, section 4.4), state by state.
//!
//! It works on the bytes of UTF-8: everything that steers it is ASCII, and every other byte is
//! percent-encoded wherever it may stand.

use std::borrow::Cow;

use super::{
    host,
    percent::{self, EncodeSet},
    record::{Record, default_port},
};

/// The states of the machine, in the standard's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name is that of the standard")]
pub enum State {
    SchemeStart,
    Scheme,
    NoScheme,
    SpecialRelativeOrAuthority,
    PathOrAuthority,
    Relative,
    RelativeSlash,
    SpecialAuthoritySlashes,
    SpecialAuthorityIgnoreSlashes,
    Authority,
    Host,
    Hostname,
    Port,
    File,
    FileSlash,
    FileHost,
    PathStart,
    Path,
    OpaquePath,
    Query,
    Fragment,
}

/// Parses a URL, against a base when there is one; `None` when it is not valid.
pub fn parse(input: &str, base: Option<&Record>) -> Option<Record> {
    let input = input.trim_matches(|character: char| character <= ' ');
    let input = without_tabs_and_newlines(input);
    let mut machine = Machine::new(Record::default(), &input, base, None);
    machine.run(State::SchemeStart)?;
    Some(machine.url)
}

/// Runs the machine on a part only, from the state given ("state override").
pub(super) fn change(url: Record, input: &str, state: State) -> Option<Record> {
    let input = without_tabs_and_newlines(input);
    let mut machine = Machine::new(url, &input, None, Some(state));
    machine.run(state)?;
    Some(machine.url)
}

fn without_tabs_and_newlines(input: &str) -> Cow<'_, [u8]> {
    let is_dropped = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r');
    if input.bytes().any(|byte| is_dropped(&byte)) {
        Cow::Owned(input.bytes().filter(|byte| !is_dropped(byte)).collect())
    } else {
        Cow::Borrowed(input.as_bytes())
    }
}

/// What a state says about going on.
enum Step {
    /// The next byte, in this state.
    Next(State),
    /// The same byte, in this state.
    Again(State),
    /// Two bytes on, in this state.
    Skip(State),
    /// Nothing more to do.
    Done,
}

struct Machine<'a> {
    url: Record,
    input: &'a [u8],
    base: Option<&'a Record>,
    over: Option<State>,
    pointer: usize,
    buffer: Vec<u8>,
    /// Path segment under construction, encoded.
    segment: String,
    path_entered: bool,
    path_taken: bool,
    at_sign_seen: bool,
    inside_brackets: bool,
    password_token_seen: bool,
}

impl<'a> Machine<'a> {
    fn new(url: Record, input: &'a [u8], base: Option<&'a Record>, over: Option<State>) -> Self {
        Self {
            url,
            input,
            base,
            over,
            pointer: 0,
            buffer: Vec::new(),
            segment: String::new(),
            path_entered: false,
            path_taken: false,
            at_sign_seen: false,
            inside_brackets: false,
            password_token_seen: false,
        }
    }

    fn run(&mut self, mut state: State) -> Option<()> {
        loop {
            let byte = self.input.get(self.pointer).copied();
            match self.step(state, byte)? {
                Step::Done => return Some(()),
                Step::Next(_) if byte.is_none() => return Some(()),
                Step::Again(next) => state = next,
                Step::Next(next) => {
                    state = next;
                    self.pointer += 1;
                }
                Step::Skip(next) => {
                    state = next;
                    self.pointer += 2;
                }
            }
        }
    }

    fn rest_starts_with(&self, byte: u8) -> bool {
        self.input.get(self.pointer + 1) == Some(&byte)
    }

    fn is_backslash(&self, byte: Option<u8>) -> bool {
        byte == Some(b'\\') && self.url.is_special()
    }

    /// `/`, `?`, `#`, the end, and `\` in special URLs.
    fn ends_authority(&self, byte: Option<u8>) -> bool {
        matches!(byte, None | Some(b'/' | b'?' | b'#')) || self.is_backslash(byte)
    }

    fn copy_authority(&mut self, base: &Record) {
        self.url.username.clone_from(&base.username);
        self.url.password.clone_from(&base.password);
        self.url.host.clone_from(&base.host);
        self.url.port = base.port;
    }

    /// An empty query of the base is lost: what ada 2.9 does.
    fn copy_query(&mut self, base: &Record) {
        self.url.query = base.query.clone().filter(|query| !query.is_empty());
    }

    fn start_query(&mut self) -> Step {
        self.url.query = Some(String::new());
        Step::Next(State::Query)
    }

    fn start_fragment(&mut self) -> Step {
        self.url.fragment = Some(String::new());
        Step::Next(State::Fragment)
    }

    fn step(&mut self, state: State, byte: Option<u8>) -> Option<Step> {
        match state {
            State::SchemeStart => self.scheme_start(byte),
            State::Scheme => self.scheme(byte),
            State::NoScheme => self.no_scheme(byte),
            State::SpecialRelativeOrAuthority => {
                Some(if byte == Some(b'/') && self.rest_starts_with(b'/') {
                    Step::Skip(State::SpecialAuthorityIgnoreSlashes)
                } else {
                    Step::Again(State::Relative)
                })
            }
            State::PathOrAuthority => Some(match byte {
                Some(b'/') => Step::Next(State::Authority),
                _ => Step::Again(State::Path),
            }),
            State::Relative => self.relative(byte),
            State::RelativeSlash => self.relative_slash(byte),
            State::SpecialAuthoritySlashes => {
                Some(if byte == Some(b'/') && self.rest_starts_with(b'/') {
                    Step::Skip(State::SpecialAuthorityIgnoreSlashes)
                } else {
                    Step::Again(State::SpecialAuthorityIgnoreSlashes)
                })
            }
            State::SpecialAuthorityIgnoreSlashes => Some(match byte {
                Some(b'/' | b'\\') => Step::Next(State::SpecialAuthorityIgnoreSlashes),
                _ => Step::Again(State::Authority),
            }),
            State::Authority => self.authority(byte),
            State::Host | State::Hostname => self.host(state, byte),
            State::Port => self.port(byte),
            State::File => self.file(byte),
            State::FileSlash => self.file_slash(byte),
            State::FileHost => self.file_host(byte),
            State::PathStart => Some(self.path_start(byte)),
            State::Path => Some(self.path(byte)),
            State::OpaquePath => Some(self.opaque_path(byte)),
            State::Query => Some(self.query(byte)),
            State::Fragment => {
                if let (Some(byte), Some(fragment)) = (byte, &mut self.url.fragment) {
                    percent::push(fragment, byte, EncodeSet::Fragment);
                }
                Some(Step::Next(State::Fragment))
            }
        }
    }

    fn scheme_start(&mut self, byte: Option<u8>) -> Option<Step> {
        match byte {
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.buffer.push(byte.to_ascii_lowercase());
                Some(Step::Next(State::Scheme))
            }
            _ if self.over.is_none() => Some(Step::Again(State::NoScheme)),
            _ => None,
        }
    }

    fn scheme(&mut self, byte: Option<u8>) -> Option<Step> {
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') => {
                self.buffer.push(byte.to_ascii_lowercase());
                Some(Step::Next(State::Scheme))
            }
            Some(b':') => Some(self.end_of_scheme()),
            _ if self.over.is_none() => {
                self.buffer.clear();
                self.pointer = 0;
                Some(Step::Again(State::NoScheme))
            }
            _ => None,
        }
    }

    fn end_of_scheme(&mut self) -> Step {
        let scheme: String = self.buffer.drain(..).map(char::from).collect();
        let own_port = default_port(&scheme);
        if self.over.is_some() {
            let has_extras = self.url.has_credentials() || self.url.port.is_some();
            let refused = own_port.is_some() != self.url.is_special()
                || (has_extras && scheme == "file")
                || (self.url.scheme == "file" && self.url.lacks_host());
            if !refused {
                self.url.scheme = scheme;
                if own_port == Some(self.url.port) {
                    self.url.port = None;
                }
            }
            return Step::Done;
        }
        self.url.scheme = scheme;
        if self.url.scheme == "file" {
            return Step::Next(State::File);
        }
        if own_port.is_some() {
            return match self.base {
                Some(base) if base.scheme == self.url.scheme => {
                    Step::Next(State::SpecialRelativeOrAuthority)
                }
                _ => Step::Next(State::SpecialAuthoritySlashes),
            };
        }
        if self.rest_starts_with(b'/') {
            return Step::Skip(State::PathOrAuthority);
        }
        self.url.has_opaque_path = true;
        Step::Next(State::OpaquePath)
    }

    fn no_scheme(&mut self, byte: Option<u8>) -> Option<Step> {
        let base = self.base?;
        if !base.has_opaque_path {
            return Some(Step::Again(if base.scheme == "file" {
                State::File
            } else {
                State::Relative
            }));
        }
        if byte != Some(b'#') {
            return None;
        }
        self.url.scheme.clone_from(&base.scheme);
        self.url.path.clone_from(&base.path);
        self.url.has_opaque_path = true;
        self.copy_query(base);
        Some(self.start_fragment())
    }

    fn relative(&mut self, byte: Option<u8>) -> Option<Step> {
        let base = self.base?;
        self.url.scheme.clone_from(&base.scheme);
        if byte == Some(b'/') || self.is_backslash(byte) {
            return Some(Step::Next(State::RelativeSlash));
        }
        self.copy_authority(base);
        self.url.path.clone_from(&base.path);
        self.copy_query(base);
        Some(match byte {
            Some(b'?') => self.start_query(),
            Some(b'#') => self.start_fragment(),
            None => Step::Done,
            Some(_) => {
                self.url.query = None;
                self.url.shorten_path();
                Step::Again(State::Path)
            }
        })
    }

    fn relative_slash(&mut self, byte: Option<u8>) -> Option<Step> {
        if self.url.is_special() && matches!(byte, Some(b'/' | b'\\')) {
            return Some(Step::Next(State::SpecialAuthorityIgnoreSlashes));
        }
        if byte == Some(b'/') {
            return Some(Step::Next(State::Authority));
        }
        self.copy_authority(self.base?);
        Some(Step::Again(State::Path))
    }

    fn authority(&mut self, byte: Option<u8>) -> Option<Step> {
        if byte == Some(b'@') {
            let before = if self.at_sign_seen { &b"%40"[..] } else { &[] };
            self.at_sign_seen = true;
            for byte in before.iter().copied().chain(self.buffer.drain(..)) {
                if byte == b':' && !self.password_token_seen {
                    self.password_token_seen = true;
                    continue;
                }
                let part = if self.password_token_seen {
                    &mut self.url.password
                } else {
                    &mut self.url.username
                };
                percent::push(part, byte, EncodeSet::Userinfo);
            }
            return Some(Step::Next(State::Authority));
        }
        if self.ends_authority(byte) {
            if self.at_sign_seen && self.buffer.is_empty() {
                return None;
            }
            self.pointer -= self.buffer.len();
            self.buffer.clear();
            return Some(Step::Again(State::Host));
        }
        self.buffer.push(byte?);
        Some(Step::Next(State::Authority))
    }

    /// Makes the host of what was collected.
    fn take_host(&mut self, is_special: bool) -> Option<()> {
        self.url.host = Some(host::parse(&self.buffer, is_special)?);
        self.buffer.clear();
        Some(())
    }

    fn host(&mut self, state: State, byte: Option<u8>) -> Option<Step> {
        if self.over.is_some() && self.url.scheme == "file" {
            return Some(Step::Again(State::FileHost));
        }
        let is_special = self.url.is_special();
        if byte == Some(b':') && !self.inside_brackets {
            if self.buffer.is_empty() || self.over == Some(State::Hostname) {
                return None;
            }
            self.take_host(is_special)?;
            return Some(Step::Next(State::Port));
        }
        if self.ends_authority(byte) {
            let keeps_extras =
                self.over.is_some() && (self.url.has_credentials() || self.url.port.is_some());
            if self.buffer.is_empty() && (is_special || keeps_extras) {
                return None;
            }
            self.take_host(is_special)?;
            return Some(if self.over.is_some() {
                Step::Done
            } else {
                Step::Again(State::PathStart)
            });
        }
        let byte = byte?;
        match byte {
            b'[' => self.inside_brackets = true,
            b']' => self.inside_brackets = false,
            _ => {}
        }
        self.buffer.push(byte);
        Some(Step::Next(state))
    }

    fn port(&mut self, byte: Option<u8>) -> Option<Step> {
        if let Some(digit) = byte
            && digit.is_ascii_digit()
        {
            self.buffer.push(digit);
            return Some(Step::Next(State::Port));
        }
        // The host that was set before a bad port stays.
        let refused = if self.over == Some(State::Host) { Some(Step::Done) } else { None };
        if !self.ends_authority(byte) && self.over.is_none() {
            return refused;
        }
        if !self.buffer.is_empty() {
            let number = self.buffer.drain(..).fold(0_u32, |number, digit| {
                number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
            });
            let Ok(port) = u16::try_from(number) else { return refused };
            let is_own = default_port(&self.url.scheme) == Some(Some(port));
            self.url.port = if is_own { None } else { Some(port) };
            if self.over.is_some() {
                return Some(Step::Done);
            }
        }
        if self.over.is_some() {
            return refused;
        }
        Some(Step::Again(State::PathStart))
    }

    fn file(&mut self, byte: Option<u8>) -> Option<Step> {
        "file".clone_into(&mut self.url.scheme);
        self.url.host = Some(String::new());
        if matches!(byte, Some(b'/' | b'\\')) {
            return Some(Step::Next(State::FileSlash));
        }
        let Some(base) = self.base.filter(|base| base.scheme == "file") else {
            return Some(Step::Again(State::Path));
        };
        self.url.host.clone_from(&base.host);
        self.url.path.clone_from(&base.path);
        self.copy_query(base);
        Some(match byte {
            Some(b'?') => self.start_query(),
            Some(b'#') => self.start_fragment(),
            None => Step::Done,
            Some(_) => {
                self.url.query = None;
                if starts_with_drive_letter(&self.input[self.pointer..]) {
                    self.url.path.clear();
                } else {
                    self.url.shorten_path();
                }
                Step::Again(State::Path)
            }
        })
    }

    fn file_slash(&mut self, byte: Option<u8>) -> Option<Step> {
        if matches!(byte, Some(b'/' | b'\\')) {
            return Some(Step::Next(State::FileHost));
        }
        if let Some(base) = self.base.filter(|base| base.scheme == "file") {
            self.url.host.clone_from(&base.host);
            let rest = self.input.get(self.pointer..).unwrap_or_default();
            if !starts_with_drive_letter(rest)
                && let [b'/', letter, b':', after @ ..] = base.path.as_bytes()
                && letter.is_ascii_alphabetic()
                && matches!(after, [] | [b'/', ..])
            {
                self.url.path.push_str(&base.path[..3]);
            }
        }
        Some(Step::Again(State::Path))
    }

    fn file_host(&mut self, byte: Option<u8>) -> Option<Step> {
        if !matches!(byte, None | Some(b'/' | b'\\' | b'?' | b'#')) {
            self.buffer.push(byte?);
            return Some(Step::Next(State::FileHost));
        }
        if self.over.is_none() && is_drive_letter(&self.buffer) {
            // No host: the letter is the first segment of the path.
            self.segment.extend(self.buffer.drain(..).map(char::from));
            return Some(Step::Again(State::Path));
        }
        if self.buffer.is_empty() {
            self.url.host = Some(String::new());
        } else {
            self.take_host(true)?;
            if self.url.host.as_deref() == Some("localhost") {
                self.url.host = Some(String::new());
            }
        }
        Some(if self.over.is_some() { Step::Done } else { Step::Again(State::PathStart) })
    }

    fn path_start(&mut self, byte: Option<u8>) -> Step {
        match byte {
            Some(b'/') => Step::Next(State::Path),
            _ if self.is_backslash(byte) => Step::Next(State::Path),
            _ if self.url.is_special() => Step::Again(State::Path),
            Some(b'?') if self.over.is_none() => self.start_query(),
            Some(b'#') if self.over.is_none() => self.start_fragment(),
            Some(_) => Step::Again(State::Path),
            None => {
                if self.over.is_some() && self.url.host.is_none() {
                    self.url.path.push('/');
                }
                Step::Done
            }
        }
    }

    fn path(&mut self, byte: Option<u8>) -> Step {
        if !self.path_entered {
            self.path_entered = true;
            if self.segment.is_empty() && self.take_plain_path() {
                return Step::Again(State::Path);
            }
        }
        let is_slash = byte == Some(b'/') || self.is_backslash(byte);
        if self.path_taken {
            return match byte {
                Some(b'?') => self.start_query(),
                Some(b'#') => self.start_fragment(),
                _ => Step::Done,
            };
        }
        if let Some(byte) = byte
            && !is_slash
            && (self.over.is_some() || !matches!(byte, b'?' | b'#'))
        {
            percent::push(&mut self.segment, byte, EncodeSet::Path);
            return Step::Next(State::Path);
        }
        if is_double_dot(&self.segment) {
            let before = self.url.path.len();
            self.url.shorten_path();
            // Where nothing was left to drop, ada 2.9 leaves the path of a URL that is not special empty.
            let is_shorter = self.url.path.len() < before;
            if !is_slash && (is_shorter || self.url.is_special()) {
                self.url.path.push('/');
            }
        } else if is_single_dot(&self.segment) {
            if !is_slash {
                self.url.path.push('/');
            }
        } else {
            let is_first = self.url.path.is_empty();
            if self.url.scheme == "file" && is_first && is_drive_letter(self.segment.as_bytes()) {
                self.segment.replace_range(1..2, ":");
            }
            self.url.path.push('/');
            self.url.path.push_str(&self.segment);
        }
        self.segment.clear();
        match byte {
            Some(b'?') if !is_slash => self.start_query(),
            Some(b'#') if !is_slash => self.start_fragment(),
            _ => Step::Next(State::Path),
        }
    }

    /// Takes the whole path at once when nothing in it has to be changed.
    ///
    /// Like ada 2.9, which looks at the first `/.` only: `/a/.b/../c` stays as it is.
    fn take_plain_path(&mut self) -> bool {
        let rest = self.input.get(self.pointer..).unwrap_or_default();
        let ends = |byte: &u8| self.over.is_none() && matches!(byte, b'?' | b'#');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let path = &rest[..length];
        let is_special = self.url.is_special();
        let is_kept = |byte: &u8| {
            !EncodeSet::Path.contains(*byte) && *byte != b'%' && !(is_special && *byte == b'\\')
        };
        if !path.iter().all(is_kept)
            || (self.url.scheme == "file" && path.get(..2).is_some_and(is_drive_letter))
        {
            return false;
        }
        if path.contains(&b'.') {
            if path[0] == b'.' || (!is_special && path.contains(&b'\\')) {
                return false;
            }
            if let Some(dot) = path.windows(2).position(|pair| pair == b"/.")
                && matches!(path.get(dot + 2), None | Some(b'.' | b'/'))
            {
                return false;
            }
        }
        self.url.path.push('/');
        self.url.path.extend(path.iter().copied().map(char::from));
        self.pointer += length;
        self.path_taken = true;
        true
    }

    fn opaque_path(&mut self, byte: Option<u8>) -> Step {
        match byte {
            Some(b'?') => self.start_query(),
            Some(b'#') => self.start_fragment(),
            Some(byte) => {
                percent::push(&mut self.url.path, byte, EncodeSet::C0Control);
                Step::Next(State::OpaquePath)
            }
            None => Step::Done,
        }
    }

    fn query(&mut self, byte: Option<u8>) -> Step {
        let set = if self.url.is_special() { EncodeSet::SpecialQuery } else { EncodeSet::Query };
        match (byte, &mut self.url.query) {
            (Some(b'#'), _) if self.over.is_none() => self.start_fragment(),
            (Some(byte), Some(query)) => {
                percent::push(query, byte, set);
                Step::Next(State::Query)
            }
            _ => Step::Done,
        }
    }
}

/// A letter and `:` or `|`.
fn is_drive_letter(text: &[u8]) -> bool {
    matches!(text, [letter, b':' | b'|'] if letter.is_ascii_alphabetic())
}

fn starts_with_drive_letter(text: &[u8]) -> bool {
    text.get(..2).is_some_and(is_drive_letter)
        && matches!(text.get(2), None | Some(b'/' | b'\\' | b'?' | b'#'))
}

fn is_single_dot(segment: &str) -> bool {
    segment == "." || segment.eq_ignore_ascii_case("%2e")
}

fn is_double_dot(segment: &str) -> bool {
    match segment.len() {
        2 => segment == "..",
        4 => segment.eq_ignore_ascii_case(".%2e") || segment.eq_ignore_ascii_case("%2e."),
        6 => segment.eq_ignore_ascii_case("%2e%2e"),
        _ => false,
    }
}
