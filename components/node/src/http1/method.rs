//! Request methods and the protocols they belong to.

/// All methods, at the numbers llhttp gives them.
pub const NAMES: [&str; 47] = [
    "DELETE",
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "CONNECT",
    "OPTIONS",
    "TRACE",
    "COPY",
    "LOCK",
    "MKCOL",
    "MOVE",
    "PROPFIND",
    "PROPPATCH",
    "SEARCH",
    "UNLOCK",
    "BIND",
    "REBIND",
    "UNBIND",
    "ACL",
    "REPORT",
    "MKACTIVITY",
    "CHECKOUT",
    "MERGE",
    "M-SEARCH",
    "NOTIFY",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "PATCH",
    "PURGE",
    "MKCALENDAR",
    "LINK",
    "UNLINK",
    "SOURCE",
    "PRI",
    "DESCRIBE",
    "ANNOUNCE",
    "SETUP",
    "PLAY",
    "PAUSE",
    "TEARDOWN",
    "GET_PARAMETER",
    "SET_PARAMETER",
    "REDIRECT",
    "RECORD",
    "FLUSH",
    "QUERY",
];

/// `CONNECT`
pub const CONNECT: u8 = 5;
/// `SOURCE`, the one of Icecast.
pub const SOURCE: u8 = 33;
/// `PRI`, with which HTTP/2 begins.
pub const PRI: u8 = 34;
const GET: u8 = 1;
const POST: u8 = 3;
const OPTIONS: u8 = 6;
const DESCRIBE: u8 = 35;
const FLUSH: u8 = 45;

/// How far a method's name has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// No method begins like that.
    Unknown,
    /// It may go on; the method it is if it does not.
    Open(Option<u8>),
    /// It is this one and cannot go on.
    Whole(u8),
}

/// What `text` is the beginning of.
pub fn prefix(text: &[u8]) -> Prefix {
    let mut whole = None;
    let mut open = false;
    for (index, name) in (0u8..).zip(NAMES) {
        if name.as_bytes() == text {
            whole = Some(index);
        } else if name.as_bytes().starts_with(text) {
            open = true;
        }
    }
    match (whole, open) {
        (Some(method), false) => Prefix::Whole(method),
        (None, false) => Prefix::Unknown,
        (whole, true) => Prefix::Open(whole),
    }
}

/// Whether HTTP has the method.
pub fn is_http(method: u8) -> bool {
    method <= PRI || NAMES.get(usize::from(method)) == Some(&"QUERY")
}

/// Whether RTSP has it (GET and POST for AirPlay).
pub fn is_rtsp(method: u8) -> bool {
    matches!(method, GET | POST | OPTIONS | DESCRIBE..=FLUSH)
}
