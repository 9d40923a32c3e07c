//! The compiled components that a runtime runs.

use std::collections::BTreeMap;

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::error::{Error, Result};

mod embedded {
    //! What the build put inside this library; empty slices when it was built without.
    include!(concat!(env!("OUT_DIR"), "/components.rs"));
}

/// Precompiled components: the kernel's, and each program image's by name.
///
/// Precompiled code is trusted like the host's own code. Take it only from where no guest can
/// write.
#[derive(Clone, Debug, Default)]
pub struct Components {
    kernel: Vec<std::borrow::Cow<'static, [u8]>>,
    images: BTreeMap<String, std::borrow::Cow<'static, [u8]>>,
}

impl Components {
    /// The components inside this build: the kernel and the image `node`.
    pub fn embedded() -> Self {
        let mut components = Self::default();
        if !embedded::KERNEL.is_empty() {
            components.kernel.push(embedded::KERNEL.into());
        }
        if !embedded::NODE.is_empty() {
            components.images.insert("node".into(), embedded::NODE.into());
        }
        components
    }

    /// Use another kernel, precompiled with the engine of `kernelet-wasm-engine`.
    pub fn with_kernel(mut self, precompiled: Vec<u8>) -> Self {
        self.kernel = vec![precompiled.into()];
        self
    }

    /// Add or replace a program image.
    pub fn with_image(mut self, name: impl Into<String>, precompiled: Vec<u8>) -> Self {
        self.images.insert(name.into(), precompiled.into());
        self
    }

    pub(crate) fn load_kernel(&self, engine: &Engine) -> Result<Component> {
        let bytes =
            self.kernel.first().ok_or_else(|| Error::NoComponent { name: "kernel".into() })?;
        load(engine, "kernel", bytes)
    }

    pub(crate) fn load_images(&self, engine: &Engine) -> Result<BTreeMap<String, Component>> {
        self.images
            .iter()
            .map(|(name, bytes)| Ok((name.clone(), load(engine, name, bytes)?)))
            .collect()
    }
}

fn load(engine: &Engine, name: &str, bytes: &[u8]) -> Result<Component> {
    // SAFETY: the bytes are this build's own output or what the embedder vouches for (see
    // `Components`); no guest can reach them. wasmtime checks version, settings and CPU itself.
    unsafe { Component::deserialize(engine, bytes) }
        .map_err(|cause| Error::Component { name: name.into(), cause })
}
