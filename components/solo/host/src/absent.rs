//! `egress` and `tools`: a single file has no network and no tools of an embedder.

use crate::Host;
use crate::wit::exports::kernelet::kernel::egress::{self, Connection, Query, RecordKind};
use crate::wit::exports::kernelet::kernel::tools;
use crate::wit::exports::kernelet::kernel::types::{Errno, InetAddress};

impl egress::Guest for Host {
    fn connect(_: Connection, _: InetAddress) -> Result<(), Errno> {
        Err(Errno::Netunreach)
    }

    fn send_datagram(_: Connection, _: Vec<u8>, _: InetAddress) -> Result<(), Errno> {
        Err(Errno::Netunreach)
    }

    fn close(_: Connection) {}

    fn resolve(_: Query, _: String, _: RecordKind) -> Result<(), Errno> {
        Err(Errno::Netunreach)
    }
}

/// The kernel lets no call through that nobody registered, and nobody registers any.
impl tools::Guest for Host {
    fn call(_: u64, _: tools::ToolCall) {}

    fn abandon(_: u64) {}
}
