//! The kernel instance of a VM: its store, calls into it, and what it asks for in return.
//!
//! Invariants: the lock around it is never held across an await; none of its imports calls back
//! into it; a call that traps ends the VM and every later call answers why.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use wasmtime::component::{ComponentNamedList, Instance, Lift, Lower, TypedFunc};
use wasmtime::{Store, UpdateDeadline, format_err};

use super::config::VmConfig;
use super::limits::MemoryLimit;
use super::program::Program;
use crate::bindings::kernel::Embedder as Exports;
use crate::bindings::tools::ToolCall;
use crate::capabilities::directories::Directories;
use crate::error::{Error, Result};
use crate::linker::syscalls::{Call, Table};
use crate::runtime::{Runtime, TICK};

/// What the kernel asked the host to do once its call has returned.
#[derive(Debug)]
pub enum Request {
    /// Start a program for a process.
    Launch {
        /// The process.
        pid: u32,
        /// Name of the program image.
        image: String,
    },
    /// Let a process's program get no further.
    Suspend {
        /// The process.
        pid: u32,
    },
    /// Let it go on.
    Resume {
        /// The process.
        pid: u32,
    },
    /// End a process's program now.
    Stop {
        /// The process.
        pid: u32,
    },
    /// Let a process ask again.
    Wake {
        /// The process.
        pid: u32,
    },
    /// There is output of a process.
    OutputReady {
        /// The process.
        pid: u32,
    },
    /// The input of a process has room again.
    InputDrained {
        /// The process.
        pid: u32,
    },
    /// Let the embedder answer a call of a tool.
    CallTool {
        /// Number of the call.
        call: u64,
        /// What is called.
        what: ToolCall,
    },
    /// Nobody waits for the answer of a tool any more.
    AbandonTool {
        /// Number of the call.
        call: u64,
    },
    /// Tell the kernel when its clock shows this time.
    Alarm {
        /// Nanoseconds since the VM was made.
        at: u64,
    },
    /// There are events to be taken.
    EventsReady,
    /// A process that the embedder started has ended.
    ProcessEnded {
        /// The process.
        pid: u32,
    },
}

/// What the kernel's imports work on.
pub struct KernelState {
    /// Granted host directories.
    pub directories: Directories,
    requests: Vec<Request>,
    programs: Arc<Mutex<HashMap<u32, Arc<Program>>>>,
    made: Instant,
    memory: MemoryLimit,
}

impl KernelState {
    pub(crate) fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    pub(crate) fn uptime(&self) -> Duration {
        self.made.elapsed()
    }

    /// Nanoseconds of CPU time and bytes of memory of a process's program.
    pub(crate) fn usage_of(&self, pid: u32) -> (u64, u64) {
        let programs = self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        programs.get(&pid).map_or((0, 0), |program| program.usage())
    }
}

/// A kernel and its store, behind one lock.
pub(crate) struct Kernel {
    inner: Mutex<Inner>,
}

struct Inner {
    store: Store<KernelState>,
    instance: Instance,
    exports: Exports,
    table: Arc<Table>,
    /// Typed system calls, looked up at their first use.
    calls: Vec<Option<Box<dyn Any + Send + Sync>>>,
    /// On whose behalf system calls are made; a switch is a call, so it is remembered.
    current: Option<u32>,
    /// Ticks that one call may take.
    patience: u64,
    /// Why the VM is over.
    ended: Option<String>,
}

impl Kernel {
    pub(crate) fn new(
        runtime: &Runtime,
        config: &VmConfig,
        programs: Arc<Mutex<HashMap<u32, Arc<Program>>>>,
    ) -> Result<Self> {
        let shared = &runtime.shared;
        let state = KernelState {
            directories: Directories::default(),
            requests: Vec::new(),
            programs,
            made: Instant::now(),
            memory: MemoryLimit::new(config.kernel_memory),
        };
        let mut store = Store::new(&shared.engine, state);
        store.limiter(|state| &mut state.memory);
        let patience = config.kernel_call_limit.as_nanos() / TICK.as_nanos();
        let patience = u64::try_from(patience).unwrap_or(u64::MAX / 4).max(1);
        store.set_epoch_deadline(patience);
        store.epoch_deadline_callback(|_| {
            Err::<UpdateDeadline, _>(format_err!("a kernel call took longer than its limit"))
        });
        let ended = |error: wasmtime::Error| Error::Ended {
            cause: format!("the kernel cannot be started: {error:#}"),
        };
        let instance = shared.kernel.instance_pre().instantiate(&mut store).map_err(ended)?;
        let exports = Exports::new(&mut store, &instance).map_err(ended)?;
        let calls = (0..shared.calls.len()).map(|_| None).collect();
        let table = Arc::clone(&shared.calls);
        Ok(Kernel {
            inner: Mutex::new(Inner {
                store,
                instance,
                exports,
                table,
                calls,
                current: None,
                patience,
                ended: None,
            }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic inside a call leaves a store that may be half way: `Inner::run` marks it ended.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a system call on behalf of `pid` (0 is the operator).
    pub(crate) fn system_call<P, R>(
        &self,
        pid: u32,
        call: Call,
        parameters: P,
    ) -> Result<(R, Vec<Request>)>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let mut inner = self.lock();
        if inner.current != Some(pid) {
            let switched = inner.run(|exports, store| {
                exports.kernelet_kernel_supervisor().call_switch_to(store, pid)
            })?;
            switched.map_err(Error::refused(format!("switch to process {pid}")))?;
            inner.current = Some(pid);
        }
        let function = inner.function::<P, R>(call)?;
        let answer = inner.run(|_, store| function.call(store, parameters))?;
        Ok((answer, inner.take_requests()))
    }

    /// Calls the supervisor.
    pub(crate) fn supervise<R>(
        &self,
        call: impl FnOnce(&Exports, &mut Store<KernelState>) -> wasmtime::Result<R>,
    ) -> Result<(R, Vec<Request>)> {
        let mut inner = self.lock();
        let answer = inner.run(call)?;
        Ok((answer, inner.take_requests()))
    }

    /// How long ago the VM was made: its monotonic clock.
    pub(crate) fn uptime(&self) -> Duration {
        self.lock().store.data().uptime()
    }

    /// Forgets on whose behalf calls are made, after that process has gone.
    pub(crate) fn forget(&self, pid: u32) {
        let mut inner = self.lock();
        if inner.current == Some(pid) {
            inner.current = None;
        }
    }

    /// Why the VM is over, if it is.
    pub(crate) fn ended(&self) -> Option<String> {
        self.lock().ended.clone()
    }

    /// Bytes of the kernel's linear memory.
    pub(crate) fn memory(&self) -> u64 {
        self.lock().store.data().memory.used()
    }
}

impl Inner {
    /// Runs one call with a fresh deadline; a trap ends the VM.
    fn run<R>(
        &mut self,
        call: impl FnOnce(&Exports, &mut Store<KernelState>) -> wasmtime::Result<R>,
    ) -> Result<R> {
        if let Some(cause) = &self.ended {
            return Err(Error::Ended { cause: cause.clone() });
        }
        // Set while the call runs, so that a panic on the way counts as the end too.
        self.ended = Some("a call into its kernel panicked".into());
        self.store.set_epoch_deadline(self.patience);
        let result = call(&self.exports, &mut self.store);
        match result {
            Ok(answer) => {
                self.ended = None;
                Ok(answer)
            }
            Err(error) => {
                let cause = format!("its kernel trapped: {error:#}");
                tracing::error!(%cause, "VM ended");
                self.ended = Some(cause.clone());
                Err(Error::Ended { cause })
            }
        }
    }

    fn function<P, R>(&mut self, call: Call) -> Result<TypedFunc<P, R>>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let slot = self.calls.get(call.0).and_then(Option::as_ref);
        if let Some(function) = slot.and_then(|slot| slot.downcast_ref::<TypedFunc<P, R>>()) {
            return Ok(*function);
        }
        let unfit = |cause: wasmtime::Error| Error::Component {
            name: "kernel".into(),
            cause: cause.context(format!("system call {}", call.name())),
        };
        let index = self
            .table
            .index(call)
            .ok_or_else(|| unfit(format_err!("it is not in the table of calls")))?;
        let function =
            self.instance.get_typed_func::<P, R>(&mut self.store, index).map_err(unfit)?;
        if let Some(slot) = self.calls.get_mut(call.0) {
            *slot = Some(Box::new(function));
        }
        Ok(function)
    }

    fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.store.data_mut().requests)
    }
}
