//! Host tools: functions of the embedder that programs of the VM call as commands.
//!
//! What may be registered and who may call it the kernel knows. What lives here: which function
//! answers the calls of which toolkit, and the calls under way.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;

use super::{Shared, Vm};
use crate::bindings::supervisor::ToolAnswer;
pub use crate::bindings::supervisor::{Tool, ToolExample, Toolkit};
use crate::bindings::tools::ToolCall as Asked;
use crate::error::{Error, Result};

/// A call of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCall {
    /// The process that calls.
    pub process: u32,
    /// The toolkit's name.
    pub toolkit: String,
    /// `toolkit:tool`, or the name of a registry command.
    pub key: String,
    /// One JSON document.
    pub input: String,
    /// How long the program waits for the answer.
    pub timeout: Duration,
}

/// A result as one JSON document, or why there is none.
pub type ToolResult = Result<String, String>;

type Answer = Pin<Box<dyn Future<Output = ToolResult> + Send>>;

/// A function that answers the calls of a toolkit.
#[derive(Clone)]
pub struct ToolHandler(Arc<dyn Fn(ToolCall) -> Answer + Send + Sync>);

impl ToolHandler {
    /// A handler. Calls run at the same time; one that nobody waits for any more is dropped.
    pub fn new<F, A>(answer: F) -> Self
    where
        F: Fn(ToolCall) -> A + Send + Sync + 'static,
        A: Future<Output = ToolResult> + Send + 'static,
    {
        ToolHandler(Arc::new(move |call| Box::pin(answer(call))))
    }

    /// Answers a call.
    pub async fn call(&self, call: ToolCall) -> ToolResult {
        (self.0)(call).await
    }
}

/// Handlers of a VM, and calls under way.
#[derive(Default)]
pub(super) struct ToolCalls {
    handlers: Mutex<HashMap<String, ToolHandler>>,
    running: Mutex<HashMap<u64, AbortHandle>>,
}

impl ToolCalls {
    fn running(&self) -> MutexGuard<'_, HashMap<u64, AbortHandle>> {
        // Nothing panics while it is locked.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handlers(&self) -> MutexGuard<'_, HashMap<String, ToolHandler>> {
        self.handlers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody waits for that call any more.
    pub(super) fn abandon(&self, call: u64) {
        if let Some(task) = self.running().remove(&call) {
            task.abort();
        }
    }

    /// Nobody waits for any call any more.
    pub(super) fn abandon_all(&self) {
        self.running().drain().for_each(|(_, task)| task.abort());
    }
}

impl Vm {
    /// Registers a toolkit: its aliases are commands of the VM from now on, and `handler` answers
    /// their calls. Answers how many command names stand for tools.
    ///
    /// # Errors
    /// [`Error::Rejected`] names what may not be registered; with EEXIST a name is taken.
    pub fn register_toolkit(&self, toolkit: &Toolkit, handler: ToolHandler) -> Result<u32> {
        let handlers = &self.shared.tools;
        let registered = self.shared.supervise(|exports, store| {
            let supervisor = exports.kernelet_kernel_supervisor();
            let registered = supervisor.call_register_toolkit(store, toolkit)?;
            if registered.is_ok() {
                // Before anybody else can call the kernel: a program may call the tool at once.
                handlers.handlers().insert(toolkit.name.clone(), handler);
            }
            Ok(registered)
        })?;
        registered.map_err(Error::rejected)
    }
}

impl Shared {
    /// Lets the embedder answer a call of a tool, on its tokio runtime.
    pub(super) fn call_tool(self: &Arc<Self>, call: u64, asked: Asked) {
        let handler = self.tools.handlers().get(&asked.toolkit).cloned();
        let asked = ToolCall {
            process: asked.process,
            toolkit: asked.toolkit,
            key: asked.key,
            input: asked.input,
            timeout: Duration::from_millis(asked.timeout_milliseconds),
        };
        let vm = Arc::downgrade(self);
        let Ok(tokio) = tokio::runtime::Handle::try_current() else {
            // Only what runs on a tokio runtime starts processes; without one the call times out.
            return;
        };
        // Locked until the task is noted: it may be over before that.
        let mut running = self.tools.running();
        let task = tokio.spawn(async move {
            let answer = match handler {
                Some(handler) => handler.call(asked).await,
                None => Err(format!("nobody answers the toolkit {}", asked.toolkit)),
            };
            let Some(vm) = vm.upgrade() else { return };
            vm.tools.running().remove(&call);
            let answer = match answer {
                Ok(result) => ToolAnswer::Result(result),
                Err(failure) => ToolAnswer::Failure(failure),
            };
            // A VM that is over waits for no answer.
            let _ = vm.supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_answer_tool(store, call, &answer)
            });
        });
        running.insert(call, task.abort_handle());
    }
}
