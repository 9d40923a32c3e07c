//! Functions of this process that programs of a sidecar's VM call: what the sidecar asks, and who
//! answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernelet_protocol::message as wire;
use kernelet_protocol::message::{HostCallbackResult, SidecarRequest, SidecarResponse};

use crate::client::connection::unanswered;
use crate::vm::tools::{ToolCall, ToolHandler, Toolkit};

/// Handlers by the keys of the calls that they answer. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Callbacks(Arc<Mutex<BTreeMap<String, Callback>>>);

#[derive(Clone)]
struct Callback {
    toolkit: String,
    handler: ToolHandler,
}

impl Callbacks {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Callback>> {
        // Nothing panics while it is locked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets `handler` answer the calls of a toolkit; answers the keys that were free.
    pub(super) fn add(&self, toolkit: &Toolkit, handler: &ToolHandler) -> Vec<String> {
        let name = &toolkit.name;
        let tools = toolkit.tools.iter().map(|tool| format!("{name}:{}", tool.name));
        let keys: Vec<String> =
            tools.chain(toolkit.registry_command_aliases.iter().cloned()).collect();
        let mut known = self.lock();
        let free: Vec<String> = keys.into_iter().filter(|key| !known.contains_key(key)).collect();
        for key in &free {
            let callback = Callback { toolkit: name.clone(), handler: handler.clone() };
            known.insert(key.clone(), callback);
        }
        free
    }

    /// Forgets what the sidecar refused.
    pub(super) fn remove(&self, keys: &[String]) {
        self.lock().retain(|key, _| !keys.contains(key));
    }

    /// Answers a question of the sidecar.
    pub(super) async fn answer(self, request: SidecarRequest) -> SidecarResponse {
        let SidecarRequest::HostCallback(asked) = request else { return unanswered(request) };
        let callback = self.lock().get(&asked.callback_key).cloned();
        let (result, error) = match callback {
            Some(Callback { toolkit, handler }) => {
                let call = ToolCall {
                    // The protocol does not say which it is.
                    process: 0,
                    toolkit,
                    key: asked.callback_key,
                    input: asked.input,
                    timeout: Duration::from_millis(asked.timeout_ms),
                };
                match handler.call(call).await {
                    Ok(result) => (Some(result), None),
                    Err(error) => (None, Some(error)),
                }
            }
            None => (None, Some(format!("nobody answers {}", asked.callback_key))),
        };
        let invocation_id = asked.invocation_id;
        SidecarResponse::HostCallbackResult(HostCallbackResult { invocation_id, result, error })
    }
}

/// The request that registers a toolkit.
pub(super) fn registration(toolkit: Toolkit) -> wire::RegisterHostCallbacks {
    let definition = |tool: crate::vm::tools::Tool| {
        let examples = tool.examples.into_iter().map(|example| wire::CallbackExample {
            description: example.description,
            input: example.input,
        });
        let definition = wire::HostCallbackDefinition {
            description: tool.description,
            input_schema: tool.input_schema,
            timeout_ms: tool.timeout_milliseconds,
            examples: examples.collect(),
        };
        (tool.name, definition)
    };
    wire::RegisterHostCallbacks {
        name: toolkit.name,
        description: toolkit.description,
        command_aliases: toolkit.command_aliases,
        registry_command_aliases: toolkit.registry_command_aliases,
        callbacks: toolkit.tools.into_iter().map(definition).collect(),
    }
}
