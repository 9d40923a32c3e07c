//! Values about names and the outside, between the contract and the crate.

use super::bindings::exports::kernelet::kernel::supervisor;
use super::bindings::kernelet::kernel::types as wit;
use super::sockets::{inet_in, inet_out, ip_in, ip_out};
use crate::net::address::Address;
use crate::net::inspect::{Found, Query};
use crate::net::policy::ListenPolicy;
use crate::net::resolve::{Failure, Outcome, Record, RecordData, RecordKind};
use crate::types::NetworkConfiguration;

pub fn network_in(network: supervisor::NetworkConfiguration) -> NetworkConfiguration {
    let (first, last) = network.listen;
    let overrides = network.overrides.into_iter();
    NetworkConfiguration {
        listen: ListenPolicy { ports: first..=last, privileged: network.privileged },
        overrides: overrides
            .map(|(name, ips)| (name, ips.into_iter().map(ip_in).collect()))
            .collect(),
        name_servers: network.name_servers.into_iter().map(inet_in).collect(),
    }
}

pub fn record_kind_in(kind: wit::RecordKind) -> RecordKind {
    use wit::RecordKind as Wit;
    match kind {
        Wit::Address => RecordKind::Address,
        Wit::A => RecordKind::A,
        Wit::Aaaa => RecordKind::Aaaa,
        Wit::Any => RecordKind::Any,
        Wit::Caa => RecordKind::Caa,
        Wit::Cname => RecordKind::Cname,
        Wit::Mx => RecordKind::Mx,
        Wit::Naptr => RecordKind::Naptr,
        Wit::Ns => RecordKind::Ns,
        Wit::Ptr => RecordKind::Ptr,
        Wit::Soa => RecordKind::Soa,
        Wit::Srv => RecordKind::Srv,
        Wit::Txt => RecordKind::Txt,
    }
}

pub fn kind_out(kind: RecordKind) -> wit::RecordKind {
    use wit::RecordKind as Wit;
    match kind {
        RecordKind::Address => Wit::Address,
        RecordKind::A => Wit::A,
        RecordKind::Aaaa => Wit::Aaaa,
        RecordKind::Any => Wit::Any,
        RecordKind::Caa => Wit::Caa,
        RecordKind::Cname => Wit::Cname,
        RecordKind::Mx => Wit::Mx,
        RecordKind::Naptr => Wit::Naptr,
        RecordKind::Ns => Wit::Ns,
        RecordKind::Ptr => Wit::Ptr,
        RecordKind::Soa => Wit::Soa,
        RecordKind::Srv => Wit::Srv,
        RecordKind::Txt => Wit::Txt,
    }
}

pub fn outcome_in(outcome: wit::LookupOutcome) -> Outcome {
    match outcome {
        wit::LookupOutcome::Records(records) => Ok(records.into_iter().map(record_in).collect()),
        wit::LookupOutcome::Failed(failure) => Err(failure_in(failure)),
    }
}

pub fn outcome_out(outcome: Outcome) -> wit::LookupOutcome {
    match outcome {
        Ok(records) => wit::LookupOutcome::Records(records.into_iter().map(record_out).collect()),
        Err(failure) => wit::LookupOutcome::Failed(failure_out(failure)),
    }
}

fn record_in(record: wit::ResourceRecord) -> Record {
    use wit::ResourceData as Wit;
    let data = match record.data {
        Wit::Address(ip) => RecordData::Address(ip_in(ip)),
        Wit::Cname(name) => RecordData::Cname(name),
        Wit::Ns(name) => RecordData::Ns(name),
        Wit::Ptr(name) => RecordData::Ptr(name),
        Wit::Txt(strings) => RecordData::Txt(strings),
        Wit::Mx(mx) => RecordData::Mx { preference: mx.preference, exchange: mx.exchange },
        Wit::Srv(srv) => RecordData::Srv {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target: srv.target,
        },
        Wit::Soa(soa) => RecordData::Soa {
            primary: soa.primary,
            mailbox: soa.mailbox,
            serial: soa.serial,
            refresh: soa.refresh,
            retry: soa.retry,
            expire: soa.expire,
            minimum: soa.minimum,
        },
        Wit::Caa(caa) => RecordData::Caa { flags: caa.flags, tag: caa.tag, value: caa.value },
        Wit::Naptr(naptr) => RecordData::Naptr {
            order: naptr.order,
            preference: naptr.preference,
            flags: naptr.flags,
            services: naptr.services,
            regular_expression: naptr.regular_expression,
            replacement: naptr.replacement,
        },
    };
    Record { time_to_live: record.time_to_live, data }
}

fn record_out(record: Record) -> wit::ResourceRecord {
    use wit::ResourceData as Wit;
    let data = match record.data {
        RecordData::Address(ip) => Wit::Address(ip_out(ip)),
        RecordData::Cname(name) => Wit::Cname(name),
        RecordData::Ns(name) => Wit::Ns(name),
        RecordData::Ptr(name) => Wit::Ptr(name),
        RecordData::Txt(strings) => Wit::Txt(strings),
        RecordData::Mx { preference, exchange } => {
            Wit::Mx(wit::MailExchange { preference, exchange })
        }
        RecordData::Srv { priority, weight, port, target } => {
            Wit::Srv(wit::ServiceLocation { priority, weight, port, target })
        }
        RecordData::Soa { primary, mailbox, serial, refresh, retry, expire, minimum } => {
            Wit::Soa(wit::StartOfAuthority {
                primary,
                mailbox,
                serial,
                refresh,
                retry,
                expire,
                minimum,
            })
        }
        RecordData::Caa { flags, tag, value } => {
            Wit::Caa(wit::CertificationAuthority { flags, tag, value })
        }
        RecordData::Naptr {
            order,
            preference,
            flags,
            services,
            regular_expression,
            replacement,
        } => Wit::Naptr(wit::NamingAuthority {
            order,
            preference,
            flags,
            services,
            regular_expression,
            replacement,
        }),
    };
    wit::ResourceRecord { time_to_live: record.time_to_live, data }
}

fn failure_in(failure: wit::LookupFailure) -> Failure {
    use wit::LookupFailure as Wit;
    match failure {
        Wit::NotFound => Failure::NotFound,
        Wit::NoData => Failure::NoData,
        Wit::BadName => Failure::BadName,
        Wit::FormatError => Failure::FormatError,
        Wit::ServerFailure => Failure::ServerFailure,
        Wit::NotImplemented => Failure::NotImplemented,
        Wit::Refused => Failure::Refused,
        Wit::TimedOut => Failure::TimedOut,
        Wit::Unreachable => Failure::Unreachable,
    }
}

fn failure_out(failure: Failure) -> wit::LookupFailure {
    use wit::LookupFailure as Wit;
    match failure {
        Failure::NotFound => Wit::NotFound,
        Failure::NoData => Wit::NoData,
        Failure::BadName => Wit::BadName,
        Failure::FormatError => Wit::FormatError,
        Failure::ServerFailure => Wit::ServerFailure,
        Failure::NotImplemented => Wit::NotImplemented,
        Failure::Refused => Wit::Refused,
        Failure::TimedOut => Wit::TimedOut,
        Failure::Unreachable => Wit::Unreachable,
    }
}

pub fn query_in(query: supervisor::SocketQuery) -> Query {
    Query { host: query.host, port: query.port, path: query.path }
}

pub fn found_out(found: Found) -> supervisor::SocketFound {
    let (address, path) = match found.address {
        Address::Inet(address) => (Some(inet_out(address)), None),
        Address::Unix(path) => (None, Some(path.to_vec())),
    };
    supervisor::SocketFound { process: found.process.0, address, path }
}
