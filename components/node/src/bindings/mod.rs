//! One file per Node binding: what `internalBinding(name)` answers.
//!
//! Every binding starts as the default that [`crate::runtime`] makes from the description of the
//! real one (constants, shapes, members that say they are missing); `install` then puts the real
//! members over it.

pub mod async_context_frame;
pub mod async_wrap;
pub mod blob;
pub mod block_list;
pub mod buffer;
pub mod builtins;
pub mod cares_wrap;
pub mod config;
pub mod contextify;
pub mod credentials;
pub mod crypto;
pub mod encoding_binding;
pub mod errors;
pub mod fs;
pub mod fs_dir;
pub mod fs_event_wrap;
pub mod histogram;
pub mod http_parser;
pub mod icu;
pub mod inet;
pub mod inspector;
pub mod internal_only_v8;
pub mod intrinsics;
pub mod messaging;
pub mod mksnapshot;
pub mod module_wrap;
pub mod modules;
pub mod options;
pub mod os;
pub mod performance;
pub mod permission;
pub mod pipe_wrap;
pub mod process_methods;
pub mod process_wrap;
pub mod report;
pub mod sea;
pub mod serdes;
pub mod signal_wrap;
pub mod spawn_sync;
pub mod stream;
pub mod stream_wrap;
pub mod string_decoder;
pub mod task_queue;
pub mod tcp_wrap;
#[cfg(test)]
mod testing;
pub mod timers;
pub mod tls_wrap;
pub mod trace_events;
pub mod tty_wrap;
pub mod types;
pub mod udp_wrap;
pub mod url;
pub mod util;
pub mod uv;
pub mod v8;
pub mod wasm_web_api;
pub mod worker;
pub mod zlib;

use rquickjs::{Ctx, Object, Result};

/// Puts a binding's real members over its defaults.
pub type Install = for<'js> fn(&Ctx<'js>, &Object<'js>) -> Result<()>;

/// Every binding that has real members, by the name Node gives it.
pub const BINDINGS: &[(&str, Install)] = &[
    ("async_context_frame", async_context_frame::install),
    ("async_wrap", async_wrap::install),
    ("blob", blob::install),
    ("block_list", block_list::install),
    ("buffer", buffer::install),
    ("builtins", builtins::install),
    ("cares_wrap", cares_wrap::install),
    ("config", config::install),
    ("contextify", contextify::install),
    ("credentials", credentials::install),
    ("crypto", crypto::install),
    ("encoding_binding", encoding_binding::install),
    ("errors", errors::install),
    ("fs", fs::install),
    ("fs_dir", fs_dir::install),
    ("fs_event_wrap", fs_event_wrap::install),
    ("http_parser", http_parser::install),
    ("icu", icu::install),
    ("inspector", inspector::install),
    ("internal_only_v8", internal_only_v8::install),
    ("messaging", messaging::install),
    ("mksnapshot", mksnapshot::install),
    ("module_wrap", module_wrap::install),
    ("modules", modules::install),
    ("options", options::install),
    ("os", os::install),
    ("performance", performance::install),
    ("permission", permission::install),
    ("pipe_wrap", pipe_wrap::install),
    ("process_methods", process_methods::install),
    ("process_wrap", process_wrap::install),
    ("report", report::install),
    ("sea", sea::install),
    ("serdes", serdes::install),
    ("signal_wrap", signal_wrap::install),
    ("spawn_sync", spawn_sync::install),
    ("stream_wrap", stream_wrap::install),
    ("string_decoder", string_decoder::install),
    ("task_queue", task_queue::install),
    ("tcp_wrap", tcp_wrap::install),
    ("timers", timers::install),
    ("tls_wrap", tls_wrap::install),
    ("trace_events", trace_events::install),
    ("tty_wrap", tty_wrap::install),
    ("types", types::install),
    ("udp_wrap", udp_wrap::install),
    ("url", url::install),
    ("util", util::install),
    ("uv", uv::install),
    ("v8", v8::install),
    ("wasm_web_api", wasm_web_api::install),
    ("worker", worker::install),
    ("zlib", zlib::install),
];
