//! `internalBinding('spawn_sync')`: `spawn(options)`, which runs a child and waits for its end.
//!
//! The loop of its own that Node's C++ runs (`SyncProcessRunner`) is here a wait for the child, its
//! pipes and the time limit; nothing else of the process goes on meanwhile.

use kernelet_quickjs::bytes;
use rquickjs::{Array, Ctx, IntoJs, Object, Result, Value};

use super::process_wrap::{self, command::Command, descriptors::Descriptors};
use crate::{
    codecs,
    runtime::{
        event_loop,
        members::{Arguments, set_native},
    },
    sys::{self, Errno, Fd, Pid, PollInterest},
};

/// Bytes one read asks for.
const CHUNK: u32 = 64 * 1024;

/// Sets the members.
pub fn install<'js>(_: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "spawn", 0, spawn)
}

/// A pipe to the child.
struct Pipe {
    fd: Option<Fd>,
    /// What is still to be written, and how much of it went; none for pipes that only read.
    input: Option<(Vec<u8>, usize)>,
    /// What was read, for pipes that the child writes.
    output: Option<Vec<u8>>,
}

/// How a run went.
struct Run {
    /// One for each descriptor of the child.
    pipes: Vec<Option<Pipe>>,
    pid: Pid,
    /// Exit code and signal, once it has ended.
    ended: Option<(u8, u8)>,
    error: Option<i32>,
    /// An error of a pipe, told when there is no other.
    pipe_error: Option<i32>,
    killed: bool,
    kill_signal: i32,
    /// Bytes that the outputs may have together.
    limit: Option<usize>,
    received: usize,
    /// When the time is over, on the monotonic clock.
    deadline: Option<u64>,
}

/// `spawn(options)`
fn spawn<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(options) = arguments.object(0) else {
        let message = "options must be an object";
        return Err(rquickjs::Exception::throw_type(ctx, message));
    };
    let number = |name| -> Result<Option<f64>> {
        Ok(options.get::<_, Value<'_>>(name)?.as_number().filter(|number| *number > 0.0))
    };
    let command = Command::read(&options)?;
    let mut descriptors = Descriptors::default();
    let mut run = Run {
        pipes: Vec::new(),
        pid: 0,
        ended: None,
        error: None,
        pipe_error: None,
        killed: false,
        kill_signal: number("killSignal")?.map_or(i32::from(sys::signal::SIGTERM), |s| s as i32),
        // As wide as an address: more than that nobody could receive.
        limit: number("maxBuffer")?.filter(|limit| limit.is_finite()).map(|limit| limit as usize),
        received: 0,
        deadline: None,
    };
    let timeout = number("timeout")?.map(|milliseconds| milliseconds as u64);
    match plan(&options, &mut descriptors, &mut run.pipes)? {
        Err(errno) => run.error = Some(errno.uv()),
        Ok(()) => match command.spawn(descriptors.mappings()) {
            Err(errno) => run.error = Some(errno.uv()),
            Ok(pid) => {
                run.pid = pid;
                drop(descriptors);
                run.deadline = timeout.map(|milliseconds| {
                    let nanoseconds = milliseconds.saturating_mul(1_000_000);
                    sys::monotonic_nanoseconds().saturating_add(nanoseconds)
                });
                run.wait();
            }
        },
    }
    run.close_pipes();
    run.into_result(ctx)
}

fn plan(
    options: &Object<'_>,
    descriptors: &mut Descriptors,
    pipes: &mut Vec<Option<Pipe>>,
) -> Result<std::result::Result<(), Errno>> {
    let Some(stdio) = options.get::<_, Value<'_>>("stdio")?.into_array() else {
        return Ok(Ok(()));
    };
    for (child, entry) in (0..).zip(process_wrap::entries(&stdio)?) {
        let kind: String = entry.get("type")?;
        let mut pipe = None;
        let done = match kind.as_str() {
            "ignore" => descriptors.ignore(child),
            "pipe" | "overlapped" => {
                let is = |name| -> Result<bool> {
                    Ok(entry.get::<_, Value<'_>>(name)?.as_bool() == Some(true))
                };
                // Readable and writable as the child sees it.
                let input = bytes::bytes_of(&entry.get("input")?).map(|view| view.to_vec());
                let input = is("readable")?.then(|| (input.unwrap_or_default(), 0));
                let output = is("writable")?.then(Vec::new);
                descriptors.connect(child).map(|fd| {
                    pipe = Some(Pipe { fd: Some(fd), input, output });
                })
            }
            _ => {
                descriptors.share(child, process_wrap::descriptor(&entry)?);
                Ok(())
            }
        };
        pipes.push(pipe);
        if done.is_err() {
            return Ok(done);
        }
    }
    Ok(Ok(()))
}

impl Run {
    /// Until the child has ended and every pipe is at its end.
    fn wait(&mut self) {
        loop {
            let mut subscriptions = Vec::new();
            let mut whose = Vec::new();
            if self.ended.is_none() {
                let target = sys::PollTarget::Child(self.pid);
                subscriptions.push(sys::PollSubscription { target });
                whose.push(None);
            }
            for (index, pipe) in self.pipes.iter().enumerate() {
                if let Some((fd, interest)) = pipe.as_ref().and_then(Pipe::interest) {
                    let target = sys::PollTarget::Descriptor((fd, interest));
                    subscriptions.push(sys::PollSubscription { target });
                    whose.push(Some(index));
                }
            }
            if subscriptions.is_empty() {
                return;
            }
            let left = self.deadline.map(|at| at.saturating_sub(sys::monotonic_nanoseconds()));
            let events = match event_loop::wait_for_any(&subscriptions, left) {
                Ok(events) => events,
                Err(errno) => {
                    self.error.get_or_insert(errno.uv());
                    self.kill();
                    return;
                }
            };
            if events.is_empty() && self.deadline.is_some() {
                self.error.get_or_insert(Errno::Timedout.uv());
                self.kill();
            }
            for event in events {
                match whose.get(event.index as usize) {
                    Some(Some(index)) => self.serve(*index),
                    Some(None) => {
                        self.ended = process_wrap::ended(self.pid);
                        self.deadline = self.deadline.filter(|_| self.ended.is_none());
                    }
                    None => {}
                }
            }
        }
    }

    /// Moves the bytes of one pipe.
    fn serve(&mut self, index: usize) {
        let Some(Some(pipe)) = self.pipes.get_mut(index) else { return };
        if let Err(errno) = pipe.write() {
            self.pipe_error.get_or_insert(errno.uv());
        }
        match pipe.read() {
            Ok(count) => self.received = self.received.saturating_add(count),
            Err(errno) => {
                self.pipe_error.get_or_insert(errno.uv());
                pipe.close();
            }
        }
        if self.limit.is_some_and(|limit| self.received > limit) {
            self.error.get_or_insert(Errno::Nobufs.uv());
            self.kill();
        }
    }

    /// `SyncProcessRunner::Kill`: a signal that cannot be sent is told, and the child ends anyway.
    fn kill(&mut self) {
        if std::mem::replace(&mut self.killed, true) {
            return;
        }
        self.deadline = None;
        if self.ended.is_none()
            && let Err(errno) = process_wrap::send(self.pid, self.kill_signal)
            && errno != Errno::Srch
        {
            self.error.get_or_insert(errno.uv());
            let _ = process_wrap::send(self.pid, i32::from(sys::signal::SIGKILL));
        }
        self.close_pipes();
    }

    fn close_pipes(&mut self) {
        self.pipes.iter_mut().flatten().for_each(Pipe::close);
    }

    /// `SyncProcessRunner::BuildResultObject`
    fn into_result<'js>(self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        let null = Value::new_null(ctx.clone());
        let (code, signal) = self.ended.unzip();
        let signal = signal.filter(|signal| *signal > 0);
        let result = Object::new(ctx.clone())?;
        if let Some(error) = self.error.or(self.pipe_error) {
            result.set("error", error)?;
        }
        let status = match (code, signal) {
            (Some(code), None) => Value::new_int(ctx.clone(), i32::from(code)),
            _ => null.clone(),
        };
        result.set("status", status)?;
        let signal = match signal {
            Some(signal) => sys::signal::name(signal).into_js(ctx)?,
            None => null.clone(),
        };
        result.set("signal", signal)?;
        let pid = self.pid;
        let output = match code {
            Some(_) => self.output(ctx)?.into_value(),
            None => null,
        };
        result.set("output", output)?;
        result.set("pid", pid)?;
        Ok(result.into_value())
    }

    fn output<'js>(self, ctx: &Ctx<'js>) -> Result<Array<'js>> {
        let output = Array::new(ctx.clone())?;
        for (index, pipe) in self.pipes.into_iter().enumerate() {
            let value = match pipe.and_then(|pipe| pipe.output) {
                Some(data) => codecs::buffer(ctx, data)?.into_value(),
                None => Value::new_null(ctx.clone()),
            };
            output.set(index, value)?;
        }
        Ok(output)
    }
}

impl Pipe {
    /// What it waits for, while it is open.
    fn interest(&self) -> Option<(Fd, PollInterest)> {
        let mut interest = PollInterest::empty();
        if self.output.is_some() {
            interest |= PollInterest::READABLE;
        }
        if self.input.is_some() {
            interest |= PollInterest::WRITABLE;
        }
        self.fd.filter(|_| !interest.is_empty()).map(|fd| (fd, interest))
    }

    /// Writes what goes; shuts down behind the last byte.
    fn write(&mut self) -> std::result::Result<(), Errno> {
        let (Some(fd), Some((data, done))) = (self.fd, &mut self.input) else { return Ok(()) };
        while let Some(rest) = data.get(*done..).filter(|rest| !rest.is_empty()) {
            match sys::write(fd, rest) {
                Ok(count) => *done += count as usize,
                Err(Errno::Again | Errno::Intr) => return Ok(()),
                Err(errno) => {
                    self.end_input(fd);
                    return Err(errno);
                }
            }
        }
        self.end_input(fd);
        Ok(())
    }

    fn end_input(&mut self, fd: Fd) {
        self.input = None;
        // A child that has gone reads nothing more either way.
        let _ = sys::shutdown(fd, sys::ShutdownHow::Write);
        if self.output.is_none() {
            self.close();
        }
    }

    /// Reads what is there; closes at the end.
    fn read(&mut self) -> std::result::Result<usize, Errno> {
        let (Some(fd), Some(output)) = (self.fd, &mut self.output) else { return Ok(0) };
        match sys::read(fd, CHUNK) {
            Ok(data) if data.is_empty() => {
                self.close();
                Ok(0)
            }
            Ok(data) => {
                output.extend_from_slice(&data);
                Ok(data.len())
            }
            Err(Errno::Again | Errno::Intr) => Ok(0),
            Err(errno) => Err(errno),
        }
    }

    fn close(&mut self) {
        if let Some(fd) = self.fd.take() {
            // Made here; there is nobody to tell.
            let _ = sys::close(fd);
        }
    }
}
