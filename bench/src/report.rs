//! The report: rows by section, as Markdown.

use std::fmt::Write as _;

/// What was measured so far.
pub struct Report {
    text: String,
}

impl Report {
    /// An empty report that names the machine.
    pub fn new() -> Self {
        let mut text = String::from("# Results\n\nWritten by `just bench`; do not edit.\n\n");
        let _ = writeln!(text, "Machine: {}. min / median / max.", machine());
        Report { text }
    }

    /// Starts a section with a sentence on what its rows mean.
    pub fn section(&mut self, title: &str, meaning: &str) {
        let _ = writeln!(
            self.text,
            "\n## {title}\n\n{meaning}\n\n| What | kernelet | compared to | ratio |\n|---|---|---|---|"
        );
    }

    /// Adds a row.
    pub fn row(&mut self, what: &str, ours: &str, theirs: &str, ratio: &str) {
        let _ = writeln!(self.text, "| {what} | {ours} | {theirs} | {ratio} |");
    }

    /// The whole as Markdown.
    pub fn text(&self) -> String {
        self.text.clone()
    }
}

/// Processor, cores, memory and system of this machine.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_string()).unwrap_or_default()
    };
    let processor = field(&read("/proc/cpuinfo"), "model name");
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{processor}, {cores} cores, {memory}, Linux {}", kernel.trim())
}
