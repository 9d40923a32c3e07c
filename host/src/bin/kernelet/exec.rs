//! `kernelet exec`: a shell command line.

use std::convert::Infallible;

use anyhow::Result;
use kernelet::{ProcessOptions, VmConfig};

use crate::machine;
use crate::options::Exec;

/// Runs the command line and ends with its exit code.
pub fn exec(options: Exec) -> Result<Infallible> {
    let home = VmConfig::default().user.home;
    let mut start =
        ProcessOptions::new("/bin/sh").directory(options.directory.as_ref().unwrap_or(&home));
    start.arguments = vec!["sh".into(), "-c".into()];
    let mut words = options.command.into_iter();
    start.arguments.extend(words.next());
    // `$0` comes before the arguments.
    start.arguments.push("sh".into());
    start.arguments.extend(words);
    machine::run("sh", &options.machine, None, start)
}
