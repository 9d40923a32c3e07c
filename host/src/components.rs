//! The compiled components that a runtime runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
}

/// Where a precompiled component is.
#[derive(Clone, Debug)]
enum Precompiled {
    /// Whole pages inside this binary.
    Inside(&'static Inside),
    Bytes(Arc<[u8]>),
    /// Mapped from the file: nothing is read before it is needed.
    File(PathBuf),
}

/// A component inside this binary. The first engine uses it where it lies; code can belong to one
/// engine only, so any further one in this process gets a copy.
#[derive(Debug)]
struct Inside {
    bytes: &'static [u8],
    taken: AtomicBool,
}

static KERNEL: Inside = Inside { bytes: &embedded::KERNEL.0, taken: AtomicBool::new(false) };
static NODE: Inside = Inside { bytes: &embedded::NODE.0, taken: AtomicBool::new(false) };
static SH: Inside = Inside { bytes: &embedded::SH.0, taken: AtomicBool::new(false) };

/// The program images inside this build, by name.
static IMAGES: [(&str, &Inside); 2] = [("node", &NODE), ("sh", &SH)];

impl Components {
    /// The components inside this build: the kernel and the images `node` and `sh`.
    pub fn embedded() -> Self {
        let inside = |component: &'static Inside| {
            (!component.bytes.is_empty()).then_some(Precompiled::Inside(component))
        };
        let image = |(name, component): &(&str, &'static Inside)| {
            Some((name.to_string(), inside(component)?))
        };
        Components { kernel: inside(&KERNEL), images: IMAGES.iter().filter_map(image).collect() }
    }

    /// The components of a folder that `kernelet-assemble` wrote: `kernel.cwasm`, and an image for
    /// every other `NAME.cwasm`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn from_folder(folder: &Path) -> std::io::Result<Self> {
        let mut components = Components::default();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_string);
            match name {
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

    pub(crate) fn load_kernel(&self, engine: &Engine) -> Result<Component> {
        let missing = || Error::NoComponent { name: "kernel".into() };
        load(engine, "kernel", self.kernel.as_ref().ok_or_else(missing)?)
    }

    pub(crate) fn load_images(&self, engine: &Engine) -> Result<BTreeMap<String, Component>> {
        self.images
            .iter()
            .map(|(name, precompiled)| Ok((name.clone(), load(engine, name, precompiled)?)))
            .collect()
    }
}

fn load(engine: &Engine, name: &str, precompiled: &Precompiled) -> Result<Component> {
    // SAFETY: this is the build's own output or what the embedder vouches for (see `Components`);
    // no guest can reach it. wasmtime checks version, settings and CPU itself. What is inside this
    // binary is page-aligned, lives for ever, is never written and goes to one engine only.
    let component = unsafe {
        match precompiled {
            Precompiled::Inside(inside) if !inside.taken.swap(true, Ordering::AcqRel) => {
                Component::deserialize_raw(engine, inside.bytes.into())
            }
            Precompiled::Inside(inside) => Component::deserialize(engine, inside.bytes),
            Precompiled::Bytes(bytes) => Component::deserialize(engine, bytes),
            Precompiled::File(path) => Component::deserialize_file(engine, path),
        }
    };
    component.map_err(|cause| Error::Component { name: name.into(), cause })
}
