//! What a VM tells unasked: the policy said no, a limit was hit or is near. A client that has
//! subscribed gets it as events of an extension; any other would only have its buffer filled.
//!
//! The payload is JSON: `event` is `denied`, `asked`, `limit-reached` or `limit-near`, `pid` the process (0 when
//! it is about none), `suppressed` how many of its kind were left out before it, `detail` the rest.

use std::sync::Arc;

use kernelet::vm::events::{Event as Told, Happening};
use kernelet_protocol::message::{Event, Extension};
use serde_json::{Value, json};

use crate::link::OUTPUT_MARK;
use crate::machine::Machine;

/// Namespace of the subscription and of the events.
pub const NAMESPACE: &str = "kernelet.events";

/// Tells the client the VM's events from now on.
pub fn subscribe(machine: &Arc<Machine>) {
    if !machine.subscribe() {
        return;
    }
    let machine = Arc::clone(machine);
    tokio::spawn(async move {
        tokio::select! {
            () = tell(&machine) => {}
            () = machine.disposal() => {}
        }
    });
}

async fn tell(machine: &Machine) {
    // It fails when the VM is over.
    while let Ok(events) = machine.vm.events().await {
        for event in events {
            machine.link.room(OUTPUT_MARK).await;
            let payload = describe(&event).to_string().into_bytes();
            machine.event(Event::Extension(Extension { namespace: NAMESPACE.into(), payload }));
        }
    }
}

fn describe(told: &Told) -> Value {
    let (event, detail) = match &told.what {
        Happening::Denied(attempt) => {
            ("denied", attempt_detail(&attempt.capability, &attempt.resource))
        }
        Happening::Asked((_, attempt)) => {
            ("asked", attempt_detail(&attempt.capability, &attempt.resource))
        }
        Happening::LimitReached(limit) => {
            ("limit-reached", json!({ "limit": limit.limit, "maximum": limit.maximum }))
        }
        Happening::LimitNear(limit) => (
            "limit-near",
            json!({ "limit": limit.limit, "used": limit.used, "maximum": limit.maximum }),
        ),
    };
    json!({ "event": event, "pid": told.process, "suppressed": told.suppressed, "detail": detail })
}

fn attempt_detail(capability: &str, resource: &[u8]) -> Value {
    json!({ "capability": capability, "resource": String::from_utf8_lossy(resource) })
}
