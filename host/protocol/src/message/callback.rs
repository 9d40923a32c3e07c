//! What the sidecar asks of the client, and the client's answers.

use super::shared::*;

union! {
    /// A request of the sidecar.
    SidecarRequest {
        0 => HostCallback(HostCallback),
        1 => JsBridgeCall(JsBridgeCall),
        2 => Extension(Extension),
    }

    /// The client's answer; its member is that of the request.
    SidecarResponse {
        0 => HostCallbackResult(HostCallbackResult),
        1 => JsBridgeResult(JsBridgeResult),
        2 => Extension(Extension),
    }
}

record! {
    /// Calls a function that the client registered.
    HostCallback { invocation_id: String, callback_key: String, input: Json, timeout_ms: u64 }
    /// What it answered; neither field means that it failed.
    HostCallbackResult { invocation_id: String, result: Option<Json>, error: Option<String> }
    /// A file operation of a mount that the client serves.
    JsBridgeCall { call_id: String, mount_id: String, operation: String, args: Json }
    /// Its result; neither field means success without a value.
    JsBridgeResult { call_id: String, result: Option<Json>, error: Option<String> }
}
