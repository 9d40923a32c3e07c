//! The sidecar: VMs for a client on the other side of a stream, in the secure-exec protocol.
//!
//! In the order in which a request passes:
//!
//! | Module | What |
//! |---|---|
//! | [`stream`] | bytes to frames; ends when the client does |
//! | [`client`] | one client: which frames it may send, who handles them |
//! | [`registry`] | connections, sessions and VMs of a client, and who owns what |
//! | [`machine`] | one VM: its processes, its settings, the order of its requests |
//! | [`request`] | what each request does, one file per family |
//! | [`process`] | a process the client started: its input, its output, its end |
//! | [`events`] | what a VM tells unasked, for clients that want it |
//! | [`link`] | frames to the client in one order, and its answers to our questions |
//! | [`config`] | the JSON of `CreateVm` |
//! | [`rejection`] | why a request is refused |
//!
//! **Invariant:** nothing that a client sends ends the sidecar or the work of another client; no
//! policy is decided here, the kernel does that.

pub mod client;
pub mod config;
pub mod events;
pub mod link;
pub mod machine;
pub mod process;
pub mod registry;
pub mod rejection;
pub mod request;
pub mod stream;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use kernelet::Runtime;

/// What all clients of one sidecar share.
pub struct Sidecar {
    /// Where VMs are made.
    pub runtime: Runtime,
    started: Instant,
    connections: AtomicU64,
    sessions: AtomicU64,
    vms: AtomicU64,
}

impl Sidecar {
    /// A sidecar that makes VMs from `runtime`.
    pub fn new(runtime: Runtime) -> Self {
        Sidecar {
            runtime,
            started: Instant::now(),
            connections: AtomicU64::new(0),
            sessions: AtomicU64::new(0),
            vms: AtomicU64::new(0),
        }
    }

    /// How long it has been there.
    pub fn uptime(&self) -> std::time::Duration {
        self.started.elapsed()
    }

    /// Names of connections, sessions and VMs are unique in a sidecar, whoever the client is.
    fn next(counter: &AtomicU64, kind: &str) -> String {
        format!("{kind}-{}", counter.fetch_add(1, Ordering::Relaxed).saturating_add(1))
    }
}
