//! Who listens where: what the embedder and its client may ask about sockets.

use super::address::Address;
use super::{Kind, Socket, SocketId, State};
use crate::errno::Refusal;
use crate::kernel::Kernel;
use crate::policy::Capability;
use crate::types::Pid;
use core::net::{IpAddr, SocketAddr};

/// Which sockets are asked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// A host name or address; none is any.
    pub host: Option<String>,
    /// None is any.
    pub port: Option<u16>,
    /// A unix socket; then neither of the others counts.
    pub path: Option<Vec<u8>>,
}

/// A socket that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The process started from outside that it belongs to, itself or by a descendant.
    pub process: Pid,
    /// Where it is.
    pub address: Address,
}

impl Query {
    /// What the policy is asked about.
    fn resource(&self, kind: Kind) -> Vec<u8> {
        if let Some(path) = &self.path {
            return [b"unix://", path.as_slice()].concat();
        }
        let host = self.host.as_deref().unwrap_or("*");
        let port = self.port.map_or("*".to_owned(), |port| port.to_string());
        format!("{}://{host}:{port}", kind.scheme()).into_bytes()
    }

    fn matches(&self, address: &Address) -> bool {
        match (address, &self.path) {
            (Address::Unix(own), Some(path)) => **own == **path,
            (Address::Inet(own), None) => {
                self.port.is_none_or(|port| port == own.port())
                    && self.host.as_deref().is_none_or(|host| host_matches(host, *own))
            }
            _ => false,
        }
    }
}

/// `0.0.0.0` and `::` ask for any or loopback; `localhost`, `127.0.0.1` and `::1` are each other.
fn host_matches(host: &str, own: SocketAddr) -> bool {
    let own = own.ip().to_canonical();
    match host.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(ip) if ip == own => true,
        Ok(ip) if ip.is_unspecified() => own.is_unspecified() || own.is_loopback(),
        Ok(ip) => ip.is_loopback() && own.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost") && own.is_loopback(),
    }
}

impl Kernel {
    /// The first socket that listens there, as the client may see it.
    ///
    /// # Errors
    /// When the policy does not let it.
    pub fn find_listener(&mut self, query: &Query) -> Result<Option<Found>, Refusal> {
        let listens = |socket: &Socket| matches!(socket.state, State::Listening(_));
        self.find_socket(Kind::Stream, query, listens)
    }

    /// The first datagram socket that is bound there.
    ///
    /// # Errors
    /// When the policy does not let the client see that.
    pub fn find_bound_datagram(&mut self, query: &Query) -> Result<Option<Found>, Refusal> {
        self.find_socket(Kind::Datagram, query, |_| true)
    }

    fn find_socket(
        &mut self,
        kind: Kind,
        query: &Query,
        accepts: impl Fn(&Socket) -> bool,
    ) -> Result<Option<Found>, Refusal> {
        let resource = query.resource(kind);
        let judged = self.monitor.permit(Pid::CLIENT, Capability::NetworkInspect, &resource);
        judged.map_err(|errno| {
            let denial = self.monitor.take_denial(Pid::CLIENT).unwrap_or_default();
            Refusal::new(errno, denial)
        })?;
        let fits = |socket: &Socket| {
            let found = socket.local.as_ref().filter(|address| query.matches(address))?;
            (socket.kind == kind && accepts(socket)).then(|| (socket.owner, found.clone()))
        };
        let found = self.sockets.iter().find_map(|(_, socket): (SocketId, _)| fits(socket));
        Ok(found.map(|(owner, address)| Found { process: self.top_level(owner), address }))
    }

    /// The process started from outside that this one descends from.
    pub(crate) fn top_level(&self, pid: Pid) -> Pid {
        let mut top = pid;
        // A parent is older than its child: no more steps than there are processes.
        for _ in 0..self.processes.len() {
            match self.processes.get(top).map(|process| process.parent) {
                Ok(parent) if !parent.is_virtual() => top = parent,
                _ => break,
            }
        }
        top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_as_listeners_are() {
        let matches = |host: &str, own: &str| host_matches(host, own.parse().unwrap());
        assert!(matches("127.0.0.1", "127.0.0.1:1"));
        assert!(matches("localhost", "[::1]:1"));
        assert!(matches("::1", "127.0.0.1:1"));
        assert!(matches("0.0.0.0", "[::]:1"));
        assert!(matches("::", "127.0.0.1:1"));
        assert!(!matches("127.0.0.1", "0.0.0.0:1"));
        assert!(!matches("example.com", "127.0.0.1:1"));
    }
}
