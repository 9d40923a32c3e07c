//! Pseudo-terminals (pty(7)): pairs of a master, which types and sees, and a terminal, which programs
//! read and write.
//!
//! The master is a descriptor of `/dev/ptmx`, or the host, which feeds and drains the terminal of a
//! process that it started. `termios` are the settings, `discipline` what they do to bytes, `control`
//! sessions and who may use the terminal; the calls are in `syscalls/terminals.rs`.

pub mod control;
pub mod discipline;
pub mod termios;
#[cfg(test)]
mod tests;

use crate::errno::{Errno, Result};
use crate::output::OutputId;
use crate::types::{Pid, PollInterest};
use discipline::Discipline;
use std::collections::{BTreeMap, VecDeque};
use termios::WindowSize;

/// Bytes that wait for the master.
const OUTPUT_MAX: usize = 64 << 10;

/// A terminal: the number of its name in `/dev/pts`, free again when it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TerminalId(pub u32);

/// Who has the master.
#[derive(Debug)]
pub enum Master {
    /// Descriptors of `/dev/ptmx`, and what waits for them.
    Descriptors {
        /// Open file descriptions.
        count: u32,
        /// What is shown and not yet read.
        shown: VecDeque<u8>,
    },
    /// The host: what is shown goes to this output.
    Host(OutputId),
}

/// A terminal and its master.
#[derive(Debug)]
pub struct Terminal {
    /// What becomes of bytes.
    pub discipline: Discipline,
    /// The size of the window.
    pub window: WindowSize,
    /// Who types and sees.
    pub master: Master,
    /// Open file descriptions of the terminal.
    references: u32,
    /// Whether it was ever open: a master whose terminal was closed is at its end.
    opened: bool,
    /// The session that it controls.
    pub session: Option<Pid>,
    /// The group in the foreground of that session.
    pub foreground: Option<Pid>,
    /// The master is gone, or the session has ended: nothing can be typed or shown any more.
    pub hung_up: bool,
    /// The host was refused and waits for room.
    pub feeder_waits: bool,
}

impl Terminal {
    /// What a process that has the terminal open can do.
    pub fn readiness(&self, room: usize) -> PollInterest {
        PollInterest {
            readable: self.hung_up || self.discipline.is_readable(),
            // A line feed may take two bytes.
            writable: self.hung_up || room >= 2,
            hangup: self.hung_up,
            error: false,
        }
    }

    /// What a process that has the master open can do.
    pub fn master_readiness(&self) -> PollInterest {
        let Master::Descriptors { shown, .. } = &self.master else {
            return PollInterest::default();
        };
        let ended = self.is_closed();
        PollInterest {
            readable: ended || !shown.is_empty(),
            writable: self.discipline.room() > 0,
            hangup: ended,
            error: false,
        }
    }

    /// Whether nobody has the terminal open any more.
    fn is_closed(&self) -> bool {
        self.hung_up || (self.opened && self.references == 0)
    }

    /// Read what is shown: `again` when there is nothing, `io` when nobody can show anything.
    pub fn read_shown(&mut self, length: usize) -> Result<Vec<u8>> {
        let closed = self.is_closed();
        let Master::Descriptors { shown, .. } = &mut self.master else { return Err(Errno::Io) };
        if length == 0 {
            return Ok(Vec::new());
        }
        if shown.is_empty() {
            return Err(if closed { Errno::Io } else { Errno::Again });
        }
        let count = length.min(shown.len());
        Ok(shown.drain(..count).collect())
    }
}

/// All terminals of the VM.
#[derive(Debug, Default)]
pub struct TerminalTable {
    terminals: BTreeMap<TerminalId, Terminal>,
}

impl TerminalTable {
    /// A new terminal, which is not open yet. A master that is a descriptor counts as open once.
    pub fn create(
        &mut self,
        window: WindowSize,
        make_master: impl FnOnce() -> Master,
    ) -> TerminalId {
        let mut id = TerminalId(0);
        for taken in self.terminals.keys() {
            if *taken != id {
                break;
            }
            id = TerminalId(id.0.saturating_add(1));
        }
        let terminal = Terminal {
            discipline: Discipline::default(),
            window,
            master: make_master(),
            references: 0,
            opened: false,
            session: None,
            foreground: None,
            hung_up: false,
            feeder_waits: false,
        };
        self.terminals.insert(id, terminal);
        id
    }

    /// Look one up; `io` when it is gone.
    pub fn get(&self, id: TerminalId) -> Result<&Terminal> {
        self.terminals.get(&id).ok_or(Errno::Io)
    }

    /// Look one up to use it.
    pub fn get_mut(&mut self, id: TerminalId) -> Result<&mut Terminal> {
        self.terminals.get_mut(&id).ok_or(Errno::Io)
    }

    /// A new open file description of the terminal; `io` when it hung up.
    pub fn open(&mut self, id: TerminalId) -> Result<()> {
        let terminal = self.get_mut(id)?;
        if terminal.hung_up {
            return Err(Errno::Io);
        }
        terminal.references = terminal.references.saturating_add(1);
        terminal.opened = true;
        Ok(())
    }

    /// One of them is gone.
    pub fn close(&mut self, id: TerminalId) {
        if let Some(terminal) = self.terminals.get_mut(&id) {
            terminal.references = terminal.references.saturating_sub(1);
        }
        self.free_when_unused(id);
    }

    /// Forget a terminal that nobody can reach.
    pub fn free_when_unused(&mut self, id: TerminalId) {
        let unused = self.terminals.get(&id).is_some_and(|terminal| {
            let mastered = match &terminal.master {
                Master::Descriptors { count, .. } => *count > 0,
                Master::Host(_) => !terminal.hung_up,
            };
            !mastered && terminal.references == 0
        });
        if unused {
            self.terminals.remove(&id);
        }
    }

    /// The terminal that controls a session.
    pub fn controlling(&self, session: Pid) -> Option<TerminalId> {
        let mut terminals = self.terminals.iter();
        terminals.find(|(_, terminal)| terminal.session == Some(session)).map(|(id, _)| *id)
    }

    /// Numbers of all that can be opened.
    pub fn ids(&self) -> impl Iterator<Item = TerminalId> {
        self.terminals.iter().filter(|(_, terminal)| !terminal.hung_up).map(|(id, _)| *id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.terminals.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.terminals.is_empty()
    }

    /// Open file descriptions of each: of the terminal, of the master.
    #[cfg(test)]
    pub fn references(&self) -> BTreeMap<TerminalId, (u32, u32)> {
        let masters = |terminal: &Terminal| match &terminal.master {
            Master::Descriptors { count, .. } => *count,
            Master::Host(_) => 0,
        };
        let terminals = self.terminals.iter();
        terminals.map(|(id, terminal)| (*id, (terminal.references, masters(terminal)))).collect()
    }
}
