//! Command and process substitution.

use std::rc::Rc;

use crate::expand::Boxed;
use crate::job;
use crate::state::descriptor;
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::{Argument, Kind, RedirectKind, Script, Simple};
use crate::text;

/// The highest number a process substitution gets (that of bash).
const SUBSTITUTED: u32 = 63;

impl Shell {
    /// What commands write, without the newlines at its end.
    pub fn substitute<'a>(&'a mut self, script: &'a Rc<Script>) -> Boxed<'a, Flow<String>> {
        Box::pin(async move {
            let bytes = match read_only(script) {
                Some(simple) => self.substitute_file(simple).await?,
                None => self.substitute_commands(script).await?,
            };
            let end = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last + 1);
            let mut bytes = bytes;
            bytes.truncate(end);
            // A variable cannot hold them (bash says so and drops them).
            bytes.retain(|byte| *byte != 0);
            Ok(text::from_bytes(&bytes))
        })
    }

    async fn substitute_commands(&mut self, script: &Rc<Script>) -> Flow<Vec<u8>> {
        let (read, write) = descriptor::pipe().map_err(|errno| {
            self.complain_of("cannot make a pipe for a substitution", errno);
            Interrupt::Abort(1)
        })?;
        let mut shell = self.subshell();
        shell.descriptors.set(1, write);
        if !self.options.posix && !self.options.inherit_errexit {
            shell.options.errexit = false;
        }
        let commands = Rc::clone(script);
        let handle = job::start(async move {
            let flow = shell.list(&commands.list).await;
            shell.end(flow).await
        });
        let mut bytes = Vec::new();
        loop {
            match job::read(read.fd(), 1 << 16).await {
                Ok(piece) if piece.is_empty() => break,
                Ok(piece) => bytes.extend(piece),
                Err(errno) => {
                    self.complain_of("cannot read a substitution", errno);
                    break;
                }
            }
        }
        // What it left running in the background does not write to the pipe any more.
        let status = handle.ended().await;
        self.substitution_status = Some(status);
        self.status = status;
        Ok(bytes)
    }

    /// `$(<FILE)`
    async fn substitute_file(&mut self, simple: &Simple) -> Flow<Vec<u8>> {
        let before = self.descriptors.clone();
        let made = self.redirect_all(&simple.redirects).await;
        let mut bytes = Vec::new();
        let status = match made {
            Ok(()) => {
                let input = self.descriptors.get(0).cloned();
                while let Ok(descriptor) = &input
                    && let Ok(piece) = job::read(descriptor.fd(), 1 << 16).await
                    && !piece.is_empty()
                {
                    bytes.extend(piece);
                }
                0
            }
            Err(failure) => failure?,
        };
        self.descriptors = before;
        self.substitution_status = Some(status);
        self.status = status;
        Ok(bytes)
    }

    /// `<(…)` and `>(…)`: the path of a descriptor that is a pipe to commands.
    pub fn substitute_process(&mut self, read: bool, script: &Rc<Script>) -> Flow<String> {
        let (reader, writer) = descriptor::pipe().map_err(|errno| {
            self.complain_of("cannot make a pipe for a substitution", errno);
            Interrupt::Abort(1)
        })?;
        let mut shell = self.subshell();
        let ours = if read {
            shell.descriptors.set(1, writer);
            reader
        } else {
            shell.descriptors.set(0, reader);
            writer
        };
        let commands = Rc::clone(script);
        job::start(async move {
            let flow = shell.list(&commands.list).await;
            shell.end(flow).await
        });
        let number = self.descriptors.free_below(SUBSTITUTED);
        self.descriptors.set(number, ours);
        Ok(format!("/dev/fd/{number}"))
    }
}

/// The redirections of `<FILE` when that is all there is.
fn read_only(script: &Script) -> Option<&Simple> {
    let [item] = script.list.as_slice() else { return None };
    let [stage] = item.and_or.first.commands.as_slice() else { return None };
    let alone = item.and_or.rest.is_empty() && !item.background && !item.and_or.first.negated;
    match &stage.command.kind {
        Kind::Simple(simple) if alone && simple.assignments.is_empty() => {
            let none: &[Argument] = &[];
            let reads = matches!(simple.redirects.as_slice(), [one] if matches!(one.kind, RedirectKind::Read(_)));
            (simple.words.len() == none.len() && reads).then_some(simple)
        }
        _ => None,
    }
}
