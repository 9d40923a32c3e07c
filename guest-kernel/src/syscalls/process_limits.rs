//! Limits of a process (getrlimit(2)). Descriptors can be limited further; the others are the VM's.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;

/// What is limited; the comment names it as getrlimit(2) does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessResource {
    /// RLIMIT_CPU, seconds.
    Cpu,
    /// RLIMIT_FSIZE, bytes.
    FileSize,
    /// RLIMIT_NPROC.
    Processes,
    /// RLIMIT_NOFILE.
    Descriptors,
    /// RLIMIT_AS, bytes.
    Memory,
}

/// How much, and up to where a process may raise it; `u64::MAX` is without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ProcessLimit {
    pub soft: u64,
    pub hard: u64,
}

impl Kernel {
    /// A limit of the current process.
    pub fn getrlimit(&self, resource: ProcessResource) -> Result<ProcessLimit> {
        let process = self.current()?;
        let limits = &self.configuration.limits;
        let both = |limit| ProcessLimit { soft: limit, hard: limit };
        Ok(match resource {
            ProcessResource::Cpu if limits.process_cpu_milliseconds == u64::MAX => both(u64::MAX),
            ProcessResource::Cpu => both(limits.process_cpu_milliseconds.div_ceil(1000)),
            ProcessResource::FileSize => both(limits.filesystem_bytes),
            ProcessResource::Processes => both(u64::from(limits.processes)),
            ProcessResource::Descriptors => ProcessLimit {
                soft: u64::from(process.descriptors.limit()),
                hard: u64::from(process.descriptors_hard),
            },
            ProcessResource::Memory => both(limits.process_memory),
        })
    }

    /// Change one: `inval` when the soft one is above the hard one, `perm` to raise the hard one, `notsup`
    /// for what only the VM limits.
    pub fn setrlimit(&mut self, resource: ProcessResource, wanted: ProcessLimit) -> Result<()> {
        let now = self.getrlimit(resource)?;
        if wanted.soft > wanted.hard {
            return Err(Errno::Inval);
        }
        if wanted.hard > now.hard {
            return Err(Errno::Perm);
        }
        if resource != ProcessResource::Descriptors {
            return if wanted == now { Ok(()) } else { Err(Errno::Notsup) };
        }
        let process = self.current_mut()?;
        // Not above the hard one, which was a u32.
        process.descriptors_hard = u32::try_from(wanted.hard).map_err(|_| Errno::Perm)?;
        process.descriptors.set_limit(u32::try_from(wanted.soft).map_err(|_| Errno::Perm)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{flags, kernel, start};

    #[test]
    fn descriptors_can_be_limited_further() {
        let (mut kernel, _) = kernel();
        start(&mut kernel, "sh");
        let descriptors = ProcessResource::Descriptors;
        assert_eq!(kernel.getrlimit(descriptors), Ok(ProcessLimit { soft: 16, hard: 16 }));
        kernel.setrlimit(descriptors, ProcessLimit { soft: 4, hard: 8 }).unwrap();
        kernel.open(None, b"/tmp", flags("r"), 0).unwrap();
        assert_eq!(kernel.open(None, b"/tmp", flags("r"), 0), Err(Errno::Mfile));
        assert_eq!(kernel.dup2(0, 4), Err(Errno::Badf));
        kernel.setrlimit(descriptors, ProcessLimit { soft: 8, hard: 8 }).unwrap();
        kernel.open(None, b"/tmp", flags("r"), 0).unwrap();
        let raise = ProcessLimit { soft: 8, hard: 9 };
        assert_eq!(kernel.setrlimit(descriptors, raise), Err(Errno::Perm));
        let crossed = ProcessLimit { soft: 8, hard: 7 };
        assert_eq!(kernel.setrlimit(descriptors, crossed), Err(Errno::Inval));
        let memory = kernel.getrlimit(ProcessResource::Memory).unwrap();
        assert_eq!(memory.soft, 1 << 26);
        let less = ProcessLimit { soft: 1, ..memory };
        assert_eq!(kernel.setrlimit(ProcessResource::Memory, less), Err(Errno::Notsup));
        kernel.setrlimit(ProcessResource::Memory, memory).unwrap();
        assert_eq!(kernel.getrlimit(ProcessResource::Cpu).unwrap().hard, u64::MAX);
    }
}
