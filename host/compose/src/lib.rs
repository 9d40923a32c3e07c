//! Components out of core modules, and kernelet programs out of WASI commands.
//!
//! | From | To | How |
//! |---|---|---|
//! | a guest of this workspace: a core module that carries its WIT world | a component | [`guest`] |
//! | a WASI command: a module of preview 1 or a component of 0.2 | a component that imports WASI 0.2 | [`command`] |
//! | that component | a program: imports `syscalls` at most, exports `run` | [`program`] |
//!
//! | a program, the kernel, `components/solo` | one file that imports WASI 0.2 | [`Solo`] |
//!
//! What does not live here: compiling and running, which are wasmtime's.

mod component;
mod composition;
mod dummy;
mod error;
mod plug;
mod preview1;
mod solo;

pub use component::{Kind, command, guest, kind};
pub use composition::{Composition, Instance, Shape, shape};
pub use error::Error;
pub use plug::program;
pub use solo::Solo;
