//! Host tools: functions of the embedder that programs of the VM call as commands.
//!
//! * here: what is registered, and under which names it is called;
//! * `register`: what may be registered, in words;
//! * `input`: from the arguments of a command to the input of a tool;
//! * `schema`: whether an input is what a tool takes;
//! * `run`: the process of a call, which has no program.
//!
//! Names, bounds and texts are those of secure-exec's host tools. What is not here: who answers a call;
//! that is the embedder's business, through the import `tools`.

pub mod input;
pub mod register;
pub mod run;
pub mod schema;
#[cfg(test)]
mod tests;

use crate::types::Pid;
use run::Run;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// How the image of a command starts that stands for a tool; the alias follows.
const IMAGE: &str = "tool:";

/// The image of an alias, for the command registry.
fn image_of(alias: &str) -> String {
    format!("{IMAGE}{alias}")
}

/// The alias that an image stands for, if it does.
pub fn alias_of(image: &str) -> Option<&str> {
    image.strip_prefix(IMAGE)
}

/// Whether a name is that of such an image: then `tool.invoke` judges it, and nothing else.
pub fn is_image(name: &[u8]) -> bool {
    name.starts_with(IMAGE.as_bytes())
}

/// A toolkit as the embedder registers it.
#[derive(Debug, Clone, Default)]
pub struct Toolkit {
    /// `[a-z0-9-]{1,64}`, unique in the VM.
    pub name: String,
    /// For people, at most 200 bytes.
    pub description: String,
    /// Commands `ALIAS TOOL [INPUT]`.
    pub command_aliases: Vec<String>,
    /// Commands that get all their arguments as they are.
    pub registry_command_aliases: Vec<String>,
    /// Its tools.
    pub tools: Vec<Tool>,
}

/// A tool of a toolkit.
#[derive(Debug, Clone, Default)]
pub struct Tool {
    /// `[a-z0-9-]{1,64}`, unique in its toolkit.
    pub name: String,
    /// For people, at most 200 bytes.
    pub description: String,
    /// A JSON schema.
    pub input_schema: String,
    /// How long a call may take, when it is not the VM's default.
    pub timeout_milliseconds: Option<u64>,
    /// For people.
    pub examples: Vec<Example>,
}

/// An example of a tool's input.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// For people, at most 200 bytes.
    pub description: String,
    /// One JSON document.
    pub input: String,
}

/// A call of a tool, for the embedder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The process that calls.
    pub pid: Pid,
    /// The toolkit.
    pub toolkit: String,
    /// What is called: `toolkit:tool`, or the name of a registry command.
    pub key: String,
    /// One JSON document.
    pub input: String,
    /// How long the kernel waits for the answer.
    pub timeout_milliseconds: u64,
}

/// What the embedder answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One JSON document.
    Result(String),
    /// Why not.
    Failure(String),
}

/// What a command name stands for.
#[derive(Debug, Clone)]
enum Alias {
    /// `ALIAS TOOL [INPUT]` of a toolkit.
    Command(Rc<str>),
    /// A command whose arguments its toolkit reads itself.
    Registry(Rc<str>),
}

/// A toolkit that was accepted.
#[derive(Debug)]
struct Registered {
    tools: BTreeMap<String, RegisteredTool>,
}

/// A tool that was accepted.
#[derive(Debug)]
struct RegisteredTool {
    schema: Value,
    timeout_milliseconds: u64,
}

/// The tools of a VM, and the calls under way.
#[derive(Debug, Default)]
pub struct Tools {
    toolkits: BTreeMap<Rc<str>, Rc<Registered>>,
    aliases: BTreeMap<String, Alias>,
    runs: BTreeMap<Pid, Run>,
    /// Calls that may get further.
    ready: VecDeque<Pid>,
    waiting: BTreeSet<Pid>,
}

impl Tools {
    /// Whether a command name stands for a tool.
    pub fn is_alias(&self, name: &str) -> bool {
        self.aliases.contains_key(name)
    }

    /// Whether a process is the call of a tool.
    pub fn is_run(&self, pid: Pid) -> bool {
        self.runs.contains_key(&pid)
    }

    /// The call may get further.
    fn awake(&mut self, pid: Pid) {
        if self.waiting.insert(pid) {
            self.ready.push_back(pid);
        }
    }

    fn next_ready(&mut self) -> Option<Pid> {
        let pid = self.ready.pop_front()?;
        self.waiting.remove(&pid);
        Some(pid)
    }
}
