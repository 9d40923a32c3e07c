//! `/proc` about the machine: processors, memory, time, mounts.

use crate::kernel::Kernel;
use crate::types::Pid;
use std::fmt::Write as _;

/// Kinds of file systems that a VM has, none of them on a device.
pub(super) const FILE_SYSTEMS: &str =
    "nodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\thostdir\n";
/// Clock ticks in a second, in which CPU times are told (sysconf(_SC_CLK_TCK)).
const TICKS: u64 = 100;
const NANOSECONDS_PER_TICK: u64 = 10_000_000;

/// Nanoseconds as clock ticks.
pub(super) fn ticks(nanoseconds: u64) -> u64 {
    nanoseconds / NANOSECONDS_PER_TICK
}

impl Kernel {
    pub(super) fn cpu_info(&self) -> String {
        let mut text = String::new();
        for processor in 0..self.configuration.limits.processors {
            let _ = write!(
                text,
                "processor\t: {processor}\nvendor_id\t: Kernelet\nmodel name\t: Kernelet Virtual CPU\n\
                 cpu MHz\t\t: 0.000\ncpu cores\t: {}\n\n",
                self.configuration.limits.processors
            );
        }
        text
    }

    /// CPU time and memory of all that run: nanoseconds and bytes.
    fn used_by_all(&self) -> (u64, u64) {
        let pids = self.processes.select(|process| process.is_alive());
        pids.into_iter().fold((0, 0), |(time, memory), pid| {
            let (own_time, own_memory) = self.host.instance_usage(pid);
            (time.saturating_add(own_time), memory.saturating_add(own_memory))
        })
    }

    pub(super) fn memory_info(&self) -> String {
        let limits = &self.configuration.limits;
        let total = if limits.memory == u64::MAX { limits.process_memory } else { limits.memory };
        let free = total.saturating_sub(self.used_by_all().1);
        let (total, free) = (total / 1024, free / 1024);
        format!(
            "MemTotal:       {total:>8} kB\nMemFree:        {free:>8} kB\nMemAvailable:   {free:>8} kB\n\
             Buffers:               0 kB\nCached:                0 kB\nSwapTotal:             0 kB\n\
             SwapFree:              0 kB\n"
        )
    }

    /// Nobody computes an average: the three are 0.
    pub(super) fn load_average(&self) -> String {
        let running = self.processes.select(|process| process.is_alive()).len();
        let last = self.processes.iter().map(|process| process.pid).max().unwrap_or(Pid::INIT);
        format!("0.00 0.00 0.00 {running}/{} {}\n", self.processes.len(), last.0)
    }

    fn since_made(&self) -> u64 {
        self.host.monotonic().saturating_sub(self.made_at)
    }

    pub(super) fn uptime(&self) -> String {
        let up = ticks(self.since_made());
        let idle = up.saturating_sub(ticks(self.used_by_all().0));
        format!("{}.{:02} {}.{:02}\n", up / TICKS, up % TICKS, idle / TICKS, idle % TICKS)
    }

    pub(super) fn machine_statistics(&self) -> String {
        let user = ticks(self.used_by_all().0);
        let idle = ticks(self.since_made()).saturating_sub(user);
        let mut text = format!("cpu  {user} 0 0 {idle} 0 0 0 0 0 0\n");
        for processor in 0..self.configuration.limits.processors {
            let _ = writeln!(text, "cpu{processor} {user} 0 0 {idle} 0 0 0 0 0 0");
        }
        let up = i64::try_from(ticks(self.since_made()) / TICKS).unwrap_or(0);
        let made = self.host.realtime().seconds.saturating_sub(up);
        let alive = self.processes.select(|process| process.is_alive()).len();
        let _ = writeln!(text, "btime {made}\nprocs_running {alive}\nprocs_blocked 0");
        text
    }

    pub(super) fn version(&self) -> String {
        let facts = self.system_information();
        let (name, release, version) =
            (facts.kernel_name, facts.kernel_release, facts.kernel_version);
        format!("{name} version {release} (kernelet) {version}\n")
    }

    /// The mounts, a line for each (fstab(5)).
    pub(super) fn mounts_table(&mut self) -> Vec<u8> {
        let mut table = Vec::new();
        for (path, kind, read_only) in self.vfs.mounted() {
            table.extend_from_slice(kind.as_bytes());
            table.push(b' ');
            for byte in path {
                match byte {
                    b' ' | b'\t' | b'\n' | b'\\' => {
                        table.extend_from_slice(format!("\\{byte:03o}").as_bytes());
                    }
                    byte => table.push(byte),
                }
            }
            let access = if read_only { "ro" } else { "rw" };
            table.extend_from_slice(format!(" {kind} {access} 0 0\n").as_bytes());
        }
        table
    }
}
