//! The runtime: one engine, the compiled components, one epoch ticker.
//!
//! Made once per process of the embedder; VMs are made from it. What does not live here: anything
//! of a single VM.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use kernelet_wasm_engine::Allocation;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, EngineWeak};

use crate::bindings::kernel::EmbedderPre;
use crate::components::Components;
use crate::error::{Error, Result};
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

    /// Makes the engine and loads the components.
    ///
    /// # Errors
    /// [`Error::Engine`] when the pool cannot be reserved, [`Error::NoComponent`] and
    /// [`Error::Component`] when components are missing or made for another engine.
    pub fn build(self) -> Result<Runtime> {
        let processes = self.processes;
        let engine = kernelet_wasm_engine::engine(Allocation::Pooling { processes })
            .map_err(|cause| Error::Engine { processes, cause })?;
        let images = load_images(self.components.clone(), engine.clone())?;
        let kernel = self.components.load_kernel(&engine)?;
        let calls = Arc::new(linker::syscalls::Table::new(&kernel).map_err(unfit("kernel"))?);
        let mut kernel_linker = Linker::<KernelState>::new(&engine);
        linker::kernel::add(&mut kernel_linker).map_err(unfit("kernel"))?;
        let kernel = kernel_linker
            .instantiate_pre(&kernel)
            .and_then(EmbedderPre::new)
            .map_err(unfit("kernel"))?;
        let mut programs = BTreeMap::new();
        let mut program_linker = Linker::<ProgramState>::new(&engine);
        linker::syscalls::add(&mut program_linker).map_err(unfit("kernel"))?;
        // The thread always sends before it ends.
        let images = images.recv().unwrap_or_else(|_| Ok(BTreeMap::new()))?;
        for (name, component) in images {
            programs.insert(name.clone(), Image::new(&program_linker, &component, &name)?);
        }
        tick(&engine)?;
        let preparation = Preparation::new(engine.clone(), program_linker, self.components.wasi());
        let shared = Shared { engine, kernel, calls, programs, preparation };
        Ok(Runtime { shared: Arc::new(shared) })
    }
}

/// Loads the program images on a thread of their own, and goes on to make the copy-on-write source
/// of their memory: the largest part of a start, which nobody needs before the kernel is up. Whoever
/// instantiates an image earlier waits for it.
fn load_images(components: Components, engine: Engine) -> Result<Receiver<Result<Images>>> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let load = move || {
        let images = components.load_images(&engine);
        let loaded: Vec<Component> = images.iter().flat_map(BTreeMap::values).cloned().collect();
        // Nobody receives when the kernel could not be loaded.
        let _ = sender.send(images);
        for component in loaded {
            // What fails here is tried, and reported, again by the first instance.
            let _ = component.initialize_copy_on_write_image();
        }
    };
    let thread = std::thread::Builder::new().name("kernelet-images".into());
    thread.spawn(load).map_err(|cause| Error::Thread { cause })?;
    Ok(receiver)
}

type Images = BTreeMap<String, Component>;

fn unfit(name: &str) -> impl FnOnce(wasmtime::Error) -> Error + use<> {
    let name = name.to_string();
    move |cause| Error::Component { name, cause }
}

/// A program ready to be instantiated.
pub(crate) struct Image {
    pub instance: wasmtime::component::InstancePre<ProgramState>,
    /// The export `run`.
    pub run: wasmtime::component::ComponentExportIndex,
}

impl Image {
    pub(crate) fn new(
        linker: &Linker<ProgramState>,
        component: &Component,
        name: &str,
    ) -> Result<Self> {
        let instance = linker.instantiate_pre(component).map_err(unfit(name))?;
        let run = component.get_export_index(None, "run").ok_or_else(|| Error::Component {
            name: name.into(),
            cause: wasmtime::format_err!("it does not export `run`"),
        })?;
        Ok(Image { instance, run })
    }
}

pub(crate) struct Shared {
    pub engine: Engine,
    pub kernel: EmbedderPre<KernelState>,
    pub calls: Arc<linker::syscalls::Table>,
    pub programs: BTreeMap<String, Image>,
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
        RuntimeBuilder { components: Components::embedded(), processes: DEFAULT_PROCESSES }
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
        self.shared.programs.keys().map(String::as_str)
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
