//! Who may use a terminal: sessions, the group in the foreground, and the end of both (credentials(7),
//! termios(3), "Job control").

use super::{Master, TerminalId};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::poll::WaitSource;
use crate::process::State;
use crate::process::signal::{SIGCONT, SIGHUP, SIGTTIN, SIGTTOU, SIGWINCH};
use crate::tty::termios::WindowSize;
use crate::types::Pid;

impl Kernel {
    /// Whether the current process may read the terminal or change what it is (a signal says which):
    /// the group of a process in the background is stopped instead.
    ///
    /// # Errors
    /// `restart` when the process was stopped: the call is made again when it continues. `intr` when
    /// it caught the signal; `io` when it cannot be stopped.
    pub(crate) fn use_terminal(&mut self, id: TerminalId, signal: u8) -> Result<()> {
        let process = self.current()?;
        let (pid, group, session) = (process.pid, process.group, process.session);
        let terminal = self.terminals.get(id)?;
        let in_background = terminal.session == Some(session)
            && terminal.foreground.is_some_and(|foreground| foreground != group);
        if !in_background {
            return Ok(());
        }
        if process.signals.ignores(signal) {
            return if signal == SIGTTOU { Ok(()) } else { Err(Errno::Io) };
        }
        if self.is_orphaned(group) {
            return Err(Errno::Io);
        }
        self.deliver_to_group(group, signal);
        let process = self.processes.get(pid)?;
        match process.state {
            State::Stopped => Err(Errno::Restart),
            _ if process.signals.has_pending() => Err(Errno::Intr),
            _ => Err(Errno::Again),
        }
    }

    /// Whether no member of a group has a parent that could continue it: one in another group of the
    /// session.
    pub(crate) fn is_orphaned(&self, group: Pid) -> bool {
        let mut members =
            self.processes.iter().filter(|process| process.group == group && process.is_alive());
        !members.any(|member| {
            self.processes.get(member.parent).is_ok_and(|parent| {
                !parent.is_virtual()
                    && parent.is_alive()
                    && parent.group != group
                    && parent.session == member.session
            })
        })
    }

    /// Send a signal to every process of a group.
    pub(crate) fn deliver_to_group(&mut self, group: Pid, signal: u8) {
        for pid in self.processes.select(|process| process.group == group) {
            self.deliver(pid, signal);
        }
    }

    /// Make the terminal the one that controls the session which the current process leads
    /// (TIOCSCTTY).
    pub(crate) fn control_session(&mut self, id: TerminalId) -> Result<()> {
        let process = self.current()?;
        let (session, group) = (process.session, process.group);
        if self.terminals.get(id)?.session == Some(session) {
            return Ok(());
        }
        if process.pid != session || self.terminals.controlling(session).is_some() {
            return Err(Errno::Perm);
        }
        let terminal = self.terminals.get_mut(id)?;
        if terminal.session.is_some() || terminal.hung_up {
            return Err(Errno::Perm);
        }
        terminal.session = Some(session);
        terminal.foreground = Some(group);
        Ok(())
    }

    /// The group in the foreground of the current process's session.
    pub(crate) fn foreground(&self, id: TerminalId) -> Result<Pid> {
        let session = self.current()?.session;
        let terminal = self.terminals.get(id)?;
        if terminal.session != Some(session) {
            return Err(Errno::Notty);
        }
        terminal.foreground.ok_or(Errno::Notty)
    }

    /// Put a group of the session into the foreground.
    pub(crate) fn set_foreground(&mut self, id: TerminalId, group: Pid) -> Result<()> {
        let session = self.current()?.session;
        if self.terminals.get(id)?.session != Some(session) {
            return Err(Errno::Notty);
        }
        self.use_terminal(id, SIGTTOU)?;
        let mut members = self.processes.iter().filter(|process| process.group == group);
        if !members.any(|member| member.session == session) {
            return Err(Errno::Perm);
        }
        self.terminals.get_mut(id)?.foreground = Some(group);
        Ok(())
    }

    /// Change the size of the window; who runs in the foreground is told.
    pub(crate) fn set_window(&mut self, id: TerminalId, window: WindowSize) -> Result<()> {
        let terminal = self.terminals.get_mut(id)?;
        let changed = std::mem::replace(&mut terminal.window, window) != window;
        if let Some(group) = terminal.foreground.filter(|_| changed) {
            self.deliver_to_group(group, SIGWINCH);
        }
        Ok(())
    }

    /// The leader of a session ended: its terminal is nobody's.
    pub(crate) fn end_session(&mut self, session: Pid) {
        if let Some(id) = self.terminals.controlling(session) {
            self.hang_up(id);
        }
    }

    /// Nothing can be typed or shown any more.
    pub(crate) fn hang_up(&mut self, id: TerminalId) {
        let Ok(terminal) = self.terminals.get_mut(id) else { return };
        if std::mem::replace(&mut terminal.hung_up, true) {
            return;
        }
        let (session, foreground) = (terminal.session.take(), terminal.foreground.take());
        terminal.discipline.discard_input();
        let output = match &terminal.master {
            Master::Host(output) => Some(*output),
            Master::Descriptors { .. } => None,
        };
        if let Some(output) = output {
            let announce = self.outputs.close(output);
            self.announce(output, announce);
            self.notify(WaitSource::OutputWritable(output));
        }
        for source in [
            WaitSource::TerminalReadable(id),
            WaitSource::TerminalWritable(id),
            WaitSource::MasterReadable(id),
        ] {
            self.notify(source);
        }
        if let Some(leader) = session {
            self.deliver(leader, SIGHUP);
            self.deliver(leader, SIGCONT);
        }
        if let Some(group) = foreground.filter(|group| Some(*group) != session) {
            self.deliver_to_group(group, SIGHUP);
            self.deliver_to_group(group, SIGCONT);
        }
        self.terminals.free_when_unused(id);
    }

    // Bytes

    /// Bytes that can be shown until the master has read.
    pub(crate) fn terminal_room(&self, id: TerminalId) -> usize {
        match self.terminals.get(id).map(|terminal| &terminal.master) {
            Ok(Master::Descriptors { shown, .. }) => super::OUTPUT_MAX.saturating_sub(shown.len()),
            Ok(Master::Host(output)) => self.outputs.room(*output),
            Err(_) => 0,
        }
    }

    /// Read what was typed.
    pub(crate) fn read_terminal(&mut self, id: TerminalId, length: u32) -> Result<Vec<u8>> {
        self.use_terminal(id, SIGTTIN)?;
        let terminal = self.terminals.get_mut(id)?;
        if terminal.hung_up {
            return Ok(Vec::new());
        }
        let data = terminal.discipline.read(length as usize).ok_or(Errno::Again)?;
        let feeder_waits = !data.is_empty() && std::mem::take(&mut terminal.feeder_waits);
        let master = match &terminal.master {
            Master::Host(output) => Some(output.pid),
            Master::Descriptors { .. } => None,
        };
        match master {
            Some(pid) if feeder_waits => self.host.input_drained(pid),
            Some(_) => {}
            None => self.notify(WaitSource::MasterWritable(id)),
        }
        Ok(data)
    }

    /// Show bytes: as many as fit.
    pub(crate) fn write_terminal(&mut self, id: TerminalId, data: &[u8]) -> Result<usize> {
        if self.terminals.get(id)?.discipline.termios().tostop {
            self.use_terminal(id, SIGTTOU)?;
        }
        let terminal = self.terminals.get(id)?;
        if terminal.hung_up {
            return Err(Errno::Io);
        }
        let (shown, taken) = terminal.discipline.show(data, self.terminal_room(id));
        if taken == 0 && !data.is_empty() {
            return Err(Errno::Again);
        }
        self.show(id, &shown)?;
        Ok(taken)
    }

    fn show(&mut self, id: TerminalId, shown: &[u8]) -> Result<()> {
        match &mut self.terminals.get_mut(id)?.master {
            Master::Descriptors { shown: waiting, .. } => {
                waiting.extend(shown);
                self.notify(WaitSource::MasterReadable(id));
            }
            Master::Host(output) => {
                let output = *output;
                let (_, announce) = self.outputs.write(output, shown)?;
                self.announce(output, announce);
            }
        }
        Ok(())
    }

    /// Type bytes, as many as can wait; answers how many. What their echo has no room for is lost.
    pub(crate) fn type_in(&mut self, id: TerminalId, data: &[u8]) -> Result<usize> {
        let room = self.terminal_room(id);
        let terminal = self.terminals.get_mut(id)?;
        if terminal.hung_up {
            return Err(Errno::Io);
        }
        let typed = terminal.discipline.type_in(data);
        let (echo, _) = terminal.discipline.show(&typed.echo, room);
        terminal.feeder_waits = typed.taken < data.len();
        let foreground = terminal.foreground;
        if !echo.is_empty() {
            self.show(id, &echo)?;
        }
        self.notify(WaitSource::TerminalReadable(id));
        if let Some(group) = foreground {
            for signal in typed.signals {
                self.deliver_to_group(group, signal);
            }
        }
        Ok(typed.taken)
    }
}
