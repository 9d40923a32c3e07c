//! `rootFilesystem`: what the root holds at first.

use kernelet::vm::layers;
use kernelet_protocol::message::{Encoding, Entry, EntryKind};
use serde::Deserialize;

use crate::rejection::Result;
use crate::request::entries;

/// What the root holds at first, and whether it stays writable.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RootFilesystem {
    /// Whether it stays writable.
    pub mode: Mode,
    /// Whether the base layer lies below the others.
    pub disable_default_base_layer: bool,
    /// Layers, the first above the others.
    pub lowers: Vec<Lower>,
    /// Entries above all layers.
    pub bootstrap_entries: Vec<RootEntry>,
}

/// Whether the root stays writable.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Writable, and gone with the VM.
    #[default]
    Ephemeral,
    /// Writable only while the VM is made.
    ReadOnly,
}

/// A layer.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Lower {
    /// These entries.
    Snapshot {
        /// What it holds.
        entries: Vec<RootEntry>,
    },
    /// The base layer of the sidecar.
    BundledBaseFilesystem {},
}

/// An entry of a layer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RootEntry {
    path: String,
    kind: Kind,
    mode: Option<u32>,
    uid: Option<u32>,
    gid: Option<u32>,
    content: Option<String>,
    encoding: Option<ContentEncoding>,
    target: Option<String>,
    #[serde(default)]
    executable: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    File,
    Directory,
    Symlink,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ContentEncoding {
    Utf8,
    Base64,
}

impl From<&RootEntry> for Entry {
    fn from(entry: &RootEntry) -> Self {
        Entry {
            path: entry.path.clone(),
            kind: match entry.kind {
                Kind::File => EntryKind::File,
                Kind::Directory => EntryKind::Directory,
                Kind::Symlink => EntryKind::Symlink,
            },
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            content: entry.content.clone(),
            encoding: entry.encoding.map(|encoding| match encoding {
                ContentEncoding::Utf8 => Encoding::Utf8,
                ContentEncoding::Base64 => Encoding::Base64,
            }),
            target: entry.target.clone(),
            executable: entry.executable,
        }
    }
}

impl RootFilesystem {
    /// What the kernel takes; it says what is wrong with an entry.
    ///
    /// # Errors
    /// When content is not in the encoding it says.
    pub fn to_kernel(&self) -> Result<layers::RootConfiguration> {
        let list = |entries: &[RootEntry]| {
            entries::to_kernel(&entries.iter().map(Entry::from).collect::<Vec<_>>())
        };
        let lower = |lower: &Lower| match lower {
            Lower::Snapshot { entries } => Ok(layers::Lower::Snapshot(list(entries)?)),
            Lower::BundledBaseFilesystem {} => Ok(layers::Lower::BaseFilesystem),
        };
        Ok(layers::RootConfiguration {
            mode: match self.mode {
                Mode::Ephemeral => layers::RootMode::Ephemeral,
                Mode::ReadOnly => layers::RootMode::ReadOnly,
            },
            disable_default_base_layer: self.disable_default_base_layer,
            lowers: self.lowers.iter().map(lower).collect::<Result<_>>()?,
            bootstrap: list(&self.bootstrap_entries)?,
        })
    }
}
