//! The compiled components that a runtime runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::error::{Error, Result};

mod embedded {
    //! What the build put inside this library; empty slices when it was built without.

    /// Whole pages, so that the code in them can be made executable where it lies.
    #[repr(C, align(4096))]
    pub struct Pages<T: ?Sized>(pub T);

    const _: () = assert!(align_of::<Pages<[u8; 1]>>() == kernelet_wasm_engine::PAGE);

    include!(concat!(env!("OUT_DIR"), "/components.rs"));
}

/// Precompiled components: the kernel's, and each program image's by name.
///
/// Precompiled code is trusted like the host's own code. Take it only from where no guest can
/// write.
#[derive(Clone, Debug, Default)]
pub struct Components {
    kernel: Option<Precompiled>,
    images: BTreeMap<String, Precompiled>,
    wasi: Option<Bytes>,
}

/// Where a precompiled component is.
#[derive(Clone, Debug)]
pub(crate) enum Precompiled {
    /// Whole pages inside this binary.
    Inside(&'static Inside),
    Bytes(Arc<[u8]>),
    /// Mapped from the file: nothing is read before it is needed.
    File(PathBuf),
}

/// A component inside this binary. The first engine uses it where it lies; code can belong to one
/// engine only, so any further one in this process gets a copy.
#[derive(Debug)]
pub(crate) struct Inside {
    bytes: &'static [u8],
    taken: AtomicBool,
}

impl Inside {
    const fn new(bytes: &'static [u8]) -> Self {
        Inside { bytes, taken: AtomicBool::new(false) }
    }
}

static KERNEL: Inside = Inside::new(&embedded::KERNEL.0);

impl Components {
    /// The components inside this build: the kernel and the program images.
    pub fn embedded() -> Self {
        let wasi = &embedded::WASI.0;
        let images = embedded::IMAGES.iter();
        Components {
            kernel: (!KERNEL.bytes.is_empty()).then_some(Precompiled::Inside(&KERNEL)),
            images: images
                .map(|(name, image)| (name.to_string(), Precompiled::Inside(image)))
                .collect(),
            wasi: (!wasi.is_empty()).then(|| Bytes::from_static(wasi)),
        }
    }

    /// The components of a folder that `kernelet-assemble` wrote: `kernel.cwasm`, an image for every
    /// other `NAME.cwasm`, and `wasi.wasm`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn from_folder(folder: &Path) -> std::io::Result<Self> {
        let mut components = Components::default();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_string);
            match name {
                Some(name) if name == "wasi" => components.wasi = Some(std::fs::read(path)?.into()),
                Some(_) if path.extension().is_none_or(|extension| extension != "cwasm") => {}
                Some(name) if name == "kernel" => components.kernel = Some(Precompiled::File(path)),
                Some(name) => drop(components.images.insert(name, Precompiled::File(path))),
                None => {}
            }
        }
        Ok(components)
    }

    /// Use another kernel, precompiled with the engine of `kernelet-wasm-engine`.
    pub fn with_kernel(mut self, precompiled: Vec<u8>) -> Self {
        self.kernel = Some(Precompiled::Bytes(precompiled.into()));
        self
    }

    /// Add or replace a program image.
    pub fn with_image(mut self, name: impl Into<String>, precompiled: Vec<u8>) -> Self {
        self.images.insert(name.into(), Precompiled::Bytes(precompiled.into()));
        self
    }

    /// Use another implementation of WASI on system calls for the commands of a VM's own files: a
    /// component, not precompiled.
    pub fn with_wasi(mut self, component: Vec<u8>) -> Self {
        self.wasi = Some(component.into());
        self
    }

    /// What commands of a VM's own files get plugged on.
    pub(crate) fn wasi(&self) -> Option<Bytes> {
        self.wasi.clone()
    }

    pub(crate) fn load_kernel(&self, engine: &Engine) -> Result<Component> {
        let name = || "kernel".to_string();
        let kernel = self.kernel.as_ref().ok_or_else(|| Error::NoComponent { name: name() })?;
        kernel.load(engine).map_err(|cause| Error::Component { name: name(), cause })
    }

    /// The program images by name.
    pub(crate) fn images(&self) -> BTreeMap<String, Precompiled> {
        self.images.clone()
    }
}

impl Precompiled {
    /// # Errors
    /// When it was made for another engine, or another CPU.
    pub(crate) fn load(&self, engine: &Engine) -> wasmtime::Result<Component> {
        // SAFETY: this is the build's own output or what the embedder vouches for (see `Components`);
        // no guest can reach it. wasmtime checks version, settings and CPU itself. What is inside this
        // binary is page-aligned, lives for ever, is never written and goes to one engine only.
        unsafe {
            match self {
                Precompiled::Inside(inside) if !inside.taken.swap(true, Ordering::AcqRel) => {
                    Component::deserialize_raw(engine, inside.bytes.into())
                }
                Precompiled::Inside(inside) => Component::deserialize(engine, inside.bytes),
                Precompiled::Bytes(bytes) => Component::deserialize(engine, bytes),
                Precompiled::File(path) => Component::deserialize_file(engine, path),
            }
        }
    }
}
