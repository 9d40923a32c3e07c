//! `RegisterHostCallbacks`: functions of the client become commands of a VM.

use std::sync::Weak;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kernelet::bindings::types::Errno;
use kernelet::{Error, Tool, ToolCall, ToolHandler, ToolResult, Toolkit};
use kernelet_protocol::Owner;
use kernelet_protocol::message::{
    HostCallback, HostCallbackResult, HostCallbacksRegistered, RegisterHostCallbacks, Response,
    SidecarRequest, SidecarResponse,
};

use crate::link::Link;
use crate::machine::Machine;
use crate::rejection::{Code, Rejection, Result};

/// How much longer than the kernel we wait for the client: the kernel says that the time is over.
const MARGIN: Duration = Duration::from_secs(1);

/// Numbers of calls, unique in this sidecar.
static CALLS: AtomicU64 = AtomicU64::new(1);

/// Registers a toolkit of the client.
///
/// # Errors
/// With `conflict` when a name is taken, else naming what may not be registered.
pub fn register(machine: &Machine, asked: RegisterHostCallbacks) -> Result<Response> {
    let registration = asked.name.clone();
    let link = std::sync::Arc::downgrade(&machine.link);
    let owner = Owner::Vm(machine.owner.clone());
    let handler = ToolHandler::new(move |call| ask(link.clone(), owner.clone(), call));
    match machine.vm.register_toolkit(&toolkit(asked), handler) {
        Ok(command_count) => {
            let registered = HostCallbacksRegistered { registration, command_count };
            Ok(Response::HostCallbacksRegistered(registered))
        }
        Err(Error::Rejected { errno, message }) if errno.0 == Errno::Exist => {
            Err(Rejection::new(Code::Conflict, message))
        }
        Err(error) => Err(error.into()),
    }
}

fn toolkit(asked: RegisterHostCallbacks) -> Toolkit {
    let tools = asked.callbacks.into_iter().map(|(name, callback)| {
        let examples = callback.examples.into_iter().map(|example| kernelet::ToolExample {
            description: example.description,
            input: example.input,
        });
        Tool {
            name,
            description: callback.description,
            input_schema: callback.input_schema,
            timeout_milliseconds: callback.timeout_ms,
            examples: examples.collect(),
        }
    });
    Toolkit {
        name: asked.name,
        description: asked.description,
        command_aliases: asked.command_aliases,
        registry_command_aliases: asked.registry_command_aliases,
        tools: tools.collect(),
    }
}

/// Lets the client answer a call.
async fn ask(link: Weak<Link>, owner: Owner, call: ToolCall) -> ToolResult {
    let Some(link) = link.upgrade() else { return Err("the client is gone".into()) };
    let asked = HostCallback {
        invocation_id: format!("host-callback-{}", CALLS.fetch_add(1, Ordering::Relaxed)),
        callback_key: call.key,
        input: call.input,
        timeout_ms: u64::try_from(call.timeout.as_millis()).unwrap_or(u64::MAX),
    };
    let invocation_id = asked.invocation_id.clone();
    let patience = call.timeout.saturating_add(MARGIN);
    let answer = link.ask(owner, SidecarRequest::HostCallback(asked), patience).await;
    match answer.map_err(|rejection| rejection.message)? {
        SidecarResponse::HostCallbackResult(answer) if answer.invocation_id == invocation_id => {
            outcome(answer)
        }
        _ => Err("the client answered something else than this call".into()),
    }
}

fn outcome(answer: HostCallbackResult) -> ToolResult {
    match (answer.error, answer.result) {
        (Some(error), _) => Err(error),
        (None, Some(result)) => match serde_json::from_str::<serde::de::IgnoredAny>(&result) {
            Ok(_) => Ok(result),
            Err(error) => Err(format!("the client's result is not JSON: {error}")),
        },
        (None, None) => Err("the client gave no result".into()),
    }
}
