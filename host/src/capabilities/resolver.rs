//! Names, asked of the host's own resolver or of name servers that the embedder chose.
//!
//! What the answers may be used for is not decided here: every address is compared with the grant when it
//! is connected to ([`super::egress`]).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::sync::{OnceCell, Semaphore};

use crate::bindings::types::{
    CertificationAuthority, IpAddress, LookupFailure, LookupOutcome, MailExchange, NamingAuthority,
    RecordKind, ResourceData, ResourceRecord, ServiceLocation, StartOfAuthority,
};

/// Longest time that a question may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Questions of one VM that are under way; the others wait.
const AT_ONCE: usize = 32;
/// Records of an answer that are passed on.
const RECORDS_MAX: usize = 1024;

/// Who is asked.
pub struct Resolver {
    /// Empty: what the host asks itself.
    servers: Vec<SocketAddr>,
    turns: Semaphore,
    resolver: OnceCell<TokioResolver>,
}

type Answer = Result<Vec<ResourceRecord>, LookupFailure>;

impl Resolver {
    /// Asks these servers; without any, as the host does for itself.
    pub fn new(servers: Vec<SocketAddr>) -> Self {
        Resolver { servers, turns: Semaphore::new(AT_ONCE), resolver: OnceCell::new() }
    }

    /// Asks.
    pub async fn resolve(&self, name: &str, kind: RecordKind) -> LookupOutcome {
        let asked = async {
            let _turn = self.turns.acquire().await.map_err(|_| LookupFailure::Unreachable)?;
            self.ask(name, kind).await
        };
        let answer = tokio::time::timeout(PATIENCE, asked).await;
        match answer.unwrap_or(Err(LookupFailure::TimedOut)) {
            Ok(records) if records.is_empty() => LookupOutcome::Failed(LookupFailure::NoData),
            Ok(records) => LookupOutcome::Records(records),
            Err(failure) => LookupOutcome::Failed(failure),
        }
    }

    async fn ask(&self, name: &str, kind: RecordKind) -> Answer {
        if kind == RecordKind::Address && self.servers.is_empty() {
            return ask_system(name).await;
        }
        let fully_qualified = format!("{}.", name.trim_end_matches('.'));
        let name = Name::from_utf8(fully_qualified).map_err(|_| LookupFailure::BadName)?;
        let resolver = self.resolver.get_or_try_init(|| async { self.make() }).await;
        let resolver = resolver.map_err(|error| failure(&error))?;
        if kind == RecordKind::Address {
            let found = resolver.lookup_ip(name).await.map_err(|error| failure(&error))?;
            return Ok(found.iter().take(RECORDS_MAX).map(|ip| address(0, ip)).collect());
        }
        let wanted = record_type(kind);
        let found = resolver.lookup(name, wanted).await.map_err(|error| failure(&error))?;
        let answers = found.answers().iter();
        let fits = |own: RecordType| wanted == RecordType::ANY || own == wanted;
        Ok(answers
            .filter(|record| fits(record.record_type()))
            .filter_map(|record| Some((record.ttl, data(&record.data)?)))
            .map(|(time_to_live, data)| ResourceRecord { time_to_live, data })
            .take(RECORDS_MAX)
            .collect())
    }

    fn make(&self) -> Result<TokioResolver, NetError> {
        if self.servers.is_empty() {
            return TokioResolver::builder_tokio()?.build();
        }
        let server = |address: &SocketAddr| {
            let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
            let connections = connections.map(|mut connection| {
                connection.port = address.port();
                connection
            });
            NameServerConfig::new(address.ip(), true, connections.into())
        };
        let servers = self.servers.iter().map(server).collect();
        let config = ResolverConfig::from_parts(None, Vec::new(), servers);
        let provider = TokioRuntimeProvider::default();
        let mut options = ResolverOpts::default();
        options.use_hosts_file = hickory_resolver::config::ResolveHosts::Never;
        TokioResolver::builder_with_config(config, provider).with_options(options).build()
    }
}

/// getaddrinfo(3).
async fn ask_system(name: &str) -> Answer {
    let found = tokio::net::lookup_host((name, 0)).await;
    // What getaddrinfo says has no number here; a name without an address is the usual reason.
    let found = found.map_err(|_| LookupFailure::NotFound)?;
    Ok(found.take(RECORDS_MAX).map(|found| address(0, found.ip())).collect())
}

fn address(time_to_live: u32, ip: IpAddr) -> ResourceRecord {
    ResourceRecord { time_to_live, data: ResourceData::Address(ip_address(ip)) }
}

/// An address as the contract has it.
pub fn ip_address(ip: IpAddr) -> IpAddress {
    match ip {
        IpAddr::V4(ip) => IpAddress::Ipv4(ip.octets().into()),
        IpAddr::V6(ip) => IpAddress::Ipv6(ip.segments().into()),
    }
}

fn record_type(kind: RecordKind) -> RecordType {
    match kind {
        RecordKind::Address | RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
        RecordKind::Any => RecordType::ANY,
        RecordKind::Caa => RecordType::CAA,
        RecordKind::Cname => RecordType::CNAME,
        RecordKind::Mx => RecordType::MX,
        RecordKind::Naptr => RecordType::NAPTR,
        RecordKind::Ns => RecordType::NS,
        RecordKind::Ptr => RecordType::PTR,
        RecordKind::Soa => RecordType::SOA,
        RecordKind::Srv => RecordType::SRV,
        RecordKind::Txt => RecordType::TXT,
    }
}

/// A name as programs see it: without the dot of the root.
fn text(name: &Name) -> String {
    let text = name.to_utf8();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

fn data(data: &RData) -> Option<ResourceData> {
    let seconds = |time: i32| u32::try_from(time).unwrap_or(0);
    Some(match data {
        RData::A(ip) => ResourceData::Address(ip_address(ip.0.into())),
        RData::AAAA(ip) => ResourceData::Address(ip_address(ip.0.into())),
        RData::CNAME(name) => ResourceData::Cname(text(name)),
        RData::NS(name) => ResourceData::Ns(text(name)),
        RData::PTR(name) => ResourceData::Ptr(text(name)),
        RData::TXT(own) => {
            ResourceData::Txt(own.txt_data.iter().map(|string| string.to_vec()).collect())
        }
        RData::MX(mx) => ResourceData::Mx(MailExchange {
            preference: mx.preference,
            exchange: text(&mx.exchange),
        }),
        RData::SRV(srv) => ResourceData::Srv(ServiceLocation {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target: text(&srv.target),
        }),
        RData::SOA(soa) => ResourceData::Soa(StartOfAuthority {
            primary: text(&soa.mname),
            mailbox: text(&soa.rname),
            serial: soa.serial,
            refresh: seconds(soa.refresh),
            retry: seconds(soa.retry),
            expire: seconds(soa.expire),
            minimum: soa.minimum,
        }),
        RData::CAA(caa) => ResourceData::Caa(CertificationAuthority {
            flags: u8::from(caa.issuer_critical) << 7 | caa.reserved_flags,
            tag: caa.tag.clone(),
            value: caa.value.clone(),
        }),
        RData::NAPTR(naptr) => ResourceData::Naptr(NamingAuthority {
            order: naptr.order,
            preference: naptr.preference,
            flags: naptr.flags.to_vec(),
            services: naptr.services.to_vec(),
            regular_expression: naptr.regexp.to_vec(),
            replacement: text(&naptr.replacement),
        }),
        _ => return None,
    })
}

fn failure(error: &NetError) -> LookupFailure {
    match error {
        NetError::Timeout => LookupFailure::TimedOut,
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => LookupFailure::NotFound,
            ResponseCode::NoError => LookupFailure::NoData,
            code => by_code(code),
        },
        NetError::Dns(DnsError::ResponseCode(code)) => by_code(*code),
        NetError::Proto(_) => LookupFailure::BadName,
        _ => LookupFailure::Unreachable,
    }
}

fn by_code(code: ResponseCode) -> LookupFailure {
    match code {
        ResponseCode::FormErr => LookupFailure::FormatError,
        ResponseCode::NotImp => LookupFailure::NotImplemented,
        ResponseCode::Refused => LookupFailure::Refused,
        ResponseCode::NXDomain => LookupFailure::NotFound,
        _ => LookupFailure::ServerFailure,
    }
}
