//! Another host of the kernel: nothing of Kernelet's own host is used, only its components and `wit/`.
//!
//! | Module | What |
//! |---|---|
//! | [`imports`] | what the kernel imports, as this host has it: one directory that exists nowhere, no network |
//! | [`vm`] | the kernel's instance behind a lock: calls into it, and what it asks for in return |
//! | [`program`] | a program on a thread and in a store of its own; its system calls go to the kernel |
//!
//! `foreign-host [COMPONENTS]` runs three command lines in one VM and prints what became of them. It is a
//! page of each idea, not a sandbox to build on: it has no limits of memory and time, and a program that
//! only computes cannot be stopped. `docs/embedding.md` says what more a host does.

mod imports;
mod program;
mod vm;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use wasmtime::component::Component;
use wasmtime::{Config, Engine};

use vm::{Outcome, Vm};

/// The contract, as this host sees it.
#[allow(missing_docs)]
pub mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit",
        inline: "
            package foreign:host;
            world embedder {
                import kernelet:kernel/host-dirs@0.1.0;
                import kernelet:kernel/egress@0.1.0;
                import kernelet:kernel/launcher@0.1.0;
                import kernelet:kernel/tools@0.1.0;
                import kernelet:kernel/wake@0.1.0;
                import wasi:clocks/wall-clock@0.2.6;
                import wasi:clocks/monotonic-clock@0.2.6;
                import wasi:random/random@0.2.6;
                export kernelet:kernel/supervisor@0.1.0;
            }
        ",
        world: "foreign:host/embedder",
    });
}

/// Two shells in the same pipeline: two processes, and a pipe of the kernel between them.
const PIPE: &str = "sh -c 'for n in 1 2 3; do echo line $n; done' | \
                    sh -c 'while read word n; do echo \"$n: $word\"; done'";

/// The policy denies it, whatever the file's mode says.
const SECRET: &str = "read text < /home/user/secret && echo \"$text\"";

/// A directory of this host's own making.
const DIRECTORY: &str =
    "cd /greetings && for name in *; do read text < $name; echo \"$name: $text\"; done";

fn main() -> Result<()> {
    let folder =
        std::env::args_os().nth(1).map_or_else(|| ".build/components".into(), PathBuf::from);
    let engine = Engine::new(&Config::new())?;
    let component = |name: &str| load(&engine, &folder.join(name));
    let images = BTreeMap::from([("sh".to_owned(), component("sh.wasm")?)]);
    let vm = Vm::new(&engine, &component("kernel.wasm")?, images)?;
    for line in [PIPE, SECRET, DIRECTORY] {
        let Outcome { output, errors, status } = vm.run(&["sh", "-c", line])?;
        writeln!(std::io::stdout(), "> {line}\n{output}{errors}[{status}]")?;
    }
    Ok(())
}

fn load(engine: &Engine, file: &Path) -> Result<Component> {
    let compiled = Component::from_file(engine, file).map_err(anyhow::Error::from);
    compiled.with_context(|| format!("cannot load {} (run `just build`)", file.display()))
}
