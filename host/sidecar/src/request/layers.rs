//! Layers and snapshots of a VM's files.

use kernelet::vm::layers::{LayerId, RootMode};
use kernelet_protocol::message as wire;
use kernelet_protocol::message::{Response, RootFilesystemBootstrapped, RootFilesystemSnapshot};

use crate::machine::Machine;
use crate::rejection::{Rejection, Result};
use crate::request::entries;

/// Makes an empty layer.
///
/// # Errors
/// When there are too many.
pub fn create(machine: &Machine) -> Result<Response> {
    Ok(Response::LayerCreated(named(machine.vm.create_layer()?)))
}

/// Seals a layer; it gets a new name.
///
/// # Errors
/// When it is unknown.
pub fn seal(machine: &Machine, asked: &wire::LayerName) -> Result<Response> {
    Ok(Response::LayerSealed(named(machine.vm.seal_layer(layer(&asked.layer_id)?)?)))
}

/// Makes a sealed layer of entries.
///
/// # Errors
/// Naming the entry that cannot be.
pub fn import(machine: &Machine, asked: &wire::RootEntries) -> Result<Response> {
    let entries = entries::to_kernel(&asked.entries)?;
    Ok(Response::SnapshotImported(named(machine.vm.import_layer(&entries)?)))
}

/// The entries of a layer.
///
/// # Errors
/// When it is unknown.
pub fn export(machine: &Machine, asked: wire::LayerName) -> Result<Response> {
    let entries = machine.vm.export_layer(layer(&asked.layer_id)?)?;
    let entries = entries.into_iter().map(entries::from_kernel).collect();
    Ok(Response::SnapshotExported(wire::SnapshotExported { layer_id: asked.layer_id, entries }))
}

/// Makes a layer that shows one over others.
///
/// # Errors
/// When one of them is unknown.
pub fn overlay(machine: &Machine, asked: &wire::CreateOverlay) -> Result<Response> {
    let mode = match asked.mode {
        wire::RootMode::Ephemeral => RootMode::Ephemeral,
        wire::RootMode::ReadOnly => RootMode::ReadOnly,
    };
    let upper = asked.upper_layer_id.as_deref().map(layer).transpose()?;
    let lowers = asked.lower_layer_ids.iter().map(|id| layer(id)).collect::<Result<Vec<_>>>()?;
    Ok(Response::OverlayCreated(named(machine.vm.overlay_layers(mode, upper, &lowers)?)))
}

/// Writes entries into the live root.
///
/// # Errors
/// Naming the entry that cannot be.
pub fn bootstrap(machine: &Machine, asked: &wire::RootEntries) -> Result<Response> {
    let entry_count = machine.vm.bootstrap(&entries::to_kernel(&asked.entries)?)?;
    Ok(Response::RootFilesystemBootstrapped(RootFilesystemBootstrapped { entry_count }))
}

/// Every entry of the live root.
///
/// # Errors
/// When the VM is over.
pub fn snapshot(machine: &Machine) -> Result<Response> {
    let entries = machine.vm.snapshot()?.into_iter().map(entries::from_kernel).collect();
    Ok(Response::RootFilesystemSnapshot(RootFilesystemSnapshot { entries }))
}

fn named(layer: LayerId) -> wire::LayerId {
    wire::LayerId { layer_id: format!("layer-{layer}") }
}

/// The kernel's number of a layer.
fn layer(id: &str) -> Result<LayerId> {
    let number = id.strip_prefix("layer-").and_then(|number| number.parse().ok());
    number.ok_or_else(|| Rejection::invalid(format!("unknown layer `{id}`")))
}
