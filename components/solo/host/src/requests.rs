//! `launcher` and `wake`: what the kernel asks for is written down until its call has returned.

use std::cell::{Cell, RefCell};

use crate::Host;
use crate::wit::exports::kernelet::kernel::launcher;
use crate::wit::exports::kernelet::kernel::wake;
use crate::wit::exports::kernelet::solo::requests::{self, Pid, Request};
use crate::wit::wasi::clocks::monotonic_clock;

thread_local! {
    static REQUESTS: RefCell<Vec<Request>> = const { RefCell::new(Vec::new()) };
    /// When the program was launched.
    static LAUNCHED: Cell<u64> = const { Cell::new(0) };
    /// Nanoseconds since then in which it did nothing.
    static IDLE: Cell<u64> = const { Cell::new(0) };
}

fn note(request: Request) {
    REQUESTS.with_borrow_mut(|requests| requests.push(request));
}

impl requests::Guest for Host {
    fn take() -> Vec<Request> {
        REQUESTS.take()
    }

    fn idled(nanoseconds: u64) {
        IDLE.set(IDLE.get().saturating_add(nanoseconds));
    }
}

impl launcher::Guest for Host {
    /// The program is there already: `supervisor.start` was called for it, and no other can be started.
    fn launch(_: Pid, _: String) {
        LAUNCHED.set(monotonic_clock::now());
    }

    fn suspend(pid: Pid) {
        note(Request::Suspend(pid));
    }

    fn resume(_: Pid) {}

    fn stop(pid: Pid) {
        note(Request::Stop(pid));
    }

    /// WASI has no clock of CPU time: the time in which the program did not wait. Nobody can see the
    /// memory of another instance.
    fn usage(_: Pid) -> (u64, u64) {
        let passed = monotonic_clock::now().saturating_sub(LAUNCHED.get());
        (passed.saturating_sub(IDLE.get()), 0)
    }
}

impl wake::Guest for Host {
    /// The one program asks again by itself.
    fn wake(_: Pid) {}

    fn output_ready(pid: Pid) {
        note(Request::OutputReady(pid));
    }

    fn input_drained(pid: Pid) {
        note(Request::InputDrained(pid));
    }

    /// Its end is where the supervisor asks for its status.
    fn process_ended(_: Pid) {}

    /// No connection leaves the VM.
    fn connection_ready(_: wake::Connection) {}

    fn listening() {}

    fn alarm(at: u64) {
        note(Request::Alarm(at));
    }

    /// Nobody looks at events here: errors tell the program.
    fn events_ready() {}

    /// The supervisor waits, who can feed the program meanwhile.
    fn idle(_: Option<u64>) -> bool {
        false
    }
}
