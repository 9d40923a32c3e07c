//! Trees of a VM as lists of entries: its root when it is made, snapshots of it, layers by id.

use crate::bindings::supervisor::Refusal;
use crate::error::{Error, Result};
use crate::vm::Vm;
use crate::vm::kernel::KernelState;

pub use crate::bindings::supervisor::{
    Entry, EntryKind, Layer as LayerId, Lower, RootConfiguration, RootMode,
};

type Judged<T> = wasmtime::Result<Result<T, Refusal>>;

impl Vm {
    /// Writes entries into the tree; answers how many there were beside those of `/dev`, `/proc` and
    /// `/sys`, which are the kernel's. Nothing is written when an entry is not valid.
    ///
    /// # Errors
    /// [`Error::Rejected`] names the entry and what is wrong with it.
    pub fn bootstrap(&self, entries: &[Entry]) -> Result<u32> {
        self.judged(|supervisor, store| supervisor.call_bootstrap(store, entries))
    }

    /// Every entry of the root file system, parents first, without what is mounted.
    ///
    /// # Errors
    /// [`Error::Rejected`] when it does not fit into the kernel's memory a second time.
    pub fn snapshot(&self) -> Result<Vec<Entry>> {
        self.judged(|supervisor, store| supervisor.call_snapshot(store))
    }

    /// Makes an empty layer. A VM has at most 256; ids are never used again.
    ///
    /// # Errors
    /// [`Error::Rejected`] when there are too many.
    pub fn create_layer(&self) -> Result<LayerId> {
        self.judged(|supervisor, store| supervisor.call_create_layer(store))
    }

    /// Seals a layer, so that overlays can lie over it. Its old id is unknown from then on.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the id is unknown.
    pub fn seal_layer(&self, layer: LayerId) -> Result<LayerId> {
        self.judged(|supervisor, store| supervisor.call_seal_layer(store, layer))
    }

    /// Makes a sealed layer of entries.
    ///
    /// # Errors
    /// [`Error::Rejected`] names the entry and what is wrong with it, or the limit.
    pub fn import_layer(&self, entries: &[Entry]) -> Result<LayerId> {
        self.judged(|supervisor, store| supervisor.call_import_layer(store, entries))
    }

    /// The entries of a layer, parents first.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the id is unknown.
    pub fn export_layer(&self, layer: LayerId) -> Result<Vec<Entry>> {
        self.judged(|supervisor, store| supervisor.call_export_layer(store, layer))
    }

    /// Makes a layer that shows `upper` (not sealed) over `lowers` (sealed, topmost first).
    ///
    /// # Errors
    /// [`Error::Rejected`] names the layer that is unknown or not sealed.
    pub fn overlay_layers(
        &self,
        mode: RootMode,
        upper: Option<LayerId>,
        lowers: &[LayerId],
    ) -> Result<LayerId> {
        self.judged(|supervisor, store| supervisor.call_overlay_layers(store, mode, upper, lowers))
    }

    fn judged<T>(
        &self,
        call: impl FnOnce(
            &crate::bindings::supervisor::Guest,
            &mut wasmtime::Store<KernelState>,
        ) -> Judged<T>,
    ) -> Result<T> {
        let answer = self
            .shared
            .supervise(|exports, store| call(exports.kernelet_kernel_supervisor(), store))?;
        answer.map_err(Error::rejected)
    }
}
