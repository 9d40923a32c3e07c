//! What the sidecar tells unasked.

use std::collections::BTreeMap;

use super::shared::*;

union! {
    /// An event.
    Event {
        0 => VmLifecycle(VmLifecycle),
        1 => ProcessOutput(ProcessOutput),
        2 => ProcessExited(ProcessExited),
        3 => Structured(Structured),
        4 => Extension(Extension),
    }
}

record! {
    /// A VM changed state.
    VmLifecycle { state: VmState }
    /// A top-level process wrote bytes.
    ProcessOutput { process_id: String, channel: Channel, chunk: Vec<u8> }
    /// A top-level process ended; no output of it follows.
    ProcessExited { process_id: String, exit_code: i32 }
    /// Something with a name and details.
    Structured { name: String, detail: BTreeMap<String, String> }
}
