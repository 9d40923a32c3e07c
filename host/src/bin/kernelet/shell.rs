//! `kernelet shell`: a shell that is typed at.

use std::convert::Infallible;

use anyhow::{Result, bail};
use kernelet::{ProcessOptions, Stdio, VmConfig};

use crate::options::Shell;
use crate::{machine, terminal};

/// Runs the shell on our terminal and ends with its exit code.
pub fn shell(options: &Shell) -> Result<Infallible> {
    let Some(window) = terminal::window() else {
        bail!("standard input is no terminal: run `kernelet exec COMMAND` instead");
    };
    let home = VmConfig::default().user.home;
    let mut start =
        ProcessOptions::new("/bin/sh").directory(options.directory.as_ref().unwrap_or(&home));
    start.arguments = vec!["sh".into(), "-i".into()];
    let kind = std::env::var("TERM").unwrap_or_else(|_| "dumb".into());
    start = start.variable("TERM", &kind);
    (start.stdin, start.stdout, start.stderr) = (Stdio::Terminal, Stdio::Terminal, Stdio::Terminal);
    start.window = Some(window);
    machine::run("sh", &options.machine, None, start)
}
