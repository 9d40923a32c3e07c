//! The system calls after which there is something to do: output to move, an end to see, time to wait.

use crate::Supervisor;
use crate::machine;
use crate::wit::exports::kernelet::solo::calls::{
    Errno, Fd, Guest, Pid, PollEvent, PollSubscription, Signal, SpawnOptions,
};
use crate::wit::kernelet::kernel::syscalls;
use crate::wit::wasi::clocks::monotonic_clock;

impl Guest for Supervisor {
    fn write(fd: Fd, data: Vec<u8>) -> Result<u32, Errno> {
        let written = syscalls::write(fd, &data);
        machine::carry_out();
        written
    }

    fn poll(
        subscriptions: Vec<PollSubscription>,
        timeout: Option<u64>,
    ) -> Result<Vec<PollEvent>, Errno> {
        let deadline = timeout.map(|timeout| monotonic_clock::now().saturating_add(timeout));
        loop {
            machine::look_outside();
            let left = deadline.map(|at| at.saturating_sub(monotonic_clock::now()));
            let answer = syscalls::poll(&subscriptions, left);
            machine::carry_out();
            if !matches!(answer, Err(Errno::Again)) {
                return answer;
            }
            machine::wait(deadline);
        }
    }

    fn kill(target: i32, signal: Signal) -> Result<(), Errno> {
        let sent = syscalls::kill(target, signal);
        machine::carry_out();
        sent
    }

    fn spawn(_: SpawnOptions) -> Result<Pid, Errno> {
        Err(Errno::Nosys)
    }

    fn exit(status: u8) {
        syscalls::exit(status);
        machine::end()
    }
}
