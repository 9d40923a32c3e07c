//! The configuration of a VM and the entries of its layers, from and to the contract.

use super::bindings::exports::kernelet::kernel::supervisor;
use super::values::{command_in, limits_in, policy_in};
use crate::layer::entry::{Entry, EntryKind};
use crate::layer::{Lower, RootConfiguration, RootMode};
use crate::permission::FileModes;
use crate::types;

pub fn configuration_in(configuration: supervisor::Configuration) -> types::Configuration {
    let user = configuration.user;
    let commands = configuration.commands.into_iter();
    types::Configuration {
        hostname: configuration.hostname,
        user: types::User {
            name: user.name,
            uid: user.uid,
            gid: user.gid,
            home: user.home,
            shell: user.shell,
        },
        commands: commands.map(command_in).collect(),
        limits: limits_in(configuration.limits),
        question_nanoseconds: configuration.question_timeout,
        policy: configuration.policy.map(policy_in).unwrap_or_default(),
        file_modes: match configuration.file_modes {
            supervisor::FileModes::Enforced => FileModes::Enforced,
            supervisor::FileModes::Ignored => FileModes::Ignored,
        },
        root: root_in(configuration.root),
        network: super::names::network_in(configuration.network),
        settings: configuration.settings,
    }
}

pub fn root_mode_in(mode: supervisor::RootMode) -> RootMode {
    match mode {
        supervisor::RootMode::Ephemeral => RootMode::Ephemeral,
        supervisor::RootMode::ReadOnly => RootMode::ReadOnly,
    }
}

fn root_in(root: supervisor::RootConfiguration) -> RootConfiguration {
    let lower = |lower| match lower {
        supervisor::Lower::Snapshot(entries) => Lower::Snapshot(entries_in(entries)),
        supervisor::Lower::BaseFilesystem => Lower::BaseFilesystem,
    };
    RootConfiguration {
        mode: root_mode_in(root.mode),
        disable_default_base_layer: root.disable_default_base_layer,
        lowers: root.lowers.into_iter().map(lower).collect(),
        bootstrap: entries_in(root.bootstrap),
    }
}

pub fn entries_in(entries: Vec<supervisor::Entry>) -> Vec<Entry> {
    let entry = |entry: supervisor::Entry| Entry {
        path: entry.path,
        kind: match entry.kind {
            supervisor::EntryKind::File => EntryKind::File,
            supervisor::EntryKind::Directory => EntryKind::Directory,
            supervisor::EntryKind::SymbolicLink => EntryKind::SymbolicLink,
        },
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        content: entry.content,
        target: entry.target,
        executable: entry.executable,
    };
    entries.into_iter().map(entry).collect()
}

pub fn entries_out(entries: Vec<Entry>) -> Vec<supervisor::Entry> {
    let entry = |entry: Entry| supervisor::Entry {
        path: entry.path,
        kind: match entry.kind {
            EntryKind::File => supervisor::EntryKind::File,
            EntryKind::Directory => supervisor::EntryKind::Directory,
            EntryKind::SymbolicLink => supervisor::EntryKind::SymbolicLink,
        },
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        content: entry.content,
        target: entry.target,
        executable: entry.executable,
    };
    entries.into_iter().map(entry).collect()
}
