//! What a process can ask about itself and its machine.

use crate::errno::Result;
use crate::kernel::Kernel;
use crate::types::{Identity, SystemInformation};

impl Kernel {
    /// The arguments of the current process.
    pub fn arguments(&self) -> Vec<Vec<u8>> {
        self.current().map(|process| process.arguments.clone()).unwrap_or_default()
    }

    /// The environment of the current process at its start.
    pub fn environment(&self) -> Vec<Vec<u8>> {
        self.current().map(|process| process.environment.clone()).unwrap_or_default()
    }

    /// Who the current process is.
    pub fn identity(&self) -> Result<Identity> {
        let process = self.current()?;
        Ok(Identity {
            pid: process.pid,
            parent: process.parent,
            group: process.group,
            session: process.session,
            uid: process.credentials.uid,
            gid: process.credentials.gid,
            groups: process.credentials.groups.to_vec(),
        })
    }

    /// What the embedder set for programs under that name.
    pub fn setting(&self, name: &str) -> Option<String> {
        let mut settings = self.configuration.settings.iter();
        settings.find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Facts about the machine.
    pub fn system_information(&self) -> SystemInformation {
        let configuration = &self.configuration;
        let memory_total = configuration.limits.process_memory;
        SystemInformation {
            hostname: configuration.hostname.clone(),
            // Programs choose their code paths by it, and this is a Linux to them.
            kernel_name: "Linux".to_owned(),
            kernel_release: "6.8.0-kernelet".to_owned(),
            kernel_version: concat!("#1 Kernelet ", env!("CARGO_PKG_VERSION")).to_owned(),
            machine: "x86_64".to_owned(),
            processors: configuration.limits.processors,
            memory_total,
            memory_free: memory_total.saturating_sub(self.process_usage().1),
            user: configuration.user.name.clone(),
            home: configuration.user.home.clone(),
            shell: configuration.user.shell.clone(),
        }
    }

    /// Nanoseconds of CPU time and bytes of memory of the current process.
    pub fn process_usage(&self) -> (u64, u64) {
        match self.current() {
            Ok(process) if !process.is_virtual() => self.host.instance_usage(process.pid),
            _ => (0, 0),
        }
    }
}
