//! Limits that the host holds and that are nearly used up: noticed while programs run, told to the kernel,
//! which tells the embedder.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::Shared;
use crate::bindings::supervisor::{Limits, ProgramLimit};

/// From how much of a limit on it is told, in per cent.
const NEAR: u128 = 90;

/// What one program and all of its VM have used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    /// Nanoseconds of CPU time of the program.
    pub cpu: u64,
    /// Of all programs.
    pub all_cpu: u64,
    /// Bytes of linear memory of the program.
    pub memory: u64,
    /// Of all programs.
    pub all_memory: u64,
}

/// Which of them were told, a bit for each, so that each is told once. One is the program's, one the VM's.
#[derive(Debug, Default)]
pub(crate) struct Told(AtomicU32);

impl Told {
    /// What stands now at `used` of `maximum`; whether that is news. After half of it was given back it
    /// will be again.
    fn note(&self, bit: u32, used: u64, maximum: u64) -> bool {
        let share = u128::from(used) * 100;
        if share >= u128::from(maximum) * NEAR {
            return self.0.fetch_or(bit, Ordering::Relaxed) & bit == 0;
        }
        if share < u128::from(maximum) * NEAR / 2 {
            self.0.fetch_and(!bit, Ordering::Relaxed);
        }
        false
    }
}

/// What is still to be told of a program's limits.
#[derive(Debug, Default)]
pub(crate) struct Nearing {
    told: Told,
    untold: Mutex<Vec<(ProgramLimit, u64)>>,
    some: Notify,
}

impl Nearing {
    /// Looks at what was used; to be called often.
    pub(crate) fn look(&self, limits: &Limits, vm: &Told, used: Used) {
        let milliseconds = |nanoseconds: u64| nanoseconds / 1_000_000;
        let (cpu, all_cpu) = (milliseconds(used.cpu), milliseconds(used.all_cpu));
        let looks = [
            (
                &self.told,
                ProgramLimit::ProcessCpuMilliseconds,
                cpu,
                limits.process_cpu_milliseconds,
            ),
            (&self.told, ProgramLimit::ProcessMemory, used.memory, limits.process_memory),
            (vm, ProgramLimit::CpuMilliseconds, all_cpu, limits.cpu_milliseconds),
            (vm, ProgramLimit::Memory, used.all_memory, limits.memory),
        ];
        for (bit, (told, limit, used, maximum)) in looks.into_iter().enumerate() {
            if told.note(1 << bit, used, maximum) {
                self.untold().push((limit, used));
                self.some.notify_one();
            }
        }
    }

    fn untold(&self) -> std::sync::MutexGuard<'_, Vec<(ProgramLimit, u64)>> {
        // Nothing panics while it is locked.
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the kernel, for as long as it is polled.
    pub(crate) async fn tell(&self, vm: &Arc<Shared>) -> Infallible {
        loop {
            self.some.notified().await;
            self.tell_now(vm);
        }
    }

    /// Tells what was not told yet.
    pub(crate) fn tell_now(&self, vm: &Arc<Shared>) {
        let untold = std::mem::take(&mut *self.untold());
        for (limit, used) in untold {
            // A VM that is over is noticed elsewhere.
            let _ = vm.supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_near_limit(store, limit, used)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_once_until_half_of_it_is_given_back() {
        let limits = Limits {
            process_memory: 1000,
            cpu_milliseconds: 10,
            process_cpu_milliseconds: 100,
            ..Limits::default()
        };
        let (program, vm) = (Nearing::default(), Told::default());
        let look = |memory, all_cpu| {
            program.look(&limits, &vm, Used { memory, all_cpu, ..Used::default() });
            std::mem::take(&mut *program.untold())
        };
        assert_eq!(look(899, 8_999_999), []);
        assert_eq!(look(900, 0), [(ProgramLimit::ProcessMemory, 900)]);
        assert_eq!(look(1000, 9_000_000), [(ProgramLimit::CpuMilliseconds, 9)]);
        assert_eq!(look(460, 9_900_000), []);
        assert_eq!(look(950, 9_900_000), [], "not half of it was given back");
        assert_eq!(look(400, 9_900_000), []);
        assert_eq!(look(950, 9_900_000), [(ProgramLimit::ProcessMemory, 950)]);
    }
}
