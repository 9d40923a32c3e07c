//! Values of watches, locks and limits of processes, between the contract and the crate.

use super::bindings::exports::kernelet::kernel::syscalls;
use crate::lock::{LockKind, Record};
use crate::syscalls::locks::Patience;
use crate::syscalls::process_limits::ProcessResource;
use crate::vfs::watch::{Change, Event};

pub fn change_out(event: Event) -> syscalls::Change {
    use syscalls::ChangeKind as Wit;
    let what = match event.what {
        Change::Created => Wit::Created,
        Change::Removed => Wit::Removed,
        Change::MovedFrom => Wit::MovedFrom,
        Change::MovedTo => Wit::MovedTo,
        Change::Modified => Wit::Modified,
        Change::Attributes => Wit::Attributes,
        Change::SelfRemoved => Wit::SelfRemoved,
        Change::SelfMoved => Wit::SelfMoved,
        Change::Unwatched => Wit::Unwatched,
        Change::Overflow => Wit::Overflow,
    };
    syscalls::Change { what, name: event.name.map(|name| name.to_vec()) }
}

pub fn lock_kind_in(kind: syscalls::LockKind) -> LockKind {
    match kind {
        syscalls::LockKind::Shared => LockKind::Shared,
        syscalls::LockKind::Exclusive => LockKind::Exclusive,
    }
}

pub fn patience_in(wait: bool) -> Patience {
    if wait { Patience::Wait } else { Patience::None }
}

pub fn held_lock_out(record: Record) -> syscalls::HeldLock {
    let (start, end) = (record.range.start, record.range.end);
    let length = if end == u64::MAX { 0 } else { end.saturating_sub(start) };
    let kind = match record.kind {
        LockKind::Shared => syscalls::LockKind::Shared,
        LockKind::Exclusive => syscalls::LockKind::Exclusive,
    };
    let bytes = syscalls::ByteRange { start, length };
    syscalls::HeldLock { process: record.pid.0, bytes, kind }
}

pub fn resource_in(resource: syscalls::ProcessResource) -> ProcessResource {
    match resource {
        syscalls::ProcessResource::Cpu => ProcessResource::Cpu,
        syscalls::ProcessResource::FileSize => ProcessResource::FileSize,
        syscalls::ProcessResource::Processes => ProcessResource::Processes,
        syscalls::ProcessResource::Descriptors => ProcessResource::Descriptors,
        syscalls::ProcessResource::Memory => ProcessResource::Memory,
    }
}
