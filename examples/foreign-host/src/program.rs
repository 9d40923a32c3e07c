//! A program: an instance in a store of its own, on a thread of its own.
//!
//! Its one import is `syscalls`. Each call is carried to the kernel as it is, whatever its types are: a new
//! system call needs no line here.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Engine, Store, StoreContextMut};

use crate::vm::{SYSCALLS, Seen, Vm};

const SIGSEGV: u8 = 11;

/// Who makes the calls of a store.
struct State {
    vm: Arc<Vm>,
    pid: u32,
}

/// How the instance of a program ends that called `exit`: not a failure.
#[derive(Debug)]
struct Exited;

impl std::fmt::Display for Exited {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the program exited")
    }
}

impl std::error::Error for Exited {}

/// Runs the program of a process to its end; answers the signal that stands for a trap.
pub fn run(vm: &Arc<Vm>, pid: u32, program: &Component) -> Option<u8> {
    let mut store = Store::new(program.engine(), State { vm: Arc::clone(vm), pid });
    let mut ran = || -> wasmtime::Result<()> {
        let instance = linker(program)?.instantiate(&mut store, program)?;
        instance.get_typed_func::<(), ()>(&mut store, "run")?.call(&mut store, ())
    };
    match ran() {
        Ok(()) => None,
        Err(error) if error.is::<Exited>() || vm.is_stopped(pid) => None,
        Err(error) => {
            eprintln!("foreign-host: process {pid}: {error:#}");
            Some(SIGSEGV)
        }
    }
}

/// Defines every function of `syscalls` that the program imports.
fn linker(program: &Component) -> wasmtime::Result<Linker<State>> {
    let engine: &Engine = program.engine();
    let mut linker = Linker::new(engine);
    let imports = program.component_type();
    let Some((_, ComponentItem::ComponentInstance(calls))) = imports
        .imports(engine)
        .find(|(name, _)| *name == SYSCALLS)
        .map(|(name, item)| (name, item.ty))
    else {
        return Ok(linker);
    };
    let mut interface = linker.instance(SYSCALLS)?;
    for (name, item) in calls.exports(engine) {
        if !matches!(item.ty, ComponentItem::ComponentFunc(_)) {
            continue;
        }
        let call = name.to_owned();
        interface.func_new(
            name,
            move |program: StoreContextMut<State>, _, parameters, results| {
                let State { vm, pid } = program.data();
                system_call(vm, *pid, &call, parameters, results)
                    .map_err(wasmtime::Error::from_anyhow)
            },
        )?;
    }
    Ok(linker)
}

/// One call: made again after a wake-up as long as the kernel says that there is nothing yet.
fn system_call(
    vm: &Arc<Vm>,
    pid: u32,
    call: &str,
    parameters: &[Val],
    results: &mut [Val],
) -> Result<()> {
    let deadline = match (call, parameters) {
        ("poll", [_, Val::Option(Some(timeout))]) => match &**timeout {
            Val::U64(nanoseconds) => Some(Instant::now() + Duration::from_nanos(*nanoseconds)),
            _ => None,
        },
        _ => None,
    };
    let mut parameters = parameters.to_vec();
    loop {
        let seen: Seen = vm.system_call(pid, call, &parameters, results)?;
        if call == "exit" {
            return Err(Exited.into());
        }
        let error = match results.first() {
            Some(Val::Result(Err(Some(error)))) => match &**error {
                Val::Enum(name) => name.as_str(),
                _ => "",
            },
            _ => "",
        };
        let waits = match call {
            "poll" => error == "again",
            // With `no-hang` the kernel answers none instead.
            "wait" => error == "again",
            _ => false,
        };
        if !waits && error != "restart" {
            return Ok(());
        }
        vm.wait(seen, deadline);
        if let (Some(deadline), Some(timeout)) = (deadline, parameters.get_mut(1)) {
            let left = deadline.saturating_duration_since(Instant::now()).as_nanos();
            let left = u64::try_from(left).map_err(|_| anyhow!("a timeout of centuries"))?;
            *timeout = Val::Option(Some(Box::new(Val::U64(left))));
        }
    }
}
