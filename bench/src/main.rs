//! Measures kernelet against the pinned node in one run and writes `bench/RESULTS.md`.
//!
//! Every figure is a ratio or comes with the figure it is compared to, both taken in turn in the
//! same run: machines differ and drift. Nothing is asserted here; tests are never timed.
//!
//! | Module | What |
//! |---|---|
//! | [`measure`] | samples, medians, ratios |
//! | [`report`] | the table and its file |
//! | [`start`] | process start to first output |
//! | [`vm`] | a VM made, a program run to its exit, phase by phase |
//! | [`memory`] | proportional set size of idle VMs and parked processes |
//! | [`isolation`] | what a busy or greedy VM costs the others |
//! | [`script`] | scripts that time themselves, in a VM and under node |
//! | [`calls`] | one system call; file reads and writes |
//! | [`growth`] | entries, depth, layers, processes, timers; pipes and sockets |
//! | [`bytes`] | compression, hashes, ciphers, keys |
//! | [`sidecar`] | the sidecar started, programs run through it |
//! | [`interpreter`] | fixed scripts against the same engine built natively |

mod bytes;
mod calls;
mod growth;
mod interpreter;
mod isolation;
mod measure;
mod memory;
mod report;
mod script;
mod sidecar;
mod start;
mod vm;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Parser;

/// Measure and write bench/RESULTS.md.
#[derive(Parser)]
struct Options {
    /// Only measures whose section contains this; the file is then left as it is.
    filter: Option<String>,
    /// Used by the memory measure: hold this many VMs, each with a parked process or none.
    #[arg(long, hide = true, num_args = 2, value_names = ["VMS", "PARKED"])]
    hold: Option<Vec<String>>,
    /// Used by the isolation measure: run this program under a memory cap.
    #[arg(long, hide = true, value_name = "CODE")]
    bomb: Option<String>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    if let Some([count, parked]) = options.hold.as_deref() {
        return memory::hold(count.parse()?, parked == "parked");
    }
    if let Some(code) = &options.bomb {
        return isolation::bomb(code);
    }
    let mut report = report::Report::new();
    type Section = (&'static str, fn(&mut report::Report) -> Result<()>);
    let sections: [Section; 9] = [
        ("start", start::measure),
        ("vm", vm::measure),
        ("memory", memory::measure),
        ("isolation", isolation::measure),
        ("calls", calls::measure),
        ("growth", growth::measure),
        ("bytes", bytes::measure),
        ("sidecar", sidecar::measure),
        ("interpreter", interpreter::measure),
    ];
    for (name, section) in sections {
        if options.filter.as_ref().is_none_or(|filter| name.contains(filter.as_str())) {
            eprintln!("measuring {name} …");
            section(&mut report)?;
        }
    }
    let text = report.text();
    print_out(&text);
    if options.filter.is_none() {
        std::fs::write(root().join("bench/RESULTS.md"), text)?;
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the report is this program's output")]
fn print_out(text: &str) {
    print!("{text}");
}

/// The checkout.
fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// The pinned node.
fn node() -> PathBuf {
    root().join(".build/node")
}

/// The command line of this build, beside this program.
fn kernelet() -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("kernelet");
    anyhow::ensure!(path.exists(), "{} is missing: run `just build` first", path.display());
    Ok(path)
}
