//! Registering toolkits: what is accepted, and why something is not.
//!
//! A registration is checked whole before anything of it is kept.

use super::{Alias, Registered, RegisteredTool, Tool, Toolkit, image_of};
use crate::errno::{Errno, Refusal};
use crate::kernel::Kernel;
use crate::limit::Limits;
use crate::types::Command;
use serde_json::Value;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Bytes of the name of a toolkit or a tool.
const NAME_MAX: usize = 64;
/// Bytes of a description.
const DESCRIPTION_MAX: usize = 200;
/// Objects and lists within one another in a schema.
const SCHEMA_DEPTH_MAX: usize = 32;

type Checked<T = ()> = Result<T, Refusal>;

fn refuse<T>(message: String) -> Checked<T> {
    Err(Refusal::invalid(message))
}

fn check_name(what: &str, name: &str) -> Checked {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || name.len() > NAME_MAX || !name.bytes().all(allowed) {
        return refuse(format!(
            "{what} name \"{}\" must be 1 to {NAME_MAX} of a-z, 0-9 and -",
            name.escape_debug()
        ));
    }
    Ok(())
}

fn check_description(what: &str, description: &str) -> Checked {
    if description.is_empty() || description.len() > DESCRIPTION_MAX {
        let length = description.len();
        return refuse(format!(
            "{what} needs a description of 1 to {DESCRIPTION_MAX} bytes, not {length}"
        ));
    }
    Ok(())
}

fn check_alias(alias: &str) -> Checked {
    let reserved = alias.is_empty() || alias == "." || alias == "..";
    if reserved || alias.contains(['/', '\0', '\n']) {
        let alias = alias.escape_debug();
        return refuse(format!("command alias \"{alias}\" must be the name of a file"));
    }
    Ok(())
}

/// How deep a document is: 0 for what is no list and no object.
fn depth(value: &Value) -> usize {
    let below = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    below.unwrap_or(0).saturating_add(1)
}

fn check_tool(toolkit: &str, tool: &Tool, limits: &Limits) -> Checked<RegisteredTool> {
    check_name("tool", &tool.name)?;
    let what = format!("tool {toolkit}:{}", tool.name);
    check_description(&what, &tool.description)?;
    if tool.input_schema.len() as u64 > limits.tool_schema_bytes {
        let most = limits.tool_schema_bytes;
        return refuse(format!("{what}: its schema has more than {most} bytes"));
    }
    let schema: Value = match serde_json::from_str(&tool.input_schema) {
        Ok(schema) => schema,
        Err(error) => return refuse(format!("{what}: its schema is not JSON: {error}")),
    };
    if depth(&schema) > SCHEMA_DEPTH_MAX {
        return refuse(format!("{what}: its schema is deeper than {SCHEMA_DEPTH_MAX}"));
    }
    let timeout_milliseconds = tool.timeout_milliseconds.unwrap_or(limits.tool_milliseconds);
    if timeout_milliseconds == 0 || timeout_milliseconds > limits.tool_milliseconds_max {
        let most = limits.tool_milliseconds_max;
        return refuse(format!("{what}: its timeout must be 1 to {most} ms"));
    }
    if tool.examples.len() as u64 > u64::from(limits.tool_examples) {
        let most = limits.tool_examples;
        return refuse(format!("{what} has more than {most} examples"));
    }
    for example in &tool.examples {
        check_description(&format!("{what}: an example"), &example.description)?;
        if example.input.len() as u64 > limits.tool_example_bytes {
            let most = limits.tool_example_bytes;
            return refuse(format!("{what}: an example's input has more than {most} bytes"));
        }
        if let Err(error) = serde_json::from_str::<Value>(&example.input) {
            return refuse(format!("{what}: an example's input is not JSON: {error}"));
        }
    }
    Ok(RegisteredTool { schema, timeout_milliseconds })
}

fn check_aliases(toolkit: &Toolkit) -> Checked<BTreeMap<String, Alias>> {
    let name: Rc<str> = Rc::from(toolkit.name.as_str());
    let commands =
        toolkit.command_aliases.iter().map(|alias| (alias, Alias::Command(name.clone())));
    let registry = toolkit.registry_command_aliases.iter();
    let registry = registry.map(|alias| (alias, Alias::Registry(name.clone())));
    let mut aliases = BTreeMap::new();
    for (alias, meaning) in commands.chain(registry) {
        check_alias(alias)?;
        if aliases.insert(alias.clone(), meaning).is_some() {
            return refuse(format!("command alias \"{alias}\" is given twice"));
        }
    }
    Ok(aliases)
}

impl Kernel {
    /// Register a toolkit; answers how many command names stand for tools now.
    ///
    /// # Errors
    /// `inval` for what may not be, `exist` for a name that is taken; nothing changes then.
    pub fn register_toolkit(&mut self, toolkit: &Toolkit) -> Result<u32, Refusal> {
        let limits = self.configuration.limits;
        let name = &toolkit.name;
        check_name("toolkit", name)?;
        check_description(&format!("toolkit {name}"), &toolkit.description)?;
        if toolkit.tools.is_empty() {
            return refuse(format!("toolkit {name} has no tools"));
        }
        if toolkit.tools.len() as u64 > u64::from(limits.tools_per_toolkit) {
            let most = limits.tools_per_toolkit;
            return refuse(format!("toolkit {name} has more than {most} tools"));
        }
        let aliases = check_aliases(toolkit)?;
        let mut tools = BTreeMap::new();
        for tool in &toolkit.tools {
            let registered = check_tool(name, tool, &limits)?;
            if tools.insert(tool.name.clone(), registered).is_some() {
                return refuse(format!("tool {name}:{} is given twice", tool.name));
            }
        }
        let taken =
            |what: String| Err(Refusal::new(Errno::Exist, format!("{what} is already registered")));
        if self.tools.toolkits.contains_key(name.as_str()) {
            return taken(format!("toolkit {name}"));
        }
        if let Some(alias) = aliases.keys().find(|alias| self.tools.is_alias(alias)) {
            return taken(format!("command alias \"{alias}\""));
        }
        if self.tools.toolkits.len() as u64 >= u64::from(limits.toolkits) {
            return refuse(format!("the VM has {} toolkits, its limit", limits.toolkits));
        }
        let known: usize = self.tools.toolkits.values().map(|known| known.tools.len()).sum();
        if known.saturating_add(tools.len()) as u64 > u64::from(limits.tools) {
            return refuse(format!("the VM would have more than {} tools", limits.tools));
        }
        let command =
            |alias: &String| Command { path: alias.as_bytes().to_vec(), image: image_of(alias) };
        self.register_commands(&aliases.keys().map(command).collect::<Vec<_>>())?;
        self.tools.aliases.extend(aliases);
        let registered = Rc::new(Registered { tools });
        self.tools.toolkits.insert(Rc::from(name.as_str()), registered);
        Ok(u32::try_from(self.tools.aliases.len()).unwrap_or(u32::MAX))
    }
}
