//! What streams over sockets share: binding errors that are told later, listening, connecting.
//!
//! Invariant: a handle that listens or connects is held by its watcher's [`base::Stream`], so that a
//! server without JavaScript references still serves.

use std::{cell::RefCell, rc::Rc};

use rquickjs::{Ctx, Object, Persistent, Result, Value};

use super::base::{self, Stream};
use crate::{
    runtime::{
        callback::make_callback,
        event_loop::{self, Target},
        members::Arguments,
    },
    sys::{self, AddressFamily, Errno, PollInterest, SocketAddress, SocketKind},
};

/// The socket of a stream, made when it is first needed: only then its family is known.
///
/// # Errors
/// What the kernel answers.
pub fn socket(stream: &mut Stream, family: AddressFamily) -> std::result::Result<u32, Errno> {
    if let Some(fd) = stream.descriptor() {
        return Ok(fd);
    }
    let fd = sys::socket(family, SocketKind::Stream, true)?;
    stream.open(fd);
    Ok(fd)
}

/// `listen(backlog)`: calls `onconnection(status, handle)` for each connection.
pub fn listen<'js>(
    arguments: &Arguments<'_, 'js>,
    family: AddressFamily,
    accepted: base::Kind,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let shared = base::of(arguments)?;
    let backlog = u32::try_from(arguments.int32(0)).unwrap_or(0);
    let mut stream = shared.borrow_mut();
    let listening = match stream.delayed.take() {
        Some(errno) => Err(errno),
        None => socket(&mut stream, family).and_then(|fd| sys::listen(fd, backlog).map(|()| fd)),
    };
    let status = match listening {
        Ok(fd) => {
            let own = Rc::downgrade(&shared);
            let ready: event_loop::Ready = Box::new(move |ctx, _| match own.upgrade() {
                Some(stream) => accept_all(ctx, &stream, accepted),
                None => Ok(()),
            });
            stream.watch_reading(
                ctx,
                arguments,
                Target::Descriptor(fd, PollInterest::READABLE),
                ready,
            )?;
            0
        }
        Err(errno) => errno.uv(),
    };
    Ok(Value::new_int(ctx.clone(), status))
}

/// Takes every connection that waits, unless JavaScript closes the server meanwhile.
fn accept_all(ctx: &Ctx<'_>, shared: &Rc<RefCell<Stream>>, accepted: base::Kind) -> Result<()> {
    loop {
        let (Some(fd), Some(server)) = (shared.borrow().descriptor(), shared.borrow().held())
        else {
            return Ok(());
        };
        let server = server.restore(ctx)?;
        let (status, client) = match sys::accept(fd, true) {
            Err(Errno::Again | Errno::Intr) => return Ok(()),
            Err(errno) => (errno.uv(), Value::new_undefined(ctx.clone())),
            Ok((client, _)) => {
                let Some(prototype) = server.get_prototype() else { return Ok(()) };
                let handle = base::create(ctx, prototype, accepted)?;
                if let Some(stream) = base::find(handle.as_value()) {
                    stream.borrow_mut().open(client);
                }
                (0, handle.into_value())
            }
        };
        let onconnection: Value = server.get("onconnection")?;
        let Some(onconnection) = onconnection.into_function() else { return Ok(()) };
        let arguments = vec![Value::new_int(ctx.clone(), status), client];
        make_callback(ctx, server.into_value(), onconnection, arguments)?;
        if status != 0 {
            return Ok(());
        }
    }
}

/// Connects; `request.oncomplete(status, handle, request, readable, writable)` is called when that is
/// over. Errors that the other side is the cause of are told there as well.
pub fn connect<'js>(
    arguments: &Arguments<'_, 'js>,
    request: Object<'js>,
    family: AddressFamily,
    address: &SocketAddress,
) -> Result<std::result::Result<(), Errno>> {
    let ctx = arguments.ctx();
    let shared = base::of(arguments)?;
    let mut stream = shared.borrow_mut();
    let delayed = stream.delayed.take();
    let outcome = match delayed {
        Some(errno) => Err(errno),
        None => match socket(&mut stream, family) {
            Ok(fd) => sys::connect(fd, address).map(|()| fd),
            Err(errno) => return Ok(Err(errno)),
        },
    };
    let fd = match outcome {
        Ok(fd) => fd,
        Err(Errno::Inprogress) => stream.descriptor().unwrap_or_default(),
        Err(errno) if told_later(family, errno) || delayed.is_some() => {
            let handle = Persistent::save(ctx, arguments.this_object()?);
            let request = Persistent::save(ctx, request);
            event_loop::defer(
                ctx,
                Box::new(move |ctx| connected(ctx, request, handle.restore(ctx)?, errno.uv())),
            );
            return Ok(Ok(()));
        }
        Err(errno) => return Ok(Err(errno)),
    };
    let own = Rc::downgrade(&shared);
    let ready: event_loop::Ready = Box::new(move |ctx, _| match own.upgrade() {
        Some(stream) => finish(ctx, &stream),
        None => Ok(()),
    });
    let target = Target::Descriptor(fd, PollInterest::WRITABLE);
    stream.watch_connecting(ctx, arguments, target, ready, request)?;
    Ok(Ok(()))
}

/// libuv tells a refused TCP connection, and everything about pipes, through the request.
fn told_later(family: AddressFamily, errno: Errno) -> bool {
    family == AddressFamily::Unix || errno == Errno::Connrefused
}

/// The attempt is over.
fn finish(ctx: &Ctx<'_>, shared: &Rc<RefCell<Stream>>) -> Result<()> {
    let (fd, handle, request) = {
        let mut stream = shared.borrow_mut();
        let handle = stream.held();
        let request = stream.take_connecting(ctx);
        (stream.descriptor(), handle, request)
    };
    let (Some(fd), Some(handle), Some(request)) = (fd, handle, request) else { return Ok(()) };
    let status = match sys::get_socket_option(fd, sys::SocketOptionName::Error) {
        Ok(sys::SocketOption::Error(Some(errno))) | Err(errno) => errno.uv(),
        Ok(_) => 0,
    };
    connected(ctx, request, handle.restore(ctx)?, status)
}

fn connected<'js>(
    ctx: &Ctx<'js>,
    request: Persistent<Object<'static>>,
    handle: Object<'js>,
    status: i32,
) -> Result<()> {
    let request = request.restore(ctx)?;
    let oncomplete: Value = request.get("oncomplete")?;
    let Some(oncomplete) = oncomplete.into_function() else { return Ok(()) };
    let open = Value::new_bool(ctx.clone(), status == 0);
    let arguments = vec![
        Value::new_int(ctx.clone(), status),
        handle.into_value(),
        request.clone().into_value(),
        open.clone(),
        open,
    ];
    make_callback(ctx, request.into_value(), oncomplete, arguments).map(|_| ())
}
