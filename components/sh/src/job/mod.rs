//! Tasks, what they wait for, and jobs.
//!
//! The kernel has no fork, so a subshell is a task of this process: pipelines, substitutions and
//! background commands are futures of one executor that waits in one `poll` for all of them.
//!
//! | File | What |
//! |---|---|
//! | `task` | the executor |
//! | `wait` | waiting for descriptors, children, time and signals; reading and writing |
//! | [`control`] | process groups and the foreground of a terminal |
//! | `table` | jobs, as `jobs`, `fg` and `wait` see them |

pub mod control;
mod table;
mod task;
mod wait;

pub use table::{Job, Jobs, State};
pub use task::{Handle, run, start, yield_now};
pub use wait::{
    child, first_signal, or_signal, read, signals, sleep_until, take_signals, write_all, write_now,
};
