//! Freezing: runs a component's `initialize` once and keeps the memory it leaves as the image.
//!
//! The `syscalls` a program runs on only read the files of one folder, keep what is written there in memory
//! and write to standard error; time stands still at 0 and random bytes are zeros, so that the same
//! inputs give the same image and a program that kept such a value would show it. Everything else
//! traps and names itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use wasmtime::component::{Component, ComponentType, Linker, Lower};
use wasmtime::{Engine, Store, StoreContextMut};
use wasmtime_wizer::Wizer;

mod contract {
    //! The contract's types, for the few calls that are answered here.
    #![allow(missing_docs)]
    wasmtime::component::bindgen!({ path: "../../wit", world: "program" });
}

use contract::kernelet::kernel::syscalls::{AccessMode, Clock};
use contract::kernelet::kernel::types::{DirectoryEntry, Errno, FileType, OpenFlags, Timestamp};

/// The export that boots a program.
const INITIALIZE: &str = "initialize";

/// Where the program finds the library.
const MOUNT: &str = "/node-library";

/// What the stand-in for the kernel knows.
struct Library {
    root: PathBuf,
    /// Open files and directories; the descriptor is the index plus 3.
    open: Vec<PathBuf>,
    /// What programs wrote, by the host's path; laid over the folder.
    written: BTreeMap<PathBuf, Vec<u8>>,
}

impl Library {
    fn host_path(&self, path: &[u8]) -> Result<PathBuf, Errno> {
        let path = std::str::from_utf8(path).map_err(|_| Errno::Ilseq)?;
        let rest = path.strip_prefix(MOUNT).ok_or(Errno::Noent)?;
        Ok(self.root.join(rest.trim_start_matches('/')))
    }

    fn read(&self, path: &[u8]) -> Result<Vec<u8>, Errno> {
        let path = self.host_path(path)?;
        let written = self.written.get(&path).cloned();
        written.or_else(|| std::fs::read(path).ok()).ok_or(Errno::Noent)
    }

    fn exists(&self, path: &[u8]) -> Result<(), Errno> {
        let path = self.host_path(path)?;
        let written = self.written.keys().any(|file| file.starts_with(&path));
        (written || path.exists()).then_some(()).ok_or(Errno::Noent)
    }

    fn open(&mut self, path: &[u8], flags: OpenFlags) -> Result<u32, Errno> {
        let path = self.host_path(path)?;
        if flags.contains(OpenFlags::CREATE) {
            self.written.insert(path.clone(), Vec::new());
        } else if !path.is_dir() {
            return Err(Errno::Notdir);
        }
        self.open.push(path);
        Ok(self.open.len() as u32 + 2)
    }

    fn path_of(&self, fd: u32) -> Result<&PathBuf, Errno> {
        self.open.get((fd as usize).wrapping_sub(3)).ok_or(Errno::Badf)
    }

    fn write(&mut self, fd: u32, data: &[u8]) -> Result<u32, Errno> {
        if fd <= 2 {
            eprint!("{}", String::from_utf8_lossy(data));
        } else {
            let path = self.path_of(fd)?.clone();
            self.written.get_mut(&path).ok_or(Errno::Badf)?.extend_from_slice(data);
        }
        Ok(data.len() as u32)
    }
}

type Call<'a> = StoreContextMut<'a, Library>;

/// Runs `initialize` of the program `component` with `library` mounted, once for the files it writes
/// there and once for the memory it leaves, which becomes the component's own.
pub fn program(engine: &Engine, component: &[u8], library: &Path) -> Result<Vec<u8>> {
    let root = library.to_path_buf();
    let library = Library { root, open: Vec::new(), written: BTreeMap::new() };
    wait(async {
        let compiled = Component::new(engine, component)?;
        let mut store = store(engine, library);
        let instance =
            programs(engine, &compiled)?.instantiate_async(&mut store, &compiled).await?;
        let initialize = instance.get_typed_func::<(), ()>(&mut store, INITIALIZE)?;
        initialize.call_async(&mut store, ()).await?;
        freeze(engine, component, store.into_data(), programs).await
    })
}

/// Runs the kernel's `initialize`: the memory it leaves becomes the component's own.
pub fn kernel(engine: &Engine, component: &[u8]) -> Result<Vec<u8>> {
    wait(freeze(engine, component, (), kernels))
}

fn wait<T>(work: impl Future<Output = wasmtime::Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(work).map_err(|error| anyhow!("{error:?}"))
}

/// The imports of a component while it is frozen.
type Imports<T> = fn(&Engine, &Component) -> wasmtime::Result<Linker<T>>;

async fn freeze<T: Send + 'static>(
    engine: &Engine,
    bytes: &[u8],
    data: T,
    imports: Imports<T>,
) -> wasmtime::Result<Vec<u8>> {
    let mut store = store(engine, data);
    let mut wizer = Wizer::new();
    wizer.init_func(INITIALIZE);
    // The component's own export refers to it; the host never calls it again.
    wizer.keep_init_func(true);
    let instantiate = async |store: &mut Store<T>, component: &Component| {
        imports(store.engine(), component)?.instantiate_async(store, component).await
    };
    let (frozen, _) = wizer.run_component(&mut store, bytes, instantiate).await?;
    Ok(frozen)
}

fn store<T: 'static>(engine: &Engine, data: T) -> Store<T> {
    let mut store = Store::new(engine, data);
    store.set_epoch_deadline(u64::MAX / 2);
    store
}

/// Imports that all trap; what follows may replace them.
fn traps<T: 'static>(engine: &Engine, component: &Component) -> wasmtime::Result<Linker<T>> {
    let mut linker = Linker::new(engine);
    linker.define_unknown_imports_as_traps(component)?;
    linker.allow_shadowing(true);
    Ok(linker)
}

/// `wasi:clocks/wall-clock.datetime`.
#[derive(ComponentType, Lower)]
#[component(record)]
struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

/// What the kernel may reach: clocks that stand still.
fn kernels(engine: &Engine, component: &Component) -> wasmtime::Result<Linker<()>> {
    let mut linker = traps(engine, component)?;
    linker
        .instance("wasi:clocks/wall-clock@0.2.6")?
        .func_wrap("now", |_, (): ()| Ok((Datetime { seconds: 0, nanoseconds: 0 },)))?;
    Ok(linker)
}

/// What a program may reach.
fn programs(engine: &Engine, component: &Component) -> wasmtime::Result<Linker<Library>> {
    let mut linker = traps(engine, component)?;
    let mut calls = linker.instance("kernelet:kernel/syscalls@0.1.0")?;
    calls.func_wrap("read-file", |call: Call, (_, path, _): (Option<u32>, Vec<u8>, u64)| {
        Ok((call.data().read(&path),))
    })?;
    calls.func_wrap("access", |call: Call, (_, path, _): (Option<u32>, Vec<u8>, AccessMode)| {
        Ok((call.data().exists(&path),))
    })?;
    calls.func_wrap(
        "open",
        |mut call: Call, (_, path, flags, _): (Option<u32>, Vec<u8>, OpenFlags, u32)| {
            Ok((call.data_mut().open(&path, flags),))
        },
    )?;
    calls.func_wrap("close", |_: Call, (_,): (u32,)| Ok((Ok::<(), Errno>(()),)))?;
    calls.func_wrap("readdir", |call: Call, (fd, cursor, count): (u32, u64, u32)| {
        let entries = call.data().path_of(fd).map(|path| entries(path));
        Ok((entries.map(|all| {
            all.into_iter().skip(cursor as usize).take(count as usize).collect::<Vec<_>>()
        }),))
    })?;
    calls.func_wrap("write", |mut call: Call, (fd, data): (u32, Vec<u8>)| {
        Ok((call.data_mut().write(fd, &data),))
    })?;
    calls.func_wrap("clock-now", |_: Call, (_,): (Clock,)| {
        Ok((Timestamp { seconds: 0, nanoseconds: 0 },))
    })?;
    calls.func_wrap("random", |_: Call, (length,): (u32,)| {
        Ok((Ok::<Vec<u8>, Errno>(vec![0; length as usize]),))
    })?;
    Ok(linker)
}

/// The entries of a directory, sorted, so that the image does not depend on the file system.
fn entries(path: &Path) -> Vec<DirectoryEntry> {
    let Ok(read) = std::fs::read_dir(path).context("readdir") else { return Vec::new() };
    let mut names: Vec<_> = read
        .flatten()
        .map(|entry| (entry.file_name(), entry.file_type().is_ok_and(|kind| kind.is_dir())))
        .collect();
    names.sort();
    let entry = |(index, (name, directory)): (usize, (std::ffi::OsString, bool))| DirectoryEntry {
        name: name.into_encoded_bytes(),
        ino: index as u64 + 1,
        kind: if directory { FileType::Directory } else { FileType::Regular },
        next: index as u64 + 1,
    };
    names.into_iter().enumerate().map(entry).collect()
}
