//! `--allow-net`: what a program may reach, as rules of its policy and as the grant of its VM.

use std::net::IpAddr;

use kernelet::VmConfig;
use kernelet::vm::config::{PermissionMode, Rule};

/// A parsed `--allow-net`: a destination that programs may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// A host name, in which `*` stands for any run of characters, or an address.
    host: String,
    /// None is any.
    port: Option<u16>,
}

/// What is accepted.
const FORM: &str = "expected HOST, HOST:PORT, an address such as [::1]:8080, or * for any host";

/// Reads `HOST[:PORT]`.
pub fn destination(text: &str) -> Result<Destination, String> {
    let (host, port) = split(text).ok_or(FORM)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.*".contains(c);
    if host.parse::<IpAddr>().is_err() && (host.is_empty() || !host.chars().all(fits)) {
        return Err(FORM.into());
    }
    let destination = Destination { host: host.to_ascii_lowercase(), port };
    if destination.is_loopback() && port.is_none() {
        return Err(format!("{host} is this machine: name the port, as in {host}:8080"));
    }
    Ok(destination)
}

fn split(text: &str) -> Option<(&str, Option<u16>)> {
    if text.parse::<IpAddr>().is_ok() {
        return Some((text, None));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        let port = rest.strip_prefix(':').map(str::parse).transpose().ok()?;
        return (rest.is_empty() || port.is_some()).then_some((host, port));
    }
    match text.rsplit_once(':') {
        Some((host, port)) => Some((host, Some(port.parse().ok()?))),
        None => Some((text, None)),
    }
}

impl Destination {
    fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.ip().is_some_and(|ip| ip.to_canonical().is_loopback())
    }

    /// Lets programs of that VM reach it.
    pub fn allow(&self, config: &mut VmConfig) {
        let grant = &mut config.network.grant;
        match (self.ip(), self.port) {
            (_, Some(port)) if self.is_loopback() => grant.loopback_ports.push(port),
            (Some(ip), _) => grant.networks.push((ip, if ip.is_ipv4() { 32 } else { 128 })),
            (None, _) => grant.public = true,
        }
        let host = match self.ip() {
            Some(IpAddr::V6(ip)) => format!("[{ip}]"),
            _ => self.host.clone(),
        };
        let port = self.port.map_or("*".into(), |port| port.to_string());
        let reach = ["tcp", "udp"].map(|scheme| format!("{scheme}://{host}:{port}"));
        let rules =
            [rule(&["fetch", "http"], reach.into()), rule(&["dns"], vec![format!("dns://{host}")])];
        if let Some(scope) = config.policy.as_mut().and_then(|policy| policy.network.as_mut()) {
            scope.rules.extend(rules);
        }
    }
}

fn rule(operations: &[&str], patterns: Vec<String>) -> Rule {
    let operations = operations.iter().map(ToString::to_string).collect();
    Rule { mode: PermissionMode::Allow, operations, patterns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations() {
        let parsed = |text: &str| destination(text).map(|own| (own.host, own.port));
        assert_eq!(parsed("*"), Ok(("*".into(), None)));
        assert_eq!(parsed("*.Example.com:443"), Ok(("*.example.com".into(), Some(443))));
        assert_eq!(parsed("[::1]:80"), Ok(("::1".into(), Some(80))));
        assert_eq!(parsed("fe80::1"), Ok(("fe80::1".into(), None)));
        for bad in ["", ":", "a:b", "http://a", "a b", "[::1", "[::1]x", "a:99999", "/"] {
            assert_eq!(parsed(bad), Err(FORM.into()), "{bad}");
        }
        assert!(destination("localhost").unwrap_err().contains("name the port"));
        assert!(destination("127.0.0.1").unwrap_err().contains("name the port"));
    }

    #[test]
    fn what_is_named_is_granted_and_nothing_else() {
        let granted = |text: &str| {
            let mut config = VmConfig::default();
            destination(text).unwrap().allow(&mut config);
            (config.network.grant, config.policy.unwrap().network.unwrap().rules)
        };
        let (grant, rules) = granted("example.com:443");
        assert!(grant.public && grant.networks.is_empty() && grant.loopback_ports.is_empty());
        let patterns: Vec<_> = rules.iter().flat_map(|rule| rule.patterns.clone()).collect();
        assert!(patterns.contains(&"tcp://example.com:443".into()));
        assert!(patterns.contains(&"dns://example.com".into()));
        let (grant, _) = granted("localhost:8080");
        assert_eq!((grant.public, grant.loopback_ports), (false, vec![8080]));
        let (grant, rules) = granted("10.0.0.1");
        assert_eq!((grant.public, grant.networks.len()), (false, 1));
        assert!(rules.iter().any(|rule| rule.patterns.contains(&"tcp://10.0.0.1:*".into())));
    }
}
