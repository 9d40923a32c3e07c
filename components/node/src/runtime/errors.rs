//! Errors as Node's C++ makes them: libuv exceptions and `ERR_*` errors.

use rquickjs::{Ctx, Error, Function, Object, Result, Value};

use crate::sys::{self, Errno};

/// The constructors of native errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `Error`
    Error,
    /// `TypeError`
    TypeError,
    /// `RangeError`
    RangeError,
    /// `SyntaxError`
    SyntaxError,
}

impl ErrorKind {
    fn name(self) -> &'static str {
        match self {
            ErrorKind::Error => "Error",
            ErrorKind::TypeError => "TypeError",
            ErrorKind::RangeError => "RangeError",
            ErrorKind::SyntaxError => "SyntaxError",
        }
    }
}

/// Name and text of a libuv error number, as `internalBinding('uv').getErrorMap()` has them.
pub fn uv_name_and_message(errno: i32) -> Option<(&'static str, &'static str)> {
    UV_ERRORS.iter().find(|(number, ..)| *number == errno).map(|(_, name, text)| (*name, *text))
}

/// Node's `CollectUVExceptionInfo`: tells an error in an object of the caller instead of throwing it.
pub fn tell(context: &Object<'_>, errno: i32, syscall: &str) -> Result<()> {
    let (code, message) = uv_name_and_message(errno).unwrap_or(("UNKNOWN", "unknown error"));
    context.set("errno", errno)?;
    context.set("code", code)?;
    context.set("message", message)?;
    context.set("syscall", syscall)
}

/// Node's `UVException`: `CODE: text, syscall 'path' -> 'dest'` with errno, code, syscall, path
/// and dest as own properties in that order. A denial of the VM's policy stands for `CODE: text`.
pub fn uv_exception<'js>(
    ctx: &Ctx<'js>,
    errno: i32,
    denial: Option<&str>,
    syscall: &str,
    path: Option<&[u8]>,
    destination: Option<&[u8]>,
) -> Result<Value<'js>> {
    let unknown;
    let (code, text) = match uv_name_and_message(errno) {
        Some(known) => known,
        None => {
            unknown = format!("Unknown system error {errno}");
            (unknown.as_str(), unknown.as_str())
        }
    };
    let path = path.map(String::from_utf8_lossy);
    let destination = destination.map(String::from_utf8_lossy);
    let mut message = match denial {
        Some(denial) => format!("{denial}, {syscall}"),
        None => format!("{code}: {text}, {syscall}"),
    };
    if let Some(path) = &path {
        message.push_str(&format!(" '{path}'"));
    }
    if let Some(destination) = &destination {
        message.push_str(&format!(" -> '{destination}'"));
    }
    let error = construct(ctx, ErrorKind::Error, &message)?;
    error.set("errno", errno)?;
    error.set("code", code)?;
    error.set("syscall", syscall)?;
    if let Some(path) = &path {
        error.set("path", path.as_ref())?;
    }
    if let Some(destination) = &destination {
        error.set("dest", destination.as_ref())?;
    }
    Ok(error.into_value())
}

/// Throws [`uv_exception`].
pub fn throw_uv(
    ctx: &Ctx<'_>,
    errno: i32,
    syscall: &str,
    path: Option<&[u8]>,
    destination: Option<&[u8]>,
) -> Error {
    let denial = if errno == Errno::Acces.uv() { sys::last_denial() } else { None };
    match uv_exception(ctx, errno, denial.as_deref(), syscall, path, destination) {
        Ok(value) => ctx.throw(value),
        Err(error) => error,
    }
}

/// An error as the `THROW_ERR_*` macros make them: own `code`, and the stack shows
/// `Name [CODE]: message` when printed by `util.inspect`.
pub fn node_error<'js>(
    ctx: &Ctx<'js>,
    kind: ErrorKind,
    code: &str,
    message: &str,
) -> Result<Value<'js>> {
    let error = construct(ctx, kind, message)?;
    error.set("code", code)?;
    Ok(error.into_value())
}

/// Throws [`node_error`].
pub fn throw_node(ctx: &Ctx<'_>, kind: ErrorKind, code: &str, message: &str) -> Error {
    match node_error(ctx, kind, code, message) {
        Ok(value) => ctx.throw(value),
        Err(error) => error,
    }
}

/// A plain error of the kind. The global constructors may have been replaced by the program; the
/// ones Node's primordials saved are used as soon as they exist.
pub fn construct<'js>(ctx: &Ctx<'js>, kind: ErrorKind, message: &str) -> Result<Object<'js>> {
    let constructor: Function<'js> = ctx.globals().get(kind.name())?;
    match constructor.as_constructor() {
        Some(constructor) => constructor.construct((message,)),
        None => Ok(rquickjs::Exception::from_message(ctx.clone(), message)?.into_object()),
    }
}

/// Linux numbers, libuv names and texts, in libuv's order.
pub(crate) const UV_ERRORS: &[(i32, &str, &str)] = &[
    (-7, "E2BIG", "argument list too long"),
    (-13, "EACCES", "permission denied"),
    (-98, "EADDRINUSE", "address already in use"),
    (-99, "EADDRNOTAVAIL", "address not available"),
    (-97, "EAFNOSUPPORT", "address family not supported"),
    (-11, "EAGAIN", "resource temporarily unavailable"),
    (-3000, "EAI_ADDRFAMILY", "address family not supported"),
    (-3001, "EAI_AGAIN", "temporary failure"),
    (-3002, "EAI_BADFLAGS", "bad ai_flags value"),
    (-3013, "EAI_BADHINTS", "invalid value for hints"),
    (-3003, "EAI_CANCELED", "request canceled"),
    (-3004, "EAI_FAIL", "permanent failure"),
    (-3005, "EAI_FAMILY", "ai_family not supported"),
    (-3006, "EAI_MEMORY", "out of memory"),
    (-3007, "EAI_NODATA", "no address"),
    (-3008, "EAI_NONAME", "unknown node or service"),
    (-3009, "EAI_OVERFLOW", "argument buffer overflow"),
    (-3014, "EAI_PROTOCOL", "resolved protocol is unknown"),
    (-3010, "EAI_SERVICE", "service not available for socket type"),
    (-3011, "EAI_SOCKTYPE", "socket type not supported"),
    (-114, "EALREADY", "connection already in progress"),
    (-9, "EBADF", "bad file descriptor"),
    (-16, "EBUSY", "resource busy or locked"),
    (-125, "ECANCELED", "operation canceled"),
    (-4080, "ECHARSET", "invalid Unicode character"),
    (-103, "ECONNABORTED", "software caused connection abort"),
    (-111, "ECONNREFUSED", "connection refused"),
    (-104, "ECONNRESET", "connection reset by peer"),
    (-89, "EDESTADDRREQ", "destination address required"),
    (-17, "EEXIST", "file already exists"),
    (-14, "EFAULT", "bad address in system call argument"),
    (-27, "EFBIG", "file too large"),
    (-113, "EHOSTUNREACH", "host is unreachable"),
    (-4, "EINTR", "interrupted system call"),
    (-22, "EINVAL", "invalid argument"),
    (-5, "EIO", "i/o error"),
    (-106, "EISCONN", "socket is already connected"),
    (-21, "EISDIR", "illegal operation on a directory"),
    (-40, "ELOOP", "too many symbolic links encountered"),
    (-24, "EMFILE", "too many open files"),
    (-90, "EMSGSIZE", "message too long"),
    (-36, "ENAMETOOLONG", "name too long"),
    (-100, "ENETDOWN", "network is down"),
    (-101, "ENETUNREACH", "network is unreachable"),
    (-23, "ENFILE", "file table overflow"),
    (-105, "ENOBUFS", "no buffer space available"),
    (-19, "ENODEV", "no such device"),
    (-2, "ENOENT", "no such file or directory"),
    (-12, "ENOMEM", "not enough memory"),
    (-64, "ENONET", "machine is not on the network"),
    (-92, "ENOPROTOOPT", "protocol not available"),
    (-28, "ENOSPC", "no space left on device"),
    (-38, "ENOSYS", "function not implemented"),
    (-107, "ENOTCONN", "socket is not connected"),
    (-20, "ENOTDIR", "not a directory"),
    (-39, "ENOTEMPTY", "directory not empty"),
    (-88, "ENOTSOCK", "socket operation on non-socket"),
    (-95, "ENOTSUP", "operation not supported on socket"),
    (-75, "EOVERFLOW", "value too large for defined data type"),
    (-1, "EPERM", "operation not permitted"),
    (-32, "EPIPE", "broken pipe"),
    (-71, "EPROTO", "protocol error"),
    (-93, "EPROTONOSUPPORT", "protocol not supported"),
    (-91, "EPROTOTYPE", "protocol wrong type for socket"),
    (-34, "ERANGE", "result too large"),
    (-30, "EROFS", "read-only file system"),
    (-108, "ESHUTDOWN", "cannot send after transport endpoint shutdown"),
    (-29, "ESPIPE", "invalid seek"),
    (-3, "ESRCH", "no such process"),
    (-110, "ETIMEDOUT", "connection timed out"),
    (-26, "ETXTBSY", "text file is busy"),
    (-18, "EXDEV", "cross-device link not permitted"),
    (-4094, "UNKNOWN", "unknown error"),
    (-4095, "EOF", "end of file"),
    (-6, "ENXIO", "no such device or address"),
    (-31, "EMLINK", "too many links"),
    (-112, "EHOSTDOWN", "host is down"),
    (-121, "EREMOTEIO", "remote I/O error"),
    (-25, "ENOTTY", "inappropriate ioctl for device"),
    (-4028, "EFTYPE", "inappropriate file type or format"),
    (-84, "EILSEQ", "illegal byte sequence"),
    (-94, "ESOCKTNOSUPPORT", "socket type not supported"),
    (-61, "ENODATA", "no data available"),
    (-49, "EUNATCH", "protocol driver not attached"),
];
