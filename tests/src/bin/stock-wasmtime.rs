//! The part of the `wasmtime` command line that the documentation uses, made of the same crates: where no
//! `wasmtime` is installed, this takes its place in the test of the documentation.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::{FsPerms, I32Exit, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    command: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Run a component.
    Run(Run),
    /// Compile one.
    Compile {
        /// The component.
        file: PathBuf,
        /// Where its code goes.
        #[arg(short)]
        out: PathBuf,
    },
}

#[derive(clap::Args)]
struct Run {
    /// `HOST` or `HOST::GUEST`.
    #[arg(long = "dir")]
    directories: Vec<String>,
    /// `NAME=VALUE`.
    #[arg(long = "env")]
    variables: Vec<String>,
    /// `max-wasm-stack=BYTES`.
    #[arg(short = 'W')]
    settings: Vec<String>,
    /// The file may be compiled code.
    #[arg(long)]
    allow_precompiled: bool,
    /// The file and its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    command: Vec<String>,
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

fn main() -> Result<ExitCode> {
    match Options::parse().command {
        Action::Run(run) => self::run(&run),
        Action::Compile { file, out } => {
            let code = Engine::new(&Config::new())?.precompile_component(&std::fs::read(file)?)?;
            std::fs::write(out, code)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn run(options: &Run) -> Result<ExitCode> {
    let engine = Engine::new(&config(&options.settings)?)?;
    let file = options.command.first().context("there is no file")?;
    let component = if options.allow_precompiled {
        // SAFETY: whoever gives the option vouches for the file.
        unsafe { Component::deserialize_file(&engine, file)? }
    } else {
        Component::from_file(&engine, file)?
    };
    let mut wasi = WasiCtxBuilder::new();
    wasi.inherit_stdio();
    let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy();
    wasi.arg(name).args(options.command.get(1..).unwrap_or_default());
    for directory in &options.directories {
        let (host, guest) = directory.split_once("::").unwrap_or((directory, directory));
        wasi.preopened_dir(host, guest, FsPerms::ReadWrite)?;
    }
    for variable in &options.variables {
        let (name, value) = variable.split_once('=').context("--env NAME=VALUE")?;
        wasi.env(name, value);
    }
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    let state = State { wasi: wasi.build(), table: ResourceTable::new() };
    let mut store = Store::new(&engine, state);
    let command = Command::instantiate(&mut store, &component, &linker)?;
    match command.wasi_cli_run().call_run(&mut store) {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(())) => Ok(ExitCode::FAILURE),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => Ok(ExitCode::from(u8::try_from(exit.0)?)),
            None => Err(error.into()),
        },
    }
}

fn config(settings: &[String]) -> Result<Config> {
    let mut config = Config::new();
    for setting in settings {
        let Some(("max-wasm-stack", bytes)) = setting.split_once('=') else {
            bail!("-W {setting} is not known here");
        };
        let bytes: usize = bytes.parse()?;
        config.max_wasm_stack(bytes).async_stack_size(bytes + (1 << 20));
    }
    Ok(config)
}
