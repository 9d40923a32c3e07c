//! Commands that the client brought along: files below `/__secure_exec/commands/NUMBER/`.
//!
//! A command is known by its name. The stub that clients write at `/bin/NAME` never stands for it.

use std::collections::BTreeMap;

use crate::machine::Machine;
use crate::rejection::Result;

/// Where the numbered directories of commands are.
const ROOT: &str = "/__secure_exec/commands";

/// Commands that are there without having been brought along.
const OWN: [&str; 3] = ["node", "npm", "npx"];

/// The commands of a VM.
#[derive(Clone, Debug, Default)]
pub struct Commands {
    /// Where they are, the directory of the least number first.
    pub directories: Vec<String>,
    /// The path of each; the first directory that has it wins.
    paths: BTreeMap<String, String>,
}

impl Commands {
    /// Looks for the commands of a VM. Where nothing is mounted there are none.
    ///
    /// # Errors
    /// When the VM is over.
    pub async fn discover(machine: &Machine) -> Result<Self> {
        let files = machine.files();
        let mut commands = Commands::default();
        let Ok(numbered) = files.read_directory(ROOT).await else { return Ok(commands) };
        let mut numbers: Vec<u64> = numbered
            .iter()
            .filter_map(|entry| std::str::from_utf8(&entry.name).ok()?.parse().ok())
            .collect();
        numbers.sort_unstable();
        for number in numbers {
            let directory = format!("{ROOT}/{number}");
            for entry in files.read_directory(&directory).await? {
                let Ok(name) = String::from_utf8(entry.name) else { continue };
                if !name.starts_with('.') {
                    let path = format!("{directory}/{name}");
                    commands.paths.entry(name).or_insert(path);
                }
            }
            commands.directories.push(directory);
        }
        Ok(commands)
    }

    /// Where a command is.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.paths.get(name).map(String::as_str)
    }

    /// Whether a path is where the client writes the stub of a command.
    pub fn is_stub(&self, path: &str) -> bool {
        path.strip_prefix("/bin/")
            .is_some_and(|name| OWN.contains(&name) || self.paths.contains_key(name))
    }
}
