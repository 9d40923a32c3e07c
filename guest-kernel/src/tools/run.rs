//! The process of a call. It has arguments, descriptors, a parent and an exit status like any other,
//! but no program: what it does is one step, repeated whenever what it waits for may have come, as
//! the host repeats a call that was answered `restart`.

use super::input::{self, Input};
use super::{Alias, Answer, Call, schema};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::policy::Capability;
use crate::process::State;
use crate::restart::ExchangeId;
use crate::timer::Timer;
use crate::types::{Fd, Pid, PollInterest, PollTarget, WaitStatus};
use serde_json::{Value, json};

/// The question that a call asks; a call asks one.
const QUESTION: &[u8] = b"tool";
/// First byte of an answer: the rest is a result, or the text of a failure. No other byte comes from
/// the embedder: a timer answers 0.
const RESULT: u8 = 1;
const FAILURE: u8 = 2;
/// Bytes of one write: what a pipe holds.
const PIECE: usize = 64 << 10;
/// Bytes of a file that `--json-file` names.
const FILE_MAX: u64 = 1 << 20;
const STDOUT: Fd = 1;
const STDERR: Fd = 2;

/// A call under way.
#[derive(Debug)]
pub struct Run {
    alias: String,
    stage: Stage,
    /// The question that the embedder has not answered yet.
    asked: Option<ExchangeId>,
}

#[derive(Debug)]
enum Stage {
    Calling,
    Writing { outcome: Outcome, written: usize },
}

/// What the process leaves.
#[derive(Debug)]
struct Outcome {
    descriptor: Fd,
    text: String,
    status: u8,
}

impl Outcome {
    fn failure(text: &str) -> Self {
        Self { descriptor: STDERR, text: format!("{text}\n"), status: 1 }
    }
}

/// Why a call is not made.
enum Hindrance {
    /// It cannot be: a line for the caller.
    Mistake(String),
    /// The kernel's error; `restart` comes again.
    Errno(Errno),
}

impl From<String> for Hindrance {
    fn from(text: String) -> Self {
        Self::Mistake(text)
    }
}

impl From<Errno> for Hindrance {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

/// A whole number of seconds where it is one.
fn seconds(milliseconds: u64) -> String {
    match (milliseconds.checked_div(1000), milliseconds.checked_rem(1000)) {
        (Some(seconds), Some(0)) => seconds.to_string(),
        (seconds, rest) => format!("{}.{:03}", seconds.unwrap_or(0), rest.unwrap_or(0)),
    }
}

impl Kernel {
    /// A process that was just made calls the tool that `alias` stands for.
    pub(crate) fn begin_tool(&mut self, pid: Pid, alias: &str) {
        let run = Run { alias: alias.to_owned(), stage: Stage::Calling, asked: None };
        self.tools.runs.insert(pid, run);
        self.tools.awake(pid);
    }

    /// Wake a process: its program, or the call that it is.
    pub(crate) fn wake(&mut self, pid: Pid) {
        if self.tools.is_run(pid) {
            self.tools.awake(pid);
        } else {
            self.host.wake(pid);
        }
    }

    /// End what a process runs, after the process itself was ended.
    pub(crate) fn stop(&mut self, pid: Pid) {
        if self.tools.is_run(pid) {
            self.tools.awake(pid);
        } else {
            self.host.stop(pid);
        }
    }

    /// Let every call that may get further do so. To be called after anything else the kernel did.
    pub fn run_tools(&mut self) {
        let caller = self.current_pid();
        while let Some(pid) = self.tools.next_ready() {
            self.act_as(pid);
            self.step(pid);
            self.act_as(caller);
        }
    }

    /// The embedder's answer to a call. One that comes too late is ignored.
    pub fn answer_tool(&mut self, call: u64, answer: &Answer) {
        let (kind, text) = match answer {
            Answer::Result(text) => (RESULT, text),
            Answer::Failure(text) => (FAILURE, text),
        };
        let id = ExchangeId(call);
        self.timers.cancel(Timer::Unanswered(id));
        self.answer_exchange(id, &[&[kind], text.as_bytes()].concat());
    }

    fn step(&mut self, pid: Pid) {
        let Some(mut run) = self.tools.runs.remove(&pid) else { return };
        match self.processes.get(pid).map(|process| process.state) {
            Ok(State::Running) => {}
            Ok(State::Stopped) => {
                self.tools.runs.insert(pid, run);
                return;
            }
            _ => return self.end_run(pid, &run),
        }
        if matches!(run.stage, Stage::Calling) {
            match self.call_tool(&mut run) {
                Err(_) => {
                    self.tools.runs.insert(pid, run);
                    return;
                }
                Ok(outcome) => {
                    run.asked = None;
                    self.settle();
                    run.stage = Stage::Writing { outcome, written: 0 };
                }
            }
        }
        match self.write_outcome(&mut run) {
            Some(status) => {
                self.terminate(pid, WaitStatus::Exited(status));
                self.end_run(pid, &run);
            }
            None => {
                self.tools.runs.insert(pid, run);
            }
        }
    }

    /// The process is over, and nothing of it is left.
    fn end_run(&mut self, pid: Pid, run: &Run) {
        if let Some(id) = run.asked {
            self.timers.cancel(Timer::Unanswered(id));
            self.host.abandon_tool(id.0);
        }
        self.ended(pid, None);
    }

    /// The call's outcome; `restart` until there is one.
    fn call_tool(&mut self, run: &mut Run) -> Result<Outcome> {
        let call = match self.prepare_call(&run.alias) {
            Ok(call) => call,
            Err(Hindrance::Errno(Errno::Restart)) => return Err(Errno::Restart),
            Err(Hindrance::Errno(errno)) => return Ok(Outcome::failure(&errno.name())),
            Err(Hindrance::Mistake(text)) => return Ok(Outcome::failure(&text)),
        };
        let (host, timers) = (&self.host, &self.timers);
        let answer = self.exchanges.ask(QUESTION, |id| {
            run.asked = Some(id);
            timers.add(call.timeout_milliseconds.saturating_mul(1_000_000), Timer::Unanswered(id));
            host.call_tool(id.0, &call);
        })?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(match answer.split_first() {
            Some((&RESULT, result)) => Outcome {
                descriptor: STDOUT,
                text: format!(r#"{{"ok":true,"result":{}}}"#, text(result)),
                status: 0,
            },
            Some((&FAILURE, why)) => Outcome::failure(&text(why)),
            _ => {
                if let Some(id) = run.asked {
                    self.host.abandon_tool(id.0);
                }
                let time = seconds(call.timeout_milliseconds);
                Outcome::failure(&format!("timed out waiting for sidecar response after {time}s"))
            }
        })
    }

    /// What the embedder is to be asked.
    fn prepare_call(&mut self, alias: &str) -> core::result::Result<Call, Hindrance> {
        let process = self.current()?;
        let (pid, arguments) = (process.pid, &process.arguments);
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
        let arguments: Vec<String> = arguments.iter().skip(1).map(text).collect();
        let meaning = self.tools.aliases.get(alias).cloned().ok_or(Errno::Noent)?;
        let (Alias::Command(toolkit) | Alias::Registry(toolkit)) = meaning.clone();
        let registered = self.tools.toolkits.get(&toolkit).cloned().ok_or(Errno::Noent)?;
        if let Alias::Registry(_) = meaning {
            self.permit_tool(&format!("{toolkit}:{alias}"))?;
            let directory = text(&self.getcwd()?);
            let longest = registered.tools.values().map(|tool| tool.timeout_milliseconds).max();
            let input =
                json!({ "type": "command", "command": alias, "args": arguments, "cwd": directory });
            return Ok(Call {
                pid,
                toolkit: toolkit.to_string(),
                key: alias.to_owned(),
                input: input.to_string(),
                timeout_milliseconds: longest.unwrap_or_default(),
            });
        }
        let Some((tool, arguments)) = arguments.split_first() else {
            return Err(Hindrance::Mistake(format!("{alias} requires a tool name")));
        };
        let key = format!("{toolkit}:{tool}");
        let Some(tool) = registered.tools.get(tool) else {
            return Err(Hindrance::Mistake(format!("unknown tool callback {key}")));
        };
        self.permit_tool(&key)?;
        let input = match input::read(&tool.schema, arguments)? {
            Input::Value(value) => value,
            Input::File(path) => self.read_input(&path)?,
        };
        schema::check(&tool.schema, &input)?;
        Ok(Call {
            pid,
            toolkit: toolkit.to_string(),
            key,
            input: input.to_string(),
            timeout_milliseconds: tool.timeout_milliseconds,
        })
    }

    fn permit_tool(&mut self, key: &str) -> core::result::Result<(), Hindrance> {
        match self.permit(Capability::ToolInvoke, key.as_bytes()) {
            Err(Errno::Acces) => {
                // It is told here, in the words that callers of tools look for.
                self.last_denial();
                let text = format!("EACCES: blocked by tool.invoke policy for {key}");
                Err(Hindrance::Mistake(text))
            }
            judged => Ok(judged?),
        }
    }

    fn read_input(&mut self, path: &str) -> core::result::Result<Value, Hindrance> {
        match self.read_file(None, path.as_bytes(), FILE_MAX) {
            Ok(bytes) => Ok(input::parse(&String::from_utf8_lossy(&bytes))?),
            Err(Errno::Restart) => Err(Errno::Restart.into()),
            Err(errno) => {
                Err(Hindrance::Mistake(format!("cannot read --json-file {path}: {}", errno.name())))
            }
        }
    }

    /// Write what is left; answers the exit status once all is written.
    fn write_outcome(&mut self, run: &mut Run) -> Option<u8> {
        let Stage::Writing { outcome, written } = &mut run.stage else { return None };
        while let Some(rest) =
            outcome.text.as_bytes().get(*written..).filter(|rest| !rest.is_empty())
        {
            let piece = rest.get(..PIECE).unwrap_or(rest);
            match self.write(outcome.descriptor, piece) {
                Ok(count) => *written = written.saturating_add(count as usize),
                Err(Errno::Again) => {
                    let interest = PollInterest { writable: true, ..PollInterest::default() };
                    self.wait_for(PollTarget::Descriptor(outcome.descriptor, interest));
                    return None;
                }
                // Nobody can read it: the status is told all the same.
                Err(_) => break,
            }
        }
        Some(outcome.status)
    }
}
