//! Moving bytes: `read`, `readBuffers`, `writeBuffer`, `writeBuffers`, `writeString`,
//! `readFileUtf8`, `writeFileUtf8`.
//!
//! A blocking descriptor that is not ready (a pipe, a FIFO) makes the caller wait: the whole
//! program in a synchronous call, only the request in an asynchronous one. One that is set
//! non-blocking fails with `EAGAIN`.

use kernelet_quickjs::{
    bytes::{self, Bytes},
    strings,
};
use rquickjs::{Ctx, Object, Persistent, Result, Value};

use super::{
    answer::Answer,
    argument,
    call::{Convention, Failure, Outcome, Step, run_blocking},
};
use crate::{
    codecs::{self, Encoding},
    runtime::members::{Arguments, set_native},
    sys::{self, Errno, Fd, PollInterest},
};

/// Bytes that are asked of the kernel in one call when the length is unknown.
const CHUNK: u32 = 64 * 1024;
/// The longest file `readFileUtf8` asks for in one call; the engine's strings end at 2³⁰ − 1.
const WHOLE_FILE_LIMIT: u64 = 1 << 30;

/// Sets the members.
pub fn install<'js>(target: &Object<'js>) -> Result<()> {
    set_native(target, "read", 0, read)?;
    set_native(target, "readBuffers", 0, read_buffers)?;
    set_native(target, "writeBuffer", 0, write_buffer)?;
    set_native(target, "writeBuffers", 0, write_buffers)?;
    set_native(target, "writeString", 0, write_string)?;
    set_native(target, "readFileUtf8", 0, read_file_utf8)?;
    set_native(target, "writeFileUtf8", 0, write_file_utf8)
}

/// What to do about a descriptor that is not ready.
pub fn not_ready(fd: Fd, interest: PollInterest, syscall: &'static str) -> Step {
    match sys::get_flags(fd) {
        Ok(flags) if flags & sys::DescriptorFlags::NONBLOCK == sys::DescriptorFlags::NONBLOCK => {
            Step::Done(Err(Failure::new(Errno::Again, syscall)))
        }
        _ => Step::Wait(fd, interest),
    }
}

fn step_read(fd: Fd, position: Option<u64>, length: usize, take: impl FnOnce(&[u8])) -> Step {
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let read = match position {
        Some(offset) => sys::pread(fd, length, offset),
        None => sys::read(fd, length),
    };
    match read {
        Ok(data) => {
            take(&data);
            Step::Done(Ok(Answer::Number(data.len() as f64)))
        }
        Err(Errno::Again) => not_ready(fd, PollInterest::READABLE, "read"),
        Err(errno) => Step::Done(Err(Failure::new(errno, "read"))),
    }
}

/// A write under way. To a descriptor that blocks it is over when all is written, also to a pipe that
/// took only a part (write(2), pipe(7)).
struct Writing {
    fd: Fd,
    position: Option<u64>,
    written: usize,
}

impl Writing {
    fn new(fd: Fd, position: Option<u64>) -> Self {
        Self { fd, position, written: 0 }
    }

    /// Write what is left of `data`, which is the same at each step.
    fn step(&mut self, data: &[u8]) -> Step {
        let rest = data.get(self.written..).unwrap_or_default();
        let written = match self.position {
            Some(offset) => sys::pwrite(self.fd, rest, offset.saturating_add(self.written as u64)),
            None => sys::write(self.fd, rest),
        };
        let outcome = match written {
            Ok(count) => {
                self.written += count as usize;
                if self.written < data.len() && count > 0 {
                    not_ready(self.fd, PollInterest::WRITABLE, "write")
                } else {
                    self.done()
                }
            }
            Err(Errno::Again) => not_ready(self.fd, PollInterest::WRITABLE, "write"),
            Err(errno) => Step::Done(Err(Failure::new(errno, "write"))),
        };
        match outcome {
            // What was written before is told first, as write(2) does.
            Step::Done(Err(_)) if self.written > 0 => self.done(),
            outcome => outcome,
        }
    }

    fn done(&self) -> Step {
        Step::Done(Ok(Answer::Number(self.written as f64)))
    }
}

/// Buffers kept alive while an asynchronous operation uses them.
struct Kept(Vec<Persistent<Value<'static>>>);

impl Kept {
    fn new<'js>(ctx: &Ctx<'js>, views: &[Bytes<'js>]) -> Self {
        Self(views.iter().map(|view| Persistent::save(ctx, view.value().clone())).collect())
    }

    fn views<'js>(&self, ctx: &Ctx<'js>) -> Vec<Bytes<'js>> {
        self.0
            .iter()
            .filter_map(|kept| kept.clone().restore(ctx).ok())
            .filter_map(|value| bytes::bytes_of(&value))
            .collect()
    }
}

fn view<'js>(arguments: &Arguments<'_, 'js>, index: usize) -> Result<Bytes<'js>> {
    bytes::bytes_of(&arguments.get(index)).ok_or_else(|| not_a_buffer(arguments.ctx()))
}

fn views<'js>(arguments: &Arguments<'_, 'js>, index: usize) -> Result<Vec<Bytes<'js>>> {
    let Some(list) = arguments.get(index).into_array() else {
        return Err(not_a_buffer(arguments.ctx()));
    };
    let mut views = Vec::with_capacity(list.len());
    for item in list.iter::<Value>() {
        views.push(bytes::bytes_of(&item?).ok_or_else(|| not_a_buffer(arguments.ctx()))?);
    }
    Ok(views)
}

fn not_a_buffer(ctx: &Ctx<'_>) -> rquickjs::Error {
    rquickjs::Exception::throw_type(ctx, "argument must be a buffer")
}

/// The synchronous convention of reads: throws.
fn throwing<'js>(ctx: &Ctx<'js>, outcome: Outcome) -> Result<Value<'js>> {
    match outcome {
        Ok(Answer::Number(count)) => Ok(Value::new_number(ctx.clone(), count)),
        Ok(_) => Ok(Value::new_undefined(ctx.clone())),
        Err(failure) => Err(failure.throw(ctx)),
    }
}

/// The synchronous convention of two writes: errno and syscall go into `context`, nothing is thrown.
fn telling<'js>(
    ctx: &Ctx<'js>,
    context: Option<Object<'js>>,
    outcome: Outcome,
) -> Result<Value<'js>> {
    match (outcome, context) {
        (Err(failure), Some(context)) => {
            context.set("errno", failure.errno)?;
            context.set("syscall", failure.syscall)?;
            Ok(Value::new_undefined(ctx.clone()))
        }
        (outcome, _) => throwing(ctx, outcome),
    }
}

/// `read(fd, buffer, offset, length, position, request)`
fn read<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let fd = argument::known_descriptor(arguments, 0);
    let buffer = view(arguments, 1)?;
    let offset = size(arguments.number(2));
    let length = size(arguments.number(3)).min(buffer.len().saturating_sub(offset));
    let position = argument::position(arguments, 4);
    match Convention::of(arguments, 5)? {
        Convention::Now => throwing(
            ctx,
            run_blocking(ctx, || {
                step_read(fd, position, length, |data| {
                    buffer.copy_from(offset, data);
                })
            }),
        ),
        later => {
            let kept = Kept::new(ctx, &[buffer]);
            later.start(
                ctx,
                Box::new(move |ctx| {
                    step_read(fd, position, length, |data| {
                        for view in kept.views(ctx) {
                            view.copy_from(offset, data);
                        }
                    })
                }),
            )
        }
    }
}

fn scatter(views: &[Bytes<'_>], mut data: &[u8]) {
    for view in views {
        let taken = view.copy_from(0, data);
        data = &data[taken..];
    }
}

fn gather(views: &[Bytes<'_>]) -> Vec<u8> {
    let mut data = Vec::with_capacity(views.iter().map(Bytes::len).sum());
    for view in views {
        view.with_slice(|bytes| data.extend_from_slice(bytes));
    }
    data
}

/// `readBuffers(fd, buffers, position, request)`
fn read_buffers<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let fd = argument::known_descriptor(arguments, 0);
    let buffers = views(arguments, 1)?;
    let position = argument::position(arguments, 2);
    let length = buffers.iter().map(Bytes::len).sum();
    match Convention::of(arguments, 3)? {
        Convention::Now => throwing(
            ctx,
            run_blocking(ctx, || step_read(fd, position, length, |data| scatter(&buffers, data))),
        ),
        later => {
            let kept = Kept::new(ctx, &buffers);
            later.start(
                ctx,
                Box::new(move |ctx| {
                    step_read(fd, position, length, |data| scatter(&kept.views(ctx), data))
                }),
            )
        }
    }
}

/// `writeBuffer(fd, buffer, offset, length, position, request, context)`
fn write_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let fd = argument::known_descriptor(arguments, 0);
    let buffer = view(arguments, 1)?;
    let offset = size(arguments.number(2));
    let length = size(arguments.number(3));
    let position = argument::position(arguments, 4);
    let mut writing = Writing::new(fd, position);
    let mut write = move |buffer: &Bytes<'_>| {
        buffer.with_slice(|bytes| {
            let bytes = bytes.get(offset..).unwrap_or_default();
            writing.step(&bytes[..length.min(bytes.len())])
        })
    };
    match Convention::of(arguments, 5)? {
        Convention::Now => telling(ctx, arguments.object(6), run_blocking(ctx, || write(&buffer))),
        later => {
            let kept = Kept::new(ctx, &[buffer]);
            later.start(
                ctx,
                Box::new(move |ctx| match kept.views(ctx).first() {
                    Some(view) => write(view),
                    None => Step::Done(Ok(Answer::Number(0.0))),
                }),
            )
        }
    }
}

/// `writeBuffers(fd, buffers, position, request)`
fn write_buffers<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let fd = argument::known_descriptor(arguments, 0);
    let buffers = views(arguments, 1)?;
    let mut writing = Writing::new(fd, argument::position(arguments, 2));
    match Convention::of(arguments, 3)? {
        Convention::Now => {
            let data = gather(&buffers);
            throwing(ctx, run_blocking(ctx, || writing.step(&data)))
        }
        later => {
            let kept = Kept::new(ctx, &buffers);
            later.start(ctx, Box::new(move |ctx| writing.step(&gather(&kept.views(ctx)))))
        }
    }
}

/// `writeString(fd, text, position, encoding, request, context)`
fn write_string<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let fd = argument::known_descriptor(arguments, 0);
    let mut writing = Writing::new(fd, argument::position(arguments, 2));
    let encoding = Encoding::from_value(&arguments.get(3), Encoding::Utf8);
    let data = strings::with_view(&arguments.get(1), |text| codecs::encode(text, encoding))?;
    match Convention::of(arguments, 4)? {
        Convention::Now => {
            let outcome = run_blocking(ctx, || writing.step(&data));
            telling(ctx, arguments.object(5), outcome)
        }
        later => later.start(ctx, Box::new(move |_| writing.step(&data))),
    }
}

fn size(number: f64) -> usize {
    // `as` saturates: NaN and negative numbers become 0.
    number as usize
}

/// `readFileUtf8(path | fd, flags)`
fn read_file_utf8<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let path = arguments.get(0);
    if path.is_number() {
        let fd = argument::known_descriptor(arguments, 0);
        let data = read_to_end(ctx, fd, Vec::new()).map_err(|failure| failure.throw(ctx))?;
        return Ok(strings::from_utf8_lossy(ctx, &data)?.into_value());
    }
    let path = argument::path_of(&path)?;
    let flags = arguments.int32(1);
    let data = read_file(ctx, &path, flags).map_err(|failure| failure.throw(ctx))?;
    Ok(strings::from_utf8_lossy(ctx, &data)?.into_value())
}

fn read_file(ctx: &Ctx<'_>, path: &[u8], flags: i32) -> std::result::Result<Vec<u8>, Failure> {
    // Plain reading of a regular file is one system call. Everything else (other flags, FIFOs,
    // devices, directories, every failure) takes the long way, which also names the right call.
    if flags == 0
        && let Ok(data) = sys::read_file(None, path, WHOLE_FILE_LIMIT)
    {
        return Ok(data);
    }
    let opened = run_blocking(ctx, || step_open(path, flags, 0o666));
    let fd = match opened? {
        Answer::Number(fd) => fd as Fd,
        _ => unreachable!("opening answers a descriptor"),
    };
    let data = read_to_end(ctx, fd, Vec::new());
    // The data is there; what closing says changes nothing (as in Node).
    let _ = sys::close(fd);
    data
}

/// Opens; a FIFO without its other side makes the caller wait.
pub fn step_open(path: &[u8], flags: i32, mode: u32) -> Step {
    match sys::open(None, path, argument::open_flags(flags), mode) {
        Ok(fd) => Step::Done(Ok(Answer::Number(f64::from(fd)))),
        Err(errno) => Step::Done(Err(Failure::at(errno, "open", path))),
    }
}

fn read_to_end(ctx: &Ctx<'_>, fd: Fd, mut data: Vec<u8>) -> std::result::Result<Vec<u8>, Failure> {
    loop {
        let before = data.len();
        run_blocking(ctx, || {
            step_read(fd, None, CHUNK as usize, |part| data.extend_from_slice(part))
        })?;
        if data.len() == before {
            return Ok(data);
        }
    }
}

/// `writeFileUtf8(path | fd, text, flags, mode)`
fn write_file_utf8<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let path = arguments.get(0);
    let data = strings::with_view(&arguments.get(1), |text| codecs::encode(text, Encoding::Utf8))?;
    if path.is_number() {
        let fd = argument::known_descriptor(arguments, 0);
        write_all(ctx, fd, &data).map_err(|failure| failure.throw(ctx))?;
        return Ok(Value::new_undefined(ctx.clone()));
    }
    let path = argument::path_of(&path)?;
    let (flags, mode) = (arguments.int32(2), argument::mode(arguments, 3));
    let opened = run_blocking(ctx, || step_open(&path, flags, mode));
    let fd = match opened.map_err(|failure| failure.throw(ctx))? {
        Answer::Number(fd) => fd as Fd,
        _ => unreachable!("opening answers a descriptor"),
    };
    let written = write_all(ctx, fd, &data);
    let closed = sys::close(fd);
    written.map_err(|failure| failure.throw(ctx))?;
    closed.map_err(|errno| Failure::new(errno, "close").throw(ctx))?;
    Ok(Value::new_undefined(ctx.clone()))
}

/// Writes everything, waiting when it must.
pub fn write_all(ctx: &Ctx<'_>, fd: Fd, mut data: &[u8]) -> std::result::Result<(), Failure> {
    while !data.is_empty() {
        let mut writing = Writing::new(fd, None);
        match run_blocking(ctx, || writing.step(data))? {
            Answer::Number(count) if count > 0.0 => {
                data = &data[(count as usize).min(data.len())..]
            }
            _ => break,
        }
    }
    Ok(())
}
