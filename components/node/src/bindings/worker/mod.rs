//! `internalBinding('worker')`: threads as processes.
//!
//! A worker is a process of its own, started from the same image with an argument that only this
//! module gives and understands ([`Start`]). Parent and worker share a socket pair ([`link`]) over
//! which every message of every port between them goes. What needs one memory cannot be: a
//! `SharedArrayBuffer` is refused with a `DataCloneError`, `SHARE_ENV` with an error of its own, and
//! the parent's `process.chdir()` does not reach workers that run. The few words on which the
//! library's own threads wait are copied ([`shared`]).
//!
//! | Member | What |
//! |---|---|
//! | `Worker` | [`thread`] |
//! | `getEnvMessagePort()` | the worker's end of the channel that the library talks over |
//! | `threadId`, `isMainThread`, `ownsProcessState`, `resourceLimits`, … | facts |

pub mod link;
pub mod shared;
mod thread;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use kernelet_quickjs::memory;
use rquickjs::{Ctx, Object, Result, Value};

use super::{
    intrinsics::kept_value,
    messaging::{group::PortData, port},
};
use crate::{
    runtime::{
        members::{define, set_native},
        realm, registry,
    },
    sys::{self, Fd, Pid},
};

/// The argument that makes a process a worker.
const ARGUMENT: &str = "--kernelet-worker=";
/// The worker's end of the socket pair.
const LINK: Fd = 3;
/// The channel of the environment's own port.
const ENVIRONMENT: u32 = 0;
/// `kTotalResourceLimitCount`
const LIMITS: usize = 4;
/// How a worker ends that needs more memory than its limit: a status that no program sets on its
/// way, since the exit code of a worker is told over the link.
const OUT_OF_MEMORY: u8 = 134;
/// `kMaxOldGenerationSizeMb`
const OLD_GENERATION: usize = 1;

kept_value!(
    /// The port of the worker's environment.
    EnvironmentPort
);

/// What a worker is told with its argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// `threadId`
    pub id: u32,
    /// The process that the worker is said to belong to.
    pub pid: Pid,
    /// That process's parent.
    pub parent: Pid,
    /// `resourceLimits`: megabytes, by the numbers of the `k…Mb` constants; 0 is none.
    pub limits: [f64; LIMITS],
}

thread_local! {
    /// What this process was started with, if it is a worker.
    static STARTED: RefCell<Option<Start>> = const { RefCell::new(None) };
    /// How many workers this process has made.
    static MADE: Cell<u32> = const { Cell::new(0) };
}

impl Start {
    fn argument(&self) -> String {
        let limits: Vec<String> = self.limits.iter().map(f64::to_string).collect();
        format!("{ARGUMENT}{}:{}:{}:{}", self.id, self.pid, self.parent, limits.join(","))
    }

    fn parse(argument: &str) -> Option<Self> {
        let mut parts = argument.strip_prefix(ARGUMENT)?.split(':');
        let id = parts.next()?.parse().ok()?;
        let (pid, parent) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let mut limits = [0.0; LIMITS];
        let texts: Vec<&str> = parts.next()?.split(',').collect();
        for (limit, text) in limits.iter_mut().zip(&texts) {
            *limit = text.parse().ok()?;
        }
        (texts.len() == LIMITS && parts.next().is_none()).then_some(Self {
            id,
            pid,
            parent,
            limits,
        })
    }
}

/// Takes the argument of a worker out of the command line; whether the process is one.
pub fn take_argument(arguments: &mut Vec<String>) -> bool {
    let start = arguments.get(1).and_then(|argument| Start::parse(argument));
    // Somebody else's argument of that name is an unknown option.
    if start.is_none() || sys::get_flags(LINK).is_err() {
        return false;
    }
    arguments.remove(1);
    STARTED.with_borrow_mut(|started| *started = start);
    true
}

/// The process that this one is said to be, and its parent: a worker shows those of its maker.
pub fn shown_pids() -> Option<(Pid, Pid)> {
    STARTED.with_borrow(|started| started.as_ref().map(|start| (start.pid, start.parent)))
}

/// The id of a new worker: unique in the tree of workers.
fn new_id() -> u32 {
    MADE.set(MADE.get() + 1);
    let own = STARTED.with_borrow(|started| started.as_ref().map_or(0, |start| start.id));
    own.wrapping_mul(1024).wrapping_add(MADE.get())
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    if realm::with(ctx, |realm| realm.is_worker) {
        define(target, "isMainThread", false)?;
        define(target, "ownsProcessState", false)?;
    }
    set_native(target, "getEnvMessagePort", 0, |arguments| {
        Ok(EnvironmentPort::kept(arguments.ctx()))
    })?;
    thread::install(ctx, target)
}

/// Connects a worker with its parent, before its script runs.
///
/// # Errors
/// Only when memory is out.
pub fn begin(ctx: &Ctx<'_>) -> Result<()> {
    let Some(start) = STARTED.with_borrow(Clone::clone) else { return Ok(()) };
    let (own, theirs) = (Rc::<PortData>::default(), Rc::<PortData>::default());
    PortData::entangle(&own, &theirs);
    let link = link::open(ctx, LINK, link::Side::Worker);
    link.attach(ENVIRONMENT, theirs);
    EnvironmentPort::keep(ctx, port::create(ctx, own)?.into_value());
    let binding = registry::binding(ctx, "worker")?;
    define(&binding, "threadId", start.id)?;
    define(&binding, "resourceLimits", limits_array(ctx, &start.limits)?)?;
    if let Some(bytes) = heap_limit(&start.limits) {
        memory::set_limit(ctx, bytes);
        // V8 ends a worker that needs more, whatever it would catch.
        memory::set_interrupt_handler(
            ctx,
            Some(|| {
                if memory::interrupted_out_of_memory() {
                    sys::exit(OUT_OF_MEMORY);
                }
                false
            }),
        );
    }
    Ok(())
}

/// Bytes that JavaScript may use, when there is a limit.
fn heap_limit(limits: &[f64; LIMITS]) -> Option<usize> {
    let megabytes = limits.get(OLD_GENERATION).copied().filter(|limit| *limit > 0.0)?;
    Some((megabytes * f64::from(1 << 20)) as usize)
}

fn limits_array<'js>(ctx: &Ctx<'js>, limits: &[f64; LIMITS]) -> Result<Value<'js>> {
    let array = rquickjs::TypedArray::<f64>::new(ctx.clone(), limits.to_vec())?;
    Ok(array.into_value())
}

/// Tells the parent how the process ends, and waits until it has what was sent. Nothing runs after.
pub fn end(ctx: &Ctx<'_>, code: i32) {
    link::end(ctx, STARTED.with_borrow(Option::is_some).then_some(code));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn argument_round_trips() {
        let start = Start { id: 7, pid: 3, parent: 1, limits: [1.0, 0.5, 0.0, 4.0] };
        assert_eq!(Start::parse(&start.argument()), Some(start));
        for other in [
            "--kernelet-worker=",
            "--kernelet-worker=1:2:3",
            "--kernelet-worker=1:2:3:a,b,c,d",
            "-e",
        ] {
            assert_eq!(Start::parse(other), None, "{other}");
        }
    }
}
