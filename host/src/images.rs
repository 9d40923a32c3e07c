//! The program images of a runtime, each loaded when it is first needed.
//!
//! A binary carries tens of megabytes of them; a runtime that only runs Node programs never looks at the
//! shell. What does not live here: where images come from ([`crate::components`]) and programs out of
//! files of VMs ([`crate::prepare`]).

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use wasmtime::component::{Component, ComponentExportIndex, InstancePre, Linker};
use wasmtime::{Engine, format_err};

use crate::components::Precompiled;
use crate::error::{Error, Result};
use crate::vm::program::ProgramState;

/// A program ready to be instantiated.
pub(crate) struct Image {
    pub instance: InstancePre<ProgramState>,
    /// The export `run`.
    pub run: ComponentExportIndex,
}

impl Image {
    /// # Errors
    /// When the component is no program: it imports something else, or does not export `run`.
    pub(crate) fn new(
        linker: &Linker<ProgramState>,
        component: &Component,
    ) -> wasmtime::Result<Self> {
        let instance = linker.instantiate_pre(component)?;
        let run = component
            .get_export_index(None, "run")
            .ok_or_else(|| format_err!("it does not export `run`"))?;
        Ok(Image { instance, run })
    }
}

/// See the module.
pub(crate) struct Images {
    engine: Engine,
    linker: Arc<Linker<ProgramState>>,
    images: BTreeMap<String, Lazy>,
}

/// An image before and after it is loaded. What failed once fails again, for the same cause.
struct Lazy {
    precompiled: Precompiled,
    loaded: OnceLock<Result<Image, String>>,
}

impl Images {
    pub(crate) fn new(
        engine: Engine,
        linker: Arc<Linker<ProgramState>>,
        images: BTreeMap<String, Precompiled>,
    ) -> Self {
        let lazy = |precompiled| Lazy { precompiled, loaded: OnceLock::new() };
        let images = images.into_iter().map(|(name, from)| (name, lazy(from))).collect();
        Images { engine, linker, images }
    }

    /// The image of that name; none when the runtime has none. Whoever asks first loads it (a
    /// millisecond or two), whoever asks meanwhile waits.
    ///
    /// # Errors
    /// [`Error::Component`] when it was made for another engine or is no program.
    pub(crate) fn get(&self, name: &str) -> Option<Result<&Image>> {
        let lazy = self.images.get(name)?;
        let load = || {
            let component = lazy.precompiled.load(&self.engine)?;
            Image::new(&self.linker, &component)
        };
        let loaded = lazy.loaded.get_or_init(|| load().map_err(|cause| format!("{cause:#}")));
        let unfit = |cause: &String| Error::Component {
            name: name.into(),
            cause: wasmtime::Error::msg(cause.clone()),
        };
        Some(loaded.as_ref().map_err(unfit))
    }

    /// Loads an image, and makes the copy-on-write source of its memory, which the first instance would
    /// otherwise do.
    ///
    /// What fails here is tried, and reported, again by the first instance.
    pub(crate) fn preload(&self, name: &str) {
        if let Some(Ok(image)) = self.get(name) {
            let _ = image.instance.component().initialize_copy_on_write_image();
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.images.keys().map(String::as_str)
    }
}
