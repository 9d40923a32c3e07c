//! A stock wasmtime: its default configuration, linked with its own WASI and nothing else. It runs
//! single-file compositions.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use kernelet_compose::Solo;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};
pub use wasmtime_wasi::FsPerms as Access;
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::p2::pipe::{MemoryInputPipe, MemoryOutputPipe};
use wasmtime_wasi::{I32Exit, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

/// Most bytes of an output.
const OUTPUT: usize = 16 << 20;

/// A component of this build.
///
/// # Panics
/// When it is missing.
pub fn part(name: &str) -> Vec<u8> {
    let path = crate::component(&format!("{name}.wasm"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One file of a program, as `just compose` makes it.
///
/// # Panics
/// When the parts do not fit.
pub fn compose(program: &[u8]) -> Vec<u8> {
    let (kernel, host, supervisor) = (part("kernel"), part("solo_host"), part("solo_supervisor"));
    let solo = Solo { kernel: &kernel, host: &host, supervisor: &supervisor };
    solo.compose(program).unwrap_or_else(|error| panic!("{error}"))
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(&Config::new()).unwrap_or_else(|error| panic!("{error:?}")))
}

/// Compiles a file.
///
/// # Panics
/// When it is not valid.
pub fn compile(file: &[u8]) -> Component {
    Component::new(engine(), file).unwrap_or_else(|error| panic!("{error:?}"))
}

/// The same file, compiled, for a wasmtime with 64 MiB of stack: `wasmtime run -W max-wasm-stack=67108864`. To be
/// run by a thread that has more.
///
/// # Panics
/// When it cannot be loaded.
pub fn with_deep_stack(file: &Component) -> Component {
    let mut config = Config::new();
    config.max_wasm_stack(64 << 20).async_stack_size(65 << 20);
    let loaded = Engine::new(&config).and_then(|engine| {
        let compiled = file.serialize()?;
        // SAFETY: it was compiled in this process, just now.
        unsafe { Component::deserialize(&engine, compiled) }
    });
    loaded.unwrap_or_else(|error| panic!("{error:?}"))
}

struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// What became of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit code.
    pub code: i32,
}

/// What a file is run with: nothing of the machine but what is said.
pub struct Run {
    arguments: Vec<String>,
    input: String,
    variables: Vec<(String, String)>,
    directories: Vec<(PathBuf, String, Access)>,
}

impl Run {
    /// With these arguments, the file's own name first.
    pub fn new(arguments: &[&str]) -> Self {
        Run {
            arguments: arguments.iter().map(ToString::to_string).collect(),
            input: String::new(),
            variables: Vec::new(),
            directories: Vec::new(),
        }
    }

    /// With that on standard input.
    pub fn input(mut self, text: &str) -> Self {
        self.input = text.into();
        self
    }

    /// With a variable in the environment.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// With a directory of the host, preopened as `guest`.
    pub fn directory(mut self, host: &Path, guest: &str, access: Access) -> Self {
        self.directories.push((host.into(), guest.into(), access));
        self
    }

    /// Runs a file to its end.
    ///
    /// # Panics
    /// When it traps.
    pub fn of(self, file: &Component) -> Outcome {
        let (stdout, stderr) = (MemoryOutputPipe::new(OUTPUT), MemoryOutputPipe::new(OUTPUT));
        let mut builder = WasiCtxBuilder::new();
        builder.args(&self.arguments).envs(&self.variables).stdin(MemoryInputPipe::new(self.input));
        builder.stdout(stdout.clone()).stderr(stderr.clone());
        for (host, guest, access) in self.directories {
            let opened = builder.preopened_dir(&host, guest, access);
            opened.unwrap_or_else(|error| panic!("{}: {error:?}", host.display()));
        }
        let state = State { wasi: builder.build(), table: ResourceTable::new() };
        let ended = start(file, state);
        let text = |pipe: &MemoryOutputPipe| String::from_utf8_lossy(&pipe.contents()).into_owned();
        let code = match ended {
            Ok(Ok(())) => 0,
            Ok(Err(())) => 1,
            Err(error) => match error.downcast_ref::<I32Exit>() {
                Some(exit) => exit.0,
                None => panic!("{error:?}\n{}{}", text(&stdout), text(&stderr)),
            },
        };
        Outcome { stdout: text(&stdout), stderr: text(&stderr), code }
    }
}

fn start(file: &Component, state: State) -> wasmtime::Result<Result<(), ()>> {
    let mut linker = Linker::new(file.engine());
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    let mut store = Store::new(file.engine(), state);
    let command = Command::instantiate(&mut store, file, &linker)?;
    command.wasi_cli_run().call_run(&mut store)
}
