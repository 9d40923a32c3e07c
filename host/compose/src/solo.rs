//! One file of a program, the kernel and what stands for the host (`components/solo`): a command of WASI
//! 0.2 that any host with WASI runs.
//!
//! ```text
//! wasi:cli/run   main ─────────────┐
//!                 │ start          │ run
//!                 ▼                ▼
//!             supervisor ◄─────  program     write, poll, kill, spawn, exit
//!                 │ supervisor     │         every other system call
//!                 ▼                ▼
//!                 └───► kernel ◄───┘
//!                         │ host-dirs, egress, launcher, tools, wake
//!                         ▼
//!                        host
//! ```
//!
//! Calls only go down, as the component model asks for.

use std::collections::BTreeMap;

use wasmparser::{Validator, WasmFeatures};

use crate::composition::{Composition, Instance, Item, items, shape};
use crate::dummy;
use crate::error::Error;
use crate::plug::{compatible, interface};

const MAIN: &str = include_str!("main.wat");

/// The WASI interfaces of `components/wasi/wit`, each after those it uses.
const WASI: [&str; 6] = [
    include_str!("../../../components/wasi/wit/deps/io.wit"),
    include_str!("../../../components/wasi/wit/deps/clocks.wit"),
    include_str!("../../../components/wasi/wit/deps/random.wit"),
    include_str!("../../../components/wasi/wit/deps/filesystem.wit"),
    include_str!("../../../components/wasi/wit/deps/sockets.wit"),
    include_str!("../../../components/wasi/wit/deps/cli.wit"),
];

/// Their version.
const VERSION: &str = "0.2.12";

const RUN: &str = "wasi:cli/run@0.2.12";
const SYSCALLS: &str = "kernelet:kernel/syscalls@0.1.0";
const CALLS: &str = "kernelet:solo/calls@0.1.0";

/// The part of a name that is not WASI's.
const OWN: &str = "kernelet:";

/// What a program needs to be a file of its own; all are components.
#[derive(Clone, Copy, Debug)]
pub struct Solo<'a> {
    /// The kernel.
    pub kernel: &'a [u8],
    /// `components/solo/host`.
    pub host: &'a [u8],
    /// `components/solo/supervisor`.
    pub supervisor: &'a [u8],
}

impl Solo<'_> {
    /// Makes one file with `program` (see [`crate::program`]): a component that imports WASI and
    /// exports `wasi:cli/run`.
    ///
    /// # Errors
    /// When a part does not fit.
    pub fn compose(&self, program: &[u8]) -> Result<Vec<u8>, Error> {
        let imports = bare_command(&[self.host, self.kernel, self.supervisor])?;
        let mut file = File { whole: Composition::importing(&imports)?, offered: BTreeMap::new() };
        file.add(self.host)?;
        file.add(self.kernel)?;
        let supervisor = file.add(self.supervisor)?;

        let calls = file.offered(CALLS)?;
        let passing = items(self.supervisor, CALLS)?;
        let passes = |call: &str| passing.contains(&(call.to_owned(), Item::Function));
        let direct = file.offered(SYSCALLS)?;
        let all = items(self.kernel, SYSCALLS)?;
        let served = all.iter().map(|(name, item)| {
            let from = if passes(name) { calls } else { direct };
            (name.as_str(), *item, from)
        });
        let served = file.whole.gathered(served);
        file.offered.insert(SYSCALLS.into(), served);
        let program = file.add(program)?;

        let main = wat::parse_str(MAIN).map_err(|error| Error::Component(error.to_string()))?;
        let arguments = [("supervisor", supervisor), ("calls", calls), ("program", program)];
        let main = file.whole.instantiate(&main, &arguments);
        let run = file.whole.gathered([("run", Item::Function, main)]);
        let file = file.whole.finish_with_instance(run, RUN);
        // Whether the parts' types fit one another shows only now.
        Validator::new_with_features(WasmFeatures::all()).validate_all(&file)?;
        Ok(file)
    }
}

/// A file in the making.
struct File {
    whole: Composition,
    /// What the parts that are there export, by name.
    offered: BTreeMap<String, Instance>,
}

impl File {
    /// Instantiates a part on what the parts before offer, and on WASI.
    fn add(&mut self, part: &[u8]) -> Result<Instance, Error> {
        let shape = shape(part)?;
        let mut arguments = Vec::new();
        for import in &shape.imports {
            let instance = if import.starts_with(OWN) {
                self.offered(import)?
            } else {
                let fitting = self.whole.imported_where(|name| compatible(name, import));
                fitting.ok_or_else(|| Error::Import(import.clone()))?
            };
            arguments.push((import.as_str(), instance));
        }
        let instance = self.whole.instantiate(part, &arguments);
        for export in shape.exports.iter().filter(|name| name.starts_with(OWN)) {
            self.offered.insert(export.clone(), self.whole.exported(instance, export));
        }
        Ok(instance)
    }

    fn offered(&self, name: &str) -> Result<Instance, Error> {
        self.offered.get(name).copied().ok_or_else(|| Error::Import(name.into()))
    }
}

/// A component that imports all of WASI that these parts import.
fn bare_command(parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let mut world = String::from("package kernelet:file; world file {");
    for part in parts {
        for import in shape(part)?.imports.iter().filter(|name| !name.starts_with(OWN)) {
            let line = format!(" import {}@{VERSION};", interface(import));
            if !world.contains(&line) {
                world.push_str(&line);
            }
        }
    }
    world.push_str(" }");
    let packages = WASI.iter().copied().chain([world.as_str()]);
    dummy::component(packages.map(dummy::package).collect())
}
