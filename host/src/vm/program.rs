//! The running program of one process: a store of its own, its meter, its stop flag.
//!
//! Killing a process is dropping its store. What does not live here: anything POSIX, which is the
//! kernel's.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Instant;

use tokio::sync::Notify;
use wasmtime::component::{ComponentNamedList, Lift, Lower};
use wasmtime::{Store, UpdateDeadline, format_err};

use super::limits::{self, MemoryLimit, ProgramLimit, Totals};
use super::near::{Nearing, Used};
use super::{SIGSEGV, Shared};
use crate::bindings::supervisor::Limits;
use crate::images::Image;
use crate::linker::syscalls::{Call, Exited};

/// Most bytes that one system call may carry: what a program passes is copied before the kernel
/// judges it. Programs move data in pieces of at most a few MiB.
const MAX_CALL_BYTES: usize = 64 << 20;

/// What the host knows of a running program; shared with the kernel's imports.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// A wake-up from the kernel that its next wait consumes.
    wake: Notify,
    stopping: AtomicBool,
    stop: Notify,
    suspended: AtomicBool,
    resumed: Notify,
    cpu_nanoseconds: AtomicU64,
    memory: AtomicU64,
    /// What is to be told of its limits.
    pub(crate) nearing: Nearing,
}

impl Program {
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Ends the program at its next tick, or at once when it waits.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.stop.notify_one();
    }

    /// Lets the program get no further than its next tick, until [`Program::resume`].
    pub(crate) fn suspend(&self) {
        self.suspended.store(true, Ordering::Release);
    }

    pub(crate) fn resume(&self) {
        self.suspended.store(false, Ordering::Release);
        self.resumed.notify_one();
    }

    /// Waits while it is suspended. A permit that was left over is no reason to go on.
    async fn while_suspended(self: Arc<Self>) {
        while self.suspended.load(Ordering::Acquire) {
            self.resumed.notified().await;
        }
    }

    /// Waits until it is told to stop.
    pub(crate) async fn stopped(&self) {
        self.stop.notified().await;
    }

    pub(crate) fn usage(&self) -> (u64, u64) {
        (self.cpu_nanoseconds.load(Ordering::Relaxed), self.memory.load(Ordering::Relaxed))
    }
}

/// What a program's imports work on.
pub struct ProgramState {
    pid: u32,
    vm: Weak<Shared>,
    program: Arc<Program>,
    memory: MemoryLimit,
    limits: Limits,
    totals: Arc<Totals>,
    /// The limit of CPU time that it hit.
    exhausted: Option<ProgramLimit>,
}

impl ProgramState {
    /// Makes a system call of this process.
    pub(crate) fn call<P, R>(&self, call: Call, parameters: P) -> wasmtime::Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let vm = self.vm.upgrade().ok_or_else(|| format_err!("the VM is gone"))?;
        self.program.memory.store(self.memory.used(), Ordering::Relaxed);
        self.look_at_limits();
        let (answer, requests) = vm.kernel.system_call::<P, R>(self.pid, call, parameters)?;
        if !requests.is_empty() {
            vm.carry_out(requests);
        }
        Ok(answer)
    }

    /// Notices limits that are nearly used up.
    fn look_at_limits(&self) {
        let used = Used {
            cpu: self.program.cpu_nanoseconds.load(Ordering::Relaxed),
            all_cpu: self.totals.cpu_nanoseconds.load(Ordering::Relaxed),
            memory: self.memory.used(),
            all_memory: self.totals.memory.load(Ordering::Relaxed),
        };
        self.program.nearing.look(&self.limits, &self.totals.near, used);
    }

    /// Waits for the kernel's next wake-up; one that came since the last wait counts.
    pub(crate) async fn woken(&self) {
        self.program.wake.notified().await;
    }
}

/// How a program's instance ended.
pub(crate) enum End {
    /// It called `exit` or returned.
    Exited,
    /// It was told to stop.
    Stopped,
    /// It hit a limit.
    Limited(ProgramLimit),
    /// It could not go on: the signal that stands for it, and why.
    Killed(u8, String),
}

/// Runs a program to its end.
pub(crate) async fn run(vm: &Arc<Shared>, pid: u32, image: &Image, program: Arc<Program>) -> End {
    let state = ProgramState {
        pid,
        vm: Arc::downgrade(vm),
        program: Arc::clone(&program),
        memory: MemoryLimit::of_program(&vm.limits, Arc::clone(&vm.totals)),
        limits: vm.limits,
        totals: Arc::clone(&vm.totals),
        exhausted: None,
    };
    let mut store = Store::new(&vm.runtime.shared.engine, state);
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(MAX_CALL_BYTES);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|mut context| {
        if context.data().program.stopping.load(Ordering::Acquire) {
            return Err(format_err!("stopped"));
        }
        context.data().look_at_limits();
        let state = context.data_mut();
        let own = state.program.cpu_nanoseconds.load(Ordering::Relaxed);
        let all = state.totals.cpu_nanoseconds.load(Ordering::Relaxed);
        state.exhausted = limits::cpu_limit(&state.limits, own, all);
        if state.exhausted.is_some() {
            return Err(format_err!("it used up its CPU time"));
        }
        let program = &state.program;
        if program.suspended.load(Ordering::Acquire) {
            let suspended = Box::pin(Arc::clone(program).while_suspended());
            return Ok(UpdateDeadline::YieldCustom(1, suspended));
        }
        Ok(UpdateDeadline::Yield(1))
    });
    let finished = {
        let running = Metered {
            future: Box::pin(async {
                let instance = image.instance.instantiate_async(&mut store).await?;
                let main = instance.get_typed_func::<(), ()>(&mut store, image.run)?;
                main.call_async(&mut store, ()).await
            }),
            program: &program,
            totals: &vm.totals,
        };
        tokio::select! {
            result = running => Some(result),
            () = program.stopped() => None,
            never = program.nearing.tell(vm) => match never {},
            () = limits::time_limit(&vm.limits) => {
                return End::Limited(ProgramLimit::ProcessMilliseconds);
            }
        }
    };
    program.nearing.tell_now(vm);
    match finished {
        Some(Ok(())) => End::Exited,
        Some(Err(error)) if error.is::<Exited>() => End::Exited,
        None => End::Stopped,
        Some(Err(_)) if program.stopping.load(Ordering::Acquire) => End::Stopped,
        Some(Err(error)) => {
            let state = store.data();
            match state.exhausted.or(state.memory.refused()) {
                Some(limit) => End::Limited(limit),
                None => End::Killed(SIGSEGV, format!("{:#}", error.root_cause())),
            }
        }
    }
}

/// Adds the time that each poll of a program takes to its CPU time.
struct Metered<'a, F> {
    future: Pin<Box<F>>,
    program: &'a Program,
    totals: &'a Totals,
}

impl<F: Future> Future for Metered<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let started = Instant::now();
        let result = self.future.as_mut().poll(context);
        let spent = u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.program.cpu_nanoseconds.fetch_add(spent, Ordering::Relaxed);
        self.totals.cpu_nanoseconds.fetch_add(spent, Ordering::Relaxed);
        result
    }
}
