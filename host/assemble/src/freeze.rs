//! Freezing: runs a program's `initialize` once and keeps the memory it leaves as the image.
//!
//! The `syscalls` it runs on only read the files of one folder and write to standard error; time
//! stands still at 0 and random bytes are zeros, so that the same inputs give the same image and a
//! program that kept such a value would show it. Everything else traps and names itself.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store, StoreContextMut};
use wasmtime_wizer::Wizer;

mod contract {
    //! The contract's types, for the few calls that are answered here.
    #![allow(missing_docs)]
    wasmtime::component::bindgen!({ path: "../../wit", world: "program" });
}

use contract::kernelet::kernel::syscalls::Clock;
use contract::kernelet::kernel::types::{DirectoryEntry, Errno, FileType, OpenFlags, Timestamp};

/// Where the program finds the library.
const MOUNT: &str = "/node-library";

/// What the stand-in for the kernel knows.
struct Library {
    root: PathBuf,
    /// Open directories; the descriptor is the index plus 3.
    directories: Vec<PathBuf>,
}

impl Library {
    fn host_path(&self, path: &[u8]) -> Result<PathBuf, Errno> {
        let path = std::str::from_utf8(path).map_err(|_| Errno::Ilseq)?;
        let rest = path.strip_prefix(MOUNT).ok_or(Errno::Noent)?;
        Ok(self.root.join(rest.trim_start_matches('/')))
    }
}

type Call<'a> = StoreContextMut<'a, Library>;

/// Runs `initialize` of `component` with `library` mounted and freezes the result.
pub fn freeze(engine: &Engine, component: &[u8], library: &Path) -> Result<Vec<u8>> {
    let mut store =
        Store::new(engine, Library { root: library.to_path_buf(), directories: Vec::new() });
    store.set_epoch_deadline(u64::MAX / 2);
    let mut wizer = Wizer::new();
    wizer.init_func("initialize");
    // The component's own export refers to it; the host never calls it again.
    wizer.keep_init_func(true);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (frozen, _) = runtime
        .block_on(wizer.run_component(&mut store, component, async |store, component| {
            let linker = linker(store.engine(), component)?;
            linker.instantiate_async(store, component).await
        }))
        .map_err(|error| anyhow!("{error:?}"))?;
    Ok(frozen)
}

fn linker(engine: &Engine, component: &Component) -> wasmtime::Result<Linker<Library>> {
    let mut linker = Linker::<Library>::new(engine);
    linker.define_unknown_imports_as_traps(component)?;
    linker.allow_shadowing(true);
    let mut calls = linker.instance("kernelet:kernel/syscalls@0.1.0")?;
    calls.func_wrap("read-file", |call: Call, (_, path, _): (Option<u32>, Vec<u8>, u64)| {
        let read =
            |path: &[u8]| std::fs::read(call.data().host_path(path)?).map_err(|_| Errno::Noent);
        Ok((read(&path),))
    })?;
    calls.func_wrap(
        "open",
        |mut call: Call, (_, path, _, _): (Option<u32>, Vec<u8>, OpenFlags, u32)| {
            let library = call.data_mut();
            let opened = library.host_path(&path).and_then(|path| {
                if !path.is_dir() {
                    return Err(Errno::Notdir);
                }
                library.directories.push(path);
                Ok(library.directories.len() as u32 + 2)
            });
            Ok((opened,))
        },
    )?;
    calls.func_wrap("close", |_: Call, (_,): (u32,)| Ok((Ok::<(), Errno>(()),)))?;
    calls.func_wrap("readdir", |call: Call, (fd, cursor, count): (u32, u64, u32)| {
        let directory = call.data().directories.get((fd as usize).wrapping_sub(3));
        let entries = directory.ok_or(Errno::Badf).map(|path| entries(path));
        Ok((entries.map(|all| {
            all.into_iter().skip(cursor as usize).take(count as usize).collect::<Vec<_>>()
        }),))
    })?;
    calls.func_wrap("write", |_: Call, (_, data): (u32, Vec<u8>)| {
        eprint!("{}", String::from_utf8_lossy(&data));
        Ok((Ok::<u32, Errno>(data.len() as u32),))
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
