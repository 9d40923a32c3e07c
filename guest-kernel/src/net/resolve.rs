//! Questions about names: who may ask what, what is known by itself, and what the answers mean.
//!
//! A question is an open file description that becomes readable when the answer is there. Answers are
//! remembered in one respect: which addresses a name led to, because rules about destinations speak of
//! names, while sockets connect to addresses ([`KnownNames`]).

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::policy::Capability;
use crate::poll::WaitSource;
use crate::types::{Fd, PollInterest};
use crate::vfs::open_file::{Object, Status};
use core::net::{IpAddr, SocketAddr};
use std::collections::{BTreeMap, VecDeque};

/// Bytes of a name (RFC 1035, 2.3.4, with the dots and escapes of its presentation).
const NAME_MAX: usize = 1024;
/// Addresses of which names are remembered.
const ADDRESSES_MAX: usize = 4096;
/// Names that one address is remembered by.
const NAMES_MAX: usize = 16;
/// How long what is configured may be remembered, in seconds.
const OVERRIDE_TIME_TO_LIVE: u32 = 3600;

/// A question. Never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookupId(pub u64);

/// What is asked about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RecordKind {
    /// IPv4 and IPv6, as the system finds them.
    Address,
    A,
    Aaaa,
    Any,
    Caa,
    Cname,
    Mx,
    Naptr,
    Ns,
    Ptr,
    Soa,
    Srv,
    Txt,
}

/// What is known about a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Seconds that it may be remembered.
    pub time_to_live: u32,
    /// By its type.
    pub data: RecordData,
}

/// A record's data; fields as their RFCs name them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RecordData {
    Address(IpAddr),
    Cname(String),
    Ns(String),
    Ptr(String),
    Txt(Vec<Vec<u8>>),
    Mx {
        preference: u16,
        exchange: String,
    },
    Srv {
        priority: u16,
        weight: u16,
        port: u16,
        target: String,
    },
    Soa {
        primary: String,
        mailbox: String,
        serial: u32,
        refresh: u32,
        retry: u32,
        expire: u32,
        minimum: u32,
    },
    Caa {
        flags: u8,
        tag: String,
        value: Vec<u8>,
    },
    Naptr {
        order: u16,
        preference: u16,
        flags: Vec<u8>,
        services: Vec<u8>,
        regular_expression: Vec<u8>,
        replacement: String,
    },
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Failure {
    NotFound,
    NoData,
    BadName,
    FormatError,
    ServerFailure,
    NotImplemented,
    Refused,
    TimedOut,
    /// There is nobody to ask.
    Unreachable,
}

/// How a question ended.
pub type Outcome = std::result::Result<Vec<Record>, Failure>;

#[derive(Debug)]
struct Lookup {
    /// As it was judged: lower case, without the dot of the root.
    name: String,
    outcome: Option<Outcome>,
}

/// Which names led to an address, for all processes of the VM: the policy does not forget what a process
/// had another one look up.
#[derive(Debug, Default)]
struct KnownNames {
    names: BTreeMap<IpAddr, Vec<String>>,
    /// The addresses in the order in which they came.
    order: VecDeque<IpAddr>,
}

impl KnownNames {
    fn learn(&mut self, ip: IpAddr, name: &str) {
        let names = self.names.entry(ip).or_default();
        if names.is_empty() {
            self.order.push_back(ip);
        }
        // The latest stands last.
        names.retain(|known| known != name);
        if names.len() >= NAMES_MAX {
            names.remove(0);
        }
        names.push(name.to_owned());
        if self.order.len() > ADDRESSES_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.names.remove(&oldest);
        }
    }

    /// The latest first.
    fn of(&self, ip: IpAddr) -> impl Iterator<Item = &str> {
        self.names.get(&ip).into_iter().flatten().rev().map(String::as_str)
    }
}

/// Questions under way, and what names mean.
#[derive(Debug, Default)]
pub struct Resolver {
    /// Names in lower case that nobody is asked about.
    overrides: BTreeMap<String, Vec<IpAddr>>,
    lookups: BTreeMap<LookupId, Lookup>,
    next: u64,
    known: KnownNames,
}

/// A name as it is compared and judged.
fn normal(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

impl Resolver {
    /// With names that are known.
    pub fn new(overrides: &[(String, Vec<IpAddr>)]) -> Self {
        let overrides = overrides.iter().map(|(name, ips)| (normal(name), ips.clone())).collect();
        Self { overrides, ..Self::default() }
    }

    /// What is configured about a name; none when it is not.
    fn configured(&self, name: &str, kind: RecordKind) -> Option<Outcome> {
        let wanted = |ip: &&IpAddr| match kind {
            RecordKind::A => ip.is_ipv4(),
            RecordKind::Aaaa => ip.is_ipv6(),
            RecordKind::Address | RecordKind::Any => true,
            _ => false,
        };
        let record = |ip: &IpAddr| Record {
            time_to_live: OVERRIDE_TIME_TO_LIVE,
            data: RecordData::Address(*ip),
        };
        let ips = self.overrides.get(name)?;
        let records: Vec<Record> = ips.iter().filter(wanted).map(record).collect();
        Some(if records.is_empty() { Err(Failure::NoData) } else { Ok(records) })
    }

    /// Names that led to the address, the latest first.
    pub fn names_of(&self, ip: IpAddr) -> impl Iterator<Item = &str> {
        self.known.of(ip.to_canonical())
    }

    /// The answer has come; answers whether somebody waits for it.
    fn settle(&mut self, id: LookupId, outcome: Outcome) -> bool {
        let Some(lookup) = self.lookups.get_mut(&id) else { return false };
        if lookup.outcome.is_some() {
            return false;
        }
        for record in outcome.iter().flatten() {
            if let RecordData::Address(ip) = record.data {
                self.known.learn(ip.to_canonical(), &lookup.name);
            }
        }
        lookup.outcome = Some(outcome);
        true
    }

    /// Nobody asks any more.
    pub(crate) fn forget(&mut self, id: LookupId) {
        self.lookups.remove(&id);
    }

    /// Readable once there is an answer.
    pub(crate) fn readiness(&self, id: LookupId) -> PollInterest {
        let answered = self.lookups.get(&id).is_some_and(|lookup| lookup.outcome.is_some());
        PollInterest { readable: answered, ..PollInterest::default() }
    }

    /// How many questions there are.
    #[cfg(test)]
    pub fn pending(&self) -> usize {
        self.lookups.len()
    }
}

impl Kernel {
    /// Ask about a name.
    ///
    /// # Errors
    /// `acces` when the policy denies it, `inval` for a name that is too long or empty.
    pub fn lookup(&mut self, name: &str, kind: RecordKind) -> Result<Fd> {
        if name.is_empty() || name.len() > NAME_MAX || name.contains('\0') {
            return Err(Errno::Inval);
        }
        let name = normal(name);
        self.permit(Capability::NetworkDns, format!("dns://{name}").as_bytes())?;
        self.current()?.descriptors.check_room(1)?;
        self.reserve(crate::limit::Resource::OpenFiles, 1)?;
        let id = LookupId(self.resolver.next);
        self.resolver.next = id.0.saturating_add(1);
        let file = self.open_files.insert(Object::Lookup(id), Status::READ);
        let fd = self.install_or_release(file, true)?;
        let lookup = Lookup { name: name.clone(), outcome: None };
        self.resolver.lookups.insert(id, lookup);
        if let Some(outcome) = self.resolver.configured(&name, kind) {
            self.resolver.settle(id, outcome);
        } else if self.host.resolve(id, &name, kind).is_err() {
            self.resolver.settle(id, Err(Failure::Unreachable));
        }
        Ok(fd)
    }

    /// How a question ended; `again` until it has.
    pub fn lookup_answer(&mut self, fd: Fd) -> Result<Outcome> {
        let Object::Lookup(id) = self.file(fd)?.object else { return Err(Errno::Inval) };
        let lookup = self.resolver.lookups.get(&id).ok_or(Errno::Badf)?;
        lookup.outcome.clone().ok_or(Errno::Again)
    }

    /// The host's answer to a question.
    pub fn resolved(&mut self, id: LookupId, outcome: Outcome) {
        if self.resolver.settle(id, outcome) {
            self.notify(WaitSource::Lookup(id));
        }
    }

    /// What a rule may call a destination outside: by every name that led to it, and by its address.
    pub(crate) fn destinations(&self, scheme: &str, to: SocketAddr) -> Vec<Vec<u8>> {
        let names = self.resolver.names_of(to.ip());
        let port = to.port();
        let named = names.map(|name| format!("{scheme}://{name}:{port}").into_bytes());
        named.chain([format!("{scheme}://{to}").into_bytes()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Event, kernel, start};

    fn address(ip: &str) -> Record {
        Record { time_to_live: 60, data: RecordData::Address(ip.parse().unwrap()) }
    }

    #[test]
    fn an_answer_makes_the_descriptor_readable() {
        let (mut kernel, host) = kernel();
        start(&mut kernel, "/usr/bin/node");
        let fd = kernel.lookup("Example.COM.", RecordKind::Address).unwrap();
        assert_eq!(kernel.lookup_answer(fd), Err(Errno::Again));
        let asked = host.take_events().into_iter().find_map(|event| match event {
            Event::Resolve(id, name) => Some((id, name)),
            _ => None,
        });
        let (id, name) = asked.unwrap();
        assert_eq!(name, "example.com");
        kernel.resolved(id, Ok(vec![address("93.184.216.34")]));
        kernel.resolved(id, Err(Failure::NotFound));
        assert_eq!(kernel.lookup_answer(fd), Ok(Ok(vec![address("93.184.216.34")])));
        let names: Vec<_> = kernel.resolver.names_of("93.184.216.34".parse().unwrap()).collect();
        assert_eq!(names, ["example.com"]);
        kernel.close(fd).unwrap();
        assert_eq!(kernel.resolver.pending(), 0);
        kernel.resolved(id, Err(Failure::NotFound));
        crate::testing::check_invariants(&mut kernel);
    }

    #[test]
    fn overrides_are_not_asked_for() {
        let resolver = Resolver::new(&[("Db.Internal".into(), vec!["10.0.0.7".parse().unwrap()])]);
        let of = |kind| resolver.configured("db.internal", kind);
        assert!(matches!(of(RecordKind::A), Some(Ok(records)) if records.len() == 1));
        assert_eq!(of(RecordKind::Aaaa), Some(Err(Failure::NoData)));
        assert_eq!(of(RecordKind::Mx), Some(Err(Failure::NoData)));
        assert_eq!(resolver.configured("other", RecordKind::A), None);
    }

    #[test]
    fn names_of_addresses_are_bounded() {
        let mut known = KnownNames::default();
        for number in 0..ADDRESSES_MAX as u32 + 10 {
            known.learn(IpAddr::from(number.to_be_bytes()), "a");
        }
        assert_eq!(known.names.len(), ADDRESSES_MAX);
        let last = IpAddr::from((ADDRESSES_MAX as u32).to_be_bytes());
        for number in 0..40 {
            known.learn(last, &format!("n{number}"));
        }
        assert_eq!(known.of(last).count(), NAMES_MAX);
        assert_eq!(known.of(last).next(), Some("n39"));
    }
}
