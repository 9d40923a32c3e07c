//! Extensions, by their namespace: questions beside the protocol, answered in JSON.
//!
//! | Namespace | Payload | Answer |
//! |---|---|---|
//! | `kernelet.health` | empty | versions, uptime, and what each VM of the client holds and how near it is to its limits |
//! | `kernelet.events` | empty, owned by a VM | `{"subscribed":true}`; from then on that VM's denials and limits come as events of the same namespace ([`crate::events`]) |

use std::time::Duration;

use kernelet_protocol::Owner;
use kernelet_protocol::frame::{SCHEMA_NAME, SCHEMA_VERSION};
use kernelet_protocol::message::{Extension, Response};
use serde_json::{Value, json};

use crate::client::Client;
use crate::events;
use crate::machine::Machine;
use crate::rejection::{Code, Rejection, Result};

/// Namespace of the health report.
pub const HEALTH: &str = "kernelet.health";

/// A limit is near when this part of it is used, in percent.
const NEAR: u64 = 80;

/// Answers a message of an extension.
///
/// # Errors
/// When nobody registered its namespace.
pub fn answer(client: &Client, owner: &Owner, asked: Extension) -> Result<Response> {
    let report = match asked.namespace.as_str() {
        HEALTH => health(client),
        events::NAMESPACE => {
            let machine = client.registry().machine(events::NAMESPACE, owner)?;
            events::subscribe(&machine);
            json!({ "subscribed": true })
        }
        other => {
            let message = format!(
                "nobody registered the extension `{other}`; there are `{HEALTH}` and `{}`",
                events::NAMESPACE
            );
            return Err(Rejection::new(Code::UnknownExtension, message));
        }
    };
    let payload = report.to_string().into_bytes();
    Ok(Response::Extension(Extension { namespace: asked.namespace, payload }))
}

/// What this client's VMs hold. What other clients have is not told.
fn health(client: &Client) -> Value {
    let vms: Vec<_> = client.registry().machines().map(|machine| vm(machine)).collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "schema": { "name": SCHEMA_NAME, "version": SCHEMA_VERSION },
        "uptimeMs": milliseconds(client.sidecar.uptime()),
        "queuedBytes": client.link.queued(),
        "vms": vms,
    })
}

fn vm(machine: &Machine) -> Value {
    let processes: Vec<_> = machine
        .processes
        .running()
        .iter()
        .map(|process| {
            let (cpu, memory) = process.process.usage();
            json!({
                "processId": process.id,
                "pid": process.process.pid(),
                "command": process.command,
                "cpuMs": cpu / 1_000_000,
                "memoryBytes": memory,
            })
        })
        .collect();
    let usage = match machine.vm.usage() {
        Ok(usage) => usage,
        Err(error) => {
            return json!({ "vmId": machine.owner.vm_id, "failed": error.to_string() });
        }
    };
    let limits = machine.settings().limits;
    let near: Vec<_> = [
        ("resources.maxProcesses", u64::from(usage.processes), u64::from(limits.processes)),
        ("resources.maxOpenFds", u64::from(usage.open_files), u64::from(limits.open_files)),
        ("resources.maxPipes", u64::from(usage.pipes), u64::from(limits.pipes)),
        ("resources.maxFilesystemBytes", usage.filesystem_bytes, limits.filesystem_bytes),
        ("resources.maxInodeCount", usage.filesystem_inodes, limits.filesystem_inodes),
    ]
    .into_iter()
    .filter(|(_, used, most)| used.saturating_mul(100) >= most.saturating_mul(NEAR))
    .map(|(limit, used, most)| json!({ "limit": limit, "used": used, "most": most }))
    .collect();
    json!({
        "vmId": machine.owner.vm_id,
        "kernelMemoryBytes": machine.vm.kernel_memory(),
        "processCount": usage.processes,
        "zombies": usage.zombies,
        "openFiles": usage.open_files,
        "pipes": usage.pipes,
        "filesystemBytes": usage.filesystem_bytes,
        "filesystemInodes": usage.filesystem_inodes,
        "processes": processes,
        "nearLimits": near,
    })
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
