//! What a shell knows: variables, options, descriptors, functions, traps.
//!
//! | File | What |
//! |---|---|
//! | `variable` | variables and their attributes |
//! | `descriptor` | the shell's table of descriptors |
//! | `options` | `set -o` and `shopt` |
//! | `shell` | all of it together; a subshell is a clone |

pub mod descriptor;
pub mod options;
pub mod shell;
pub mod variable;

pub use shell::{Flow, Interrupt, Shell};
