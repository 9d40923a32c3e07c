//! Programs out of the WebAssembly files of VMs: made components, given WASI, compiled, and kept by
//! content, so that the same file starts at once the next time, in whichever VM.
//!
//! Compiled code is kept in memory only: a folder of it would be a way out for a guest that can write
//! there.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::{OnceCell, Semaphore};
use wasmtime::Engine;
use wasmtime::component::{Component, Linker};

use crate::images::Image;
use crate::vm::program::ProgramState;

/// Files that are compiled at one time: compiling takes all processors already.
const COMPILATIONS: usize = 2;

/// Bytes of files whose programs are kept; the oldest go first.
const KEPT: usize = 64 << 20;

type Program = Arc<OnceCell<Arc<Image>>>;

/// See the module.
pub(crate) struct Preparation {
    engine: Engine,
    linker: Arc<Linker<ProgramState>>,
    wasi: Option<Bytes>,
    kept: Mutex<Kept>,
    compilations: Semaphore,
}

/// Programs by the content of their files. The content itself is the key: no two files are mistaken
/// for one another, whoever made them.
#[derive(Default)]
struct Kept {
    programs: HashMap<Arc<[u8]>, Program>,
    oldest: VecDeque<Arc<[u8]>>,
    bytes: usize,
}

impl Kept {
    /// The place of a file's program.
    fn place(&mut self, file: Vec<u8>) -> (Arc<[u8]>, Program) {
        if let Some((file, program)) = self.programs.get_key_value(file.as_slice()) {
            return (Arc::clone(file), Arc::clone(program));
        }
        let file: Arc<[u8]> = file.into();
        self.bytes += file.len();
        self.oldest.push_back(Arc::clone(&file));
        let program = Program::default();
        self.programs.insert(Arc::clone(&file), Arc::clone(&program));
        while self.bytes > KEPT && self.oldest.len() > 1 {
            if let Some(file) = self.oldest.pop_front() {
                self.bytes -= file.len();
                self.programs.remove(&file);
            }
        }
        (file, program)
    }
}

impl Preparation {
    pub(crate) fn new(
        engine: Engine,
        linker: Arc<Linker<ProgramState>>,
        wasi: Option<Bytes>,
    ) -> Self {
        let compilations = Semaphore::new(COMPILATIONS);
        Preparation { engine, linker, wasi, kept: Mutex::default(), compilations }
    }

    /// The program that a file holds, or why it holds none, in one line.
    pub(crate) async fn program(&self, file: Vec<u8>) -> Result<Arc<Image>, String> {
        // Nothing panics in `place`.
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, program) = kept().place(file);
        let made = program.get_or_try_init(|| self.make(file)).await;
        made.map(Arc::clone)
    }

    async fn make(&self, file: Arc<[u8]>) -> Result<Arc<Image>, String> {
        let wasi =
            self.wasi.clone().ok_or("this build has no WASI component (run `just build`)")?;
        let _turn = self.compilations.acquire().await.map_err(|error| error.to_string())?;
        let (engine, linker) = (self.engine.clone(), Arc::clone(&self.linker));
        let compile = move || {
            let command = kernelet_compose::command(&file).map_err(|error| error.to_string())?;
            let program =
                kernelet_compose::program(&command, &wasi).map_err(|error| error.to_string())?;
            let component = Component::new(&engine, program)
                .map_err(|error| format!("it cannot be compiled: {error:#}"))?;
            Image::new(&linker, &component).map_err(|error| format!("{error:#}"))
        };
        let image =
            tokio::task::spawn_blocking(compile).await.map_err(|error| error.to_string())?;
        image.map(Arc::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_has_one_place_and_the_oldest_go_first() {
        let mut kept = Kept::default();
        let (_, first) = kept.place(vec![1; 10]);
        let (_, again) = kept.place(vec![1; 10]);
        assert!(Arc::ptr_eq(&first, &again));
        kept.place(vec![2; KEPT]);
        assert_eq!((kept.programs.len(), kept.bytes), (1, KEPT));
        let (_, anew) = kept.place(vec![1; 10]);
        assert!(!Arc::ptr_eq(&first, &anew));
    }
}
