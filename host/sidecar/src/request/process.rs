//! Processes: started, fed, signalled.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernelet::{ProcessOptions, Stdio};
use kernelet_protocol::message::{
    Execute, KillProcess, ProcessId, ProcessName, ProcessStarted, Response, Runtime, WriteStdin,
};

use crate::client::Responder;
use crate::machine::{Machine, Settings};
use crate::process::{Managed, Started};
use crate::rejection::{Code, Rejection, Result};
use crate::request::commands::Commands;

/// Home directory, and where processes start that do not say it.
pub const HOME: &str = "/home/user";

/// Variables that a process has when nobody sets them.
const DEFAULTS: [(&str, &str); 5] = [
    ("HOME", HOME),
    ("USER", "user"),
    ("LOGNAME", "user"),
    ("SHELL", "/bin/sh"),
    ("TMPDIR", "/tmp"),
];

/// Where programs are looked for after the commands that the client brought along.
const SEARCH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Variables between client and sidecar: no guest sees them.
const CONTROL_PREFIXES: [&str; 2] = ["AGENT_OS_", "SECURE_EXEC_"];

/// Where `node` may stand and still mean this sidecar's.
const COMMAND_DIRECTORIES: [&str; 4] =
    ["/bin", "/usr/bin", "/usr/local/bin", "/__secure_exec/commands"];

/// Endings of files that node runs.
const SCRIPT_ENDINGS: [&str; 3] = [".js", ".mjs", ".cjs"];

/// Name and number of signals (signal(7), Linux x86-64).
const SIGNALS: [(&str, u8); 33] = [
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ILL", 4),
    ("TRAP", 5),
    ("ABRT", 6),
    ("IOT", 6),
    ("BUS", 7),
    ("FPE", 8),
    ("KILL", 9),
    ("USR1", 10),
    ("SEGV", 11),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("STKFLT", 16),
    ("CHLD", 17),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("TTIN", 21),
    ("TTOU", 22),
    ("URG", 23),
    ("XCPU", 24),
    ("XFSZ", 25),
    ("VTALRM", 26),
    ("PROF", 27),
    ("WINCH", 28),
    ("IO", 29),
    ("POLL", 29),
    ("PWR", 30),
    ("SYS", 31),
];

/// Starts a process and answers; its output follows the answer.
pub async fn execute(machine: &Arc<Machine>, responder: Responder, asked: Execute) {
    match start(machine, asked).await {
        Ok(started) => {
            let process_id = started.id.clone();
            let pid = Some(started.process.pid());
            responder.answer(Ok(Response::ProcessStarted(ProcessStarted { process_id, pid })));
            Managed::start(machine, started);
        }
        Err(rejection) => responder.answer(Err(rejection)),
    }
}

async fn start(machine: &Machine, asked: Execute) -> Result<Started> {
    machine.processes.require_free(machine, &asked.process_id)?;
    let settings = machine.settings().clone();
    let plan = plan(&asked, &settings.commands)?;
    let wanted = asked.cwd.clone().unwrap_or_else(|| settings.directory.clone());
    // A directory that does not exist does not keep a process from starting.
    let exists = machine.files().stat(&wanted, true).await.is_ok();
    let directory = if exists { wanted } else { "/".to_string() };
    let mut options = ProcessOptions::new(&plan.program).directory(&directory);
    options.arguments = plan.arguments;
    options.environment = environment(&settings, &asked.env, &directory);
    options.stdin = Stdio::Piped;
    let process = machine.vm.start(options).map_err(|error| match error.errno() {
        Some(kernelet::bindings::types::Errno::Noent) => {
            Rejection::invalid(format!("command not found: {}", plan.name))
        }
        Some(_) => error.into(),
        None => Rejection::from(error).with_code(Code::ExecutionError),
    })?;
    Ok(Started {
        id: asked.process_id,
        command: plan.name,
        arguments: asked.args,
        directory,
        process,
    })
}

/// What to start.
struct Plan {
    /// What the client called it.
    name: String,
    program: String,
    /// With the program's name first.
    arguments: Vec<String>,
}

/// Which program a request means.
fn plan(asked: &Execute, commands: &Commands) -> Result<Plan> {
    let node = |name: &str, first: &[&str]| Plan {
        name: name.into(),
        program: "/usr/bin/node".into(),
        arguments: std::iter::once("node")
            .chain(first.iter().copied())
            .map(String::from)
            .chain(asked.args.iter().cloned())
            .collect(),
    };
    if let Some(command) = &asked.command {
        return Ok(match command_name(command) {
            // Without arguments it is an empty program, not one on standard input.
            Some("node") if asked.args.is_empty() => node("node", &["-e", ""]),
            Some("node") => node("node", &[]),
            _ if is_script(command) => node(command, &[command]),
            name => Plan {
                name: command.clone(),
                program: name.and_then(|name| commands.path(name)).unwrap_or(command).into(),
                arguments: std::iter::once(command).chain(&asked.args).cloned().collect(),
            },
        });
    }
    let (Some(runtime), Some(entrypoint)) = (asked.runtime, &asked.entrypoint) else {
        return Err(Rejection::invalid(
            "Execute requires `command`, or `runtime` and `entrypoint`",
        ));
    };
    match runtime {
        Runtime::JavaScript => Ok(node("node", &[entrypoint])),
        Runtime::WebAssembly => Ok(Plan {
            name: entrypoint.clone(),
            program: entrypoint.clone(),
            arguments: std::iter::once(entrypoint).chain(&asked.args).cloned().collect(),
        }),
        Runtime::Python => {
            Err(Rejection::new(Code::Unsupported, "this sidecar has no Python runtime"))
        }
    }
}

/// The name of a command that is bare or stands where commands stand.
fn command_name(command: &str) -> Option<&str> {
    let Some((directory, name)) = command.rsplit_once('/') else { return Some(command) };
    let known = COMMAND_DIRECTORIES.iter().any(|known| {
        directory.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    known.then_some(name)
}

fn is_script(command: &str) -> bool {
    SCRIPT_ENDINGS.iter().any(|ending| command.ends_with(ending))
}

/// What the guest sees: what the client set for the VM and for this process, and the defaults.
fn environment(
    settings: &Settings,
    own: &BTreeMap<String, String>,
    directory: &str,
) -> Vec<String> {
    let mut variables: BTreeMap<&str, &str> = DEFAULTS.into_iter().collect();
    variables.insert("PWD", directory);
    let search = settings.commands.directories.iter().map(String::as_str).chain([SEARCH]);
    let search = search.collect::<Vec<_>>().join(":");
    variables.insert("PATH", &search);
    for (name, value) in settings.environment.iter().chain(own) {
        variables.insert(name, value);
    }
    variables
        .into_iter()
        .filter(|(name, _)| !CONTROL_PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

/// Gives input to a process.
pub fn write_stdin(machine: &Machine, responder: Responder, asked: WriteStdin) {
    let most = machine.settings().stdin_buffer;
    match machine.processes.active(machine, &asked.process_id) {
        Ok(process) => process.write(asked.chunk, most, responder),
        Err(rejection) => responder.answer(Err(rejection)),
    }
}

/// Ends the input of a process.
///
/// # Errors
/// When it has ended.
pub fn close_stdin(machine: &Machine, asked: ProcessName) -> Result<Response> {
    machine.processes.active(machine, &asked.process_id)?.end_input();
    Ok(Response::StdinClosed(ProcessId { process_id: asked.process_id }))
}

/// Signals a process.
///
/// # Errors
/// When it has ended, or the signal is none.
pub fn kill(machine: &Machine, asked: KillProcess) -> Result<Response> {
    let signal = signal(&asked.signal)?;
    let process = machine.processes.active(machine, &asked.process_id)?;
    // It may have ended and not been told yet: then there is nothing to signal.
    let gone = Some(kernelet::bindings::types::Errno::Srch);
    match process.process.signal(signal) {
        Err(error) if error.errno() != gone => Err(error.into()),
        _ => Ok(Response::ProcessKilled(ProcessId { process_id: asked.process_id })),
    }
}

/// The number of a signal given by number or by name, with or without `SIG`.
fn signal(text: &str) -> Result<u8> {
    let name = text.trim().to_ascii_uppercase();
    if name.is_empty() {
        return Err(Rejection::invalid("kill_process requires a non-empty signal"));
    }
    let number = name.parse::<u8>().ok().filter(|number| *number <= 31);
    let bare = name.strip_prefix("SIG").unwrap_or(&name);
    let named = || SIGNALS.iter().find(|(known, _)| *known == bare).map(|(_, number)| *number);
    number
        .or_else(named)
        .ok_or_else(|| Rejection::invalid(format!("unsupported kill_process signal `{text}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_by_number_and_name() {
        for (text, number) in
            [("SIGTERM", 15), ("term", 15), (" SigKill ", 9), ("0", 0), ("31", 31), ("iot", 6)]
        {
            assert_eq!(signal(text).unwrap(), number, "{text}");
        }
        for (text, words) in [
            ("", "non-empty signal"),
            (" ", "non-empty signal"),
            ("32", "unsupported kill_process signal"),
            ("-1", "unsupported kill_process signal"),
            ("SIG", "unsupported kill_process signal"),
            ("SIGSIGTERM", "unsupported kill_process signal"),
        ] {
            assert!(signal(text).unwrap_err().message.contains(words), "{text}");
        }
    }

    #[test]
    fn node_is_node_where_commands_stand() {
        for (command, name) in [
            ("node", Some("node")),
            ("/usr/bin/node", Some("node")),
            ("/__secure_exec/commands/0/node", Some("node")),
            ("/binary/node", None),
            ("/tmp/node", None),
            ("./node", None),
        ] {
            assert_eq!(command_name(command), name, "{command}");
        }
    }

    #[test]
    fn control_variables_stay_outside() {
        let set = |name: &str| (name.to_string(), "1".to_string());
        let settings = Settings {
            environment: [set("A"), set("SECURE_EXEC_LOOPBACK_EXEMPT_PORTS")].into(),
            ..Settings::default()
        };
        let own = [set("AGENT_OS_X"), ("HOME".into(), "/root".into())].into();
        let environment = environment(&settings, &own, "/tmp");
        assert!(environment.contains(&"A=1".into()));
        assert!(environment.contains(&"HOME=/root".into()));
        assert!(environment.contains(&"PWD=/tmp".into()));
        assert!(environment.iter().all(|variable| !variable.contains("_OS_")));
        assert_eq!(environment.len(), 8);
    }
}
