//! What sockets may be bound to and talk to: the listen policy of the VM, and what is asked of the
//! policy of permissions about each address.

use super::address::{canonical, is_local};
use super::{Kind, SocketId};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::policy::Capability;
use core::net::SocketAddr;
use core::ops::RangeInclusive;

/// Ports below this one are privileged (`net.ipv4.ip_unprivileged_port_start`).
const PRIVILEGED_BELOW: u16 = 1024;

/// Where programs may listen.
#[derive(Debug, Clone)]
pub struct ListenPolicy {
    /// Ports that may be asked for.
    pub ports: RangeInclusive<u16>,
    /// Whether that includes those below 1024.
    pub privileged: bool,
}

impl Default for ListenPolicy {
    fn default() -> Self {
        Self { ports: 1..=u16::MAX, privileged: false }
    }
}

impl ListenPolicy {
    /// `acces` for a port that may not be used, `addrnotavail` for an address that is not the VM's.
    pub fn check(&self, address: SocketAddr) -> Result<()> {
        if !is_local(address.ip()) {
            return Err(Errno::Addrnotavail);
        }
        let port = address.port();
        let privileged = port < PRIVILEGED_BELOW && !self.privileged;
        if port != 0 && (privileged || !self.ports.contains(&port)) {
            return Err(Errno::Acces);
        }
        Ok(())
    }

    /// Ports that may be given to a socket that asks for none.
    pub fn allowed(&self) -> RangeInclusive<u16> {
        let lowest = if self.privileged { 1 } else { PRIVILEGED_BELOW };
        lowest.max(*self.ports.start())..=*self.ports.end()
    }
}

impl Kernel {
    /// `acces` unless the policy lets the process listen there. Port 0 stands for a free one.
    pub(crate) fn permit_listening(&self, id: SocketId, to: SocketAddr) -> Result<()> {
        let kind = self.sockets.get(id)?.kind;
        self.permit(Capability::NetworkListen, resource(kind, canonical(to)).as_bytes())
    }

    /// `acces` unless the policy lets the process send there. An address outside is judged by all its
    /// names: a rule speaks of it when it speaks of one of them.
    pub(crate) fn permit_connecting(&self, kind: Kind, to: SocketAddr) -> Result<()> {
        self.permit_any(Capability::NetworkHttp, &self.destinations(kind.scheme(), to))
    }

    /// `acces` unless the policy lets the process use that unix address.
    pub(crate) fn permit_unix(&self, capability: Capability, path: &[u8]) -> Result<()> {
        self.permit(capability, &[b"unix://", path].concat())
    }
}

/// What the policy judges: `tcp://host:port` or `udp://host:port`.
fn resource(kind: Kind, address: SocketAddr) -> String {
    format!("{}://{address}", kind.scheme())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_addresses() {
        let policy = ListenPolicy { ports: 3000..=4000, privileged: false };
        let check = |address: &str| policy.check(address.parse().unwrap());
        assert_eq!(check("127.0.0.1:3000"), Ok(()));
        assert_eq!(check("[::]:0"), Ok(()));
        assert_eq!(check("127.0.0.1:2999"), Err(Errno::Acces));
        assert_eq!(check("8.8.8.8:3000"), Err(Errno::Addrnotavail));
        let default = ListenPolicy::default();
        assert_eq!(default.check("0.0.0.0:80".parse().unwrap()), Err(Errno::Acces));
        let privileged = ListenPolicy { privileged: true, ..default };
        assert_eq!(privileged.check("0.0.0.0:80".parse().unwrap()), Ok(()));
    }
}
