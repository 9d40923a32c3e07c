//! Starting the instance of a process: an image of the runtime, or a WebAssembly file of the VM.

use std::sync::Arc;

use super::files::{Actor, Files};
use super::program::{self, End, Program};
use super::{SIGKILL, Shared};
use crate::bindings::types::{Errno, OpenFlags};
use crate::images::Image;
use crate::linker::syscalls::Call;

/// Most bytes of a program's file.
const MAX_FILE: usize = 256 << 20;

/// Bytes read at a time.
const PIECE: u32 = 1 << 20;

/// The status of what was found and cannot be run (POSIX shells).
const CANNOT_EXECUTE: u8 = 126;

const STDERR: u32 = 2;

/// Runs the program of a process to its end.
pub(super) async fn run(vm: &Arc<Shared>, pid: u32, image: &str, program: Arc<Program>) -> End {
    match vm.runtime.shared.images.get(image) {
        Some(Ok(image)) => return program::run(vm, pid, image, program).await,
        Some(Err(cause)) => {
            refuse(vm, pid, format!("kernelet: {cause}\n"));
            return End::Exited;
        }
        None => {}
    }
    if !image.starts_with('/') {
        return End::Killed(SIGKILL, format!("there is no image `{image}`"));
    }
    let prepared = tokio::select! {
        prepared = prepare(vm, image) => prepared,
        () = program.stopped() => return End::Stopped,
    };
    match prepared {
        Ok(image) => program::run(vm, pid, &image, program).await,
        Err(cause) => {
            refuse(vm, pid, format!("kernelet: {image}: {cause}\n"));
            End::Exited
        }
    }
}

/// The program in a file, read as the operator: the kernel has let the process run it.
async fn prepare(vm: &Arc<Shared>, path: &str) -> Result<Arc<Image>, String> {
    let files = Files::new(Arc::clone(vm), Actor::Operator);
    let what = || format!("read {path}");
    let open = (None::<u32>, path.as_bytes().to_vec(), OpenFlags::READ, 0_u32);
    let failed = |error: crate::error::Error| error.to_string();
    let fd: u32 = files.call("open", open, what).await.map_err(failed)?;
    let mut file = Vec::new();
    let read = loop {
        match files.call::<_, Vec<u8>>("read", (fd, PIECE), what).await {
            Ok(piece) if piece.is_empty() => break Ok(()),
            Ok(piece) => file.extend(piece),
            Err(error) => break Err(failed(error)),
        }
        if file.len() > MAX_FILE {
            break Err(format!("it is longer than {} MiB", MAX_FILE >> 20));
        }
    };
    files.call::<_, ()>("close", (fd,), what).await.map_err(failed)?;
    read?;
    vm.runtime.shared.preparation.program(file).await
}

/// Says on a process's standard error why it cannot run, and ends it, in its own name.
fn refuse(vm: &Arc<Shared>, pid: u32, message: String) {
    let write = || -> crate::error::Result<()> {
        let named = |name| {
            Call::named(name)
                .map_err(|error| crate::error::Error::Ended { cause: error.to_string() })
        };
        let written = (STDERR, Arc::new(message.into_bytes()));
        let (_, requests) =
            vm.kernel.system_call::<_, (Result<u32, Errno>,)>(pid, named("write")?, written)?;
        vm.carry_out(requests);
        let (_, requests) =
            vm.kernel.system_call::<_, ()>(pid, named("exit")?, (CANNOT_EXECUTE,))?;
        vm.carry_out(requests);
        Ok(())
    };
    if let Err(error) = write() {
        tracing::debug!(pid, %error, "a process ended before it was told that it cannot run");
    }
}
