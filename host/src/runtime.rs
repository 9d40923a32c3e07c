//! The runtime: one engine, the compiled components, one epoch ticker.
//!
//! Made once per process of the embedder; VMs are made from it. What does not live here: anything
//! of a single VM.

use std::sync::Arc;
use std::time::Duration;

use kernelet_wasm_engine::Allocation;
use wasmtime::component::Linker;
use wasmtime::{Engine, EngineWeak};

use crate::bindings::kernel::EmbedderPre;
use crate::components::Components;
use crate::error::{Error, Result};
use crate::images::Images;
use crate::linker;
use crate::prepare::Preparation;
use crate::vm::Vm;
use crate::vm::config::VmConfig;
use crate::vm::kernel::KernelState;
use crate::vm::program::ProgramState;

/// How often guests are interrupted to be metered, to yield and to be stopped.
pub const TICK: Duration = Duration::from_millis(5);

/// Default of [`RuntimeBuilder::processes`].
const DEFAULT_PROCESSES: u32 = 256;

/// Settings of a [`Runtime`].
#[derive(Debug)]
pub struct RuntimeBuilder {
    components: Components,
    processes: u32,
    preloaded: Vec<String>,
}

impl RuntimeBuilder {
    /// Programs and kernels that may live at one time. Each reserves 4 GiB of address space and
    /// costs memory only for what it touches. Default 256.
    pub fn processes(mut self, processes: u32) -> Self {
        self.processes = processes;
        self
    }

    /// Components to run; default those inside this build.
    pub fn components(mut self, components: Components) -> Self {
        self.components = components;
        self
    }

    /// Images to load at once, so that their first program starts as fast as any; names that are no
    /// image are passed over. All others are loaded when their first program starts. Default `node`.
    pub fn preload(mut self, images: &[&str]) -> Self {
        self.preloaded = images.iter().map(|name| name.to_string()).collect();
        self
    }

    /// Makes the engine and loads the kernel and the preloaded images.
    ///
    /// # Errors
    /// [`Error::Engine`] when the pool cannot be reserved, [`Error::NoComponent`] and
    /// [`Error::Component`] when components are missing or made for another engine.
    pub fn build(self) -> Result<Runtime> {
        let processes = self.processes;
        let engine = kernelet_wasm_engine::engine(Allocation::Pooling { processes })
            .map_err(|cause| Error::Engine { processes, cause })?;
        let mut program_linker = Linker::<ProgramState>::new(&engine);
        linker::syscalls::add(&mut program_linker).map_err(unfit("kernel"))?;
        let program_linker = Arc::new(program_linker);
        let images = self.components.images();
        let images = Arc::new(Images::new(engine.clone(), Arc::clone(&program_linker), images));
        preload(&images, &self.preloaded)?;
        let kernel = self.components.load_kernel(&engine)?;
        let calls = Arc::new(linker::syscalls::Table::new(&kernel).map_err(unfit("kernel"))?);
        let mut kernel_linker = Linker::<KernelState>::new(&engine);
        linker::kernel::add(&mut kernel_linker).map_err(unfit("kernel"))?;
        let kernel = kernel_linker
            .instantiate_pre(&kernel)
            .and_then(EmbedderPre::new)
            .map_err(unfit("kernel"))?;
        for name in &self.preloaded {
            images.get(name).transpose()?;
        }
        tick(&engine)?;
        let preparation = Preparation::new(engine.clone(), program_linker, self.components.wasi());
        let shared = Shared { engine, kernel, calls, images, preparation };
        Ok(Runtime { shared: Arc::new(shared) })
    }
}

/// Loads images on a thread of their own, and makes the copy-on-write source of their memory: the
/// largest part of a start, which nobody needs before the kernel is up.
fn preload(images: &Arc<Images>, names: &[String]) -> Result<()> {
    let (images, names) = (Arc::clone(images), names.to_vec());
    let load = move || names.iter().for_each(|name| images.preload(name));
    let thread = std::thread::Builder::new().name("kernelet-images".into());
    thread.spawn(load).map_err(|cause| Error::Thread { cause })?;
    Ok(())
}

fn unfit(name: &str) -> impl FnOnce(wasmtime::Error) -> Error + use<> {
    let name = name.to_string();
    move |cause| Error::Component { name, cause }
}

pub(crate) struct Shared {
    pub engine: Engine,
    pub kernel: EmbedderPre<KernelState>,
    pub calls: Arc<linker::syscalls::Table>,
    pub images: Arc<Images>,
    /// Programs out of files of VMs.
    pub preparation: Preparation,
}

/// The engine with its components. Cheap to clone; VMs keep it alive.
#[derive(Clone)]
pub struct Runtime {
    pub(crate) shared: Arc<Shared>,
}

impl Runtime {
    /// Settings, with defaults.
    pub fn builder() -> RuntimeBuilder {
        RuntimeBuilder {
            components: Components::embedded(),
            processes: DEFAULT_PROCESSES,
            preloaded: vec!["node".into()],
        }
    }

    /// Makes a VM: one kernel instance, configured.
    ///
    /// # Errors
    /// [`Error::Refused`] when the configuration is not acceptable, [`Error::Ended`] when the
    /// kernel could not be instantiated.
    pub fn vm(&self, config: VmConfig) -> Result<Vm> {
        Vm::new(self.clone(), config)
    }

    /// Names of the program images.
    pub fn images(&self) -> impl Iterator<Item = &str> {
        self.shared.images.names()
    }
}

/// Advances the engine's epoch every [`TICK`] for as long as the engine lives.
fn tick(engine: &Engine) -> Result<()> {
    let engine: EngineWeak = engine.weak();
    let ticker = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    };
    let thread = std::thread::Builder::new().name("kernelet-tick".into());
    thread.spawn(ticker).map_err(|cause| Error::Thread { cause })?;
    Ok(())
}
