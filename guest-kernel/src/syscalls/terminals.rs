//! Calls on terminals, sessions and groups (tcgetattr(3), ioctl_tty(2), setsid(2), setpgid(2)).

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::poll::WaitSource;
use crate::process::signal::SIGTTOU;
use crate::tty::termios::{Termios, WindowSize};
use crate::tty::{Master, TerminalId};
use crate::types::{Fd, Pid};
use crate::vfs::open_file::Object;

impl Kernel {
    /// The terminal of a descriptor, which may be the master; `notty`.
    fn terminal(&self, fd: Fd) -> Result<TerminalId> {
        match self.file(fd)?.object {
            Object::Terminal(id) | Object::TerminalMaster(id) => Ok(id),
            _ => Err(Errno::Notty),
        }
    }

    /// Whether the descriptor is a terminal.
    pub fn isatty(&self, fd: Fd) -> Result<bool> {
        match self.terminal(fd) {
            Ok(_) => Ok(true),
            Err(Errno::Notty) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The path of a terminal, also when the descriptor is its master (ttyname(3), ptsname(3)).
    pub fn terminal_name(&self, fd: Fd) -> Result<Vec<u8>> {
        Ok(format!("/dev/pts/{}", self.terminal(fd)?.0).into_bytes())
    }

    /// The settings of a terminal.
    pub fn get_termios(&self, fd: Fd) -> Result<Termios> {
        Ok(self.terminals.get(self.terminal(fd)?)?.discipline.termios())
    }

    /// Change them; `discard_input` forgets what was typed and not read (TCSAFLUSH).
    pub fn set_termios(&mut self, fd: Fd, termios: Termios, discard_input: bool) -> Result<()> {
        let id = self.terminal(fd)?;
        self.use_terminal(id, SIGTTOU)?;
        let discipline = &mut self.terminals.get_mut(id)?.discipline;
        if discard_input {
            discipline.discard_input();
        }
        discipline.set_termios(termios);
        self.notify(WaitSource::TerminalReadable(id));
        self.notify(WaitSource::MasterWritable(id));
        Ok(())
    }

    /// The size of the window.
    pub fn get_window_size(&self, fd: Fd) -> Result<WindowSize> {
        Ok(self.terminals.get(self.terminal(fd)?)?.window)
    }

    /// Change it; the foreground group gets SIGWINCH.
    pub fn set_window_size(&mut self, fd: Fd, window: WindowSize) -> Result<()> {
        self.set_window(self.terminal(fd)?, window)
    }

    /// The group in the foreground of the session (tcgetpgrp(3)).
    pub fn get_foreground_group(&self, fd: Fd) -> Result<Pid> {
        self.foreground(self.terminal(fd)?)
    }

    /// Put a group of the session into the foreground (tcsetpgrp(3)).
    pub fn set_foreground_group(&mut self, fd: Fd, group: Pid) -> Result<()> {
        self.set_foreground(self.terminal(fd)?, group)
    }

    /// Make the terminal control the session that the current process leads.
    pub fn set_controlling_terminal(&mut self, fd: Fd) -> Result<()> {
        self.control_session(self.terminal(fd)?)
    }

    /// Lead a new session (setsid(2)).
    pub fn setsid(&mut self) -> Result<Pid> {
        let pid = self.current()?.pid;
        if self.processes.iter().any(|process| process.group == pid) {
            return Err(Errno::Perm);
        }
        let process = self.current_mut()?;
        (process.session, process.group) = (pid, pid);
        Ok(pid)
    }

    /// Put a process, the current one or a child of it, into a group of its session (setpgid(2)).
    /// 0 stands for the current process, and for a group of the process's own.
    pub fn setpgid(&mut self, pid: Pid, group: Pid) -> Result<()> {
        let own = self.current()?;
        let (own_pid, session) = (own.pid, own.session);
        let pid = if pid.0 == 0 { own_pid } else { pid };
        let group = if group.0 == 0 { pid } else { group };
        let process = self.processes.get(pid)?;
        if pid != own_pid && process.parent != own_pid {
            return Err(Errno::Srch);
        }
        if process.session != session || process.session == pid {
            return Err(Errno::Perm);
        }
        let is_there =
            self.processes.iter().any(|member| member.group == group && member.session == session);
        if group != pid && !is_there {
            return Err(Errno::Perm);
        }
        self.processes.get_mut(pid)?.group = group;
        Ok(())
    }

    /// The group of a process, and its session; 0 stands for the current one (getpgid(2), getsid(2)).
    pub fn group_of(&self, pid: Pid) -> Result<(Pid, Pid)> {
        let pid = if pid.0 == 0 { self.current()?.pid } else { pid };
        let process = self.processes.get(pid)?;
        Ok((process.group, process.session))
    }

    pub(crate) fn read_master(&mut self, id: TerminalId, length: u32) -> Result<Vec<u8>> {
        let data = self.terminals.get_mut(id)?.read_shown(length as usize)?;
        if !data.is_empty() {
            self.notify(WaitSource::TerminalWritable(id));
        }
        Ok(data)
    }

    pub(crate) fn write_master(&mut self, id: TerminalId, data: &[u8]) -> Result<usize> {
        match self.type_in(id, data)? {
            0 if !data.is_empty() => Err(Errno::Again),
            taken => Ok(taken),
        }
    }

    /// A new terminal whose master is a descriptor (`/dev/ptmx`).
    pub(crate) fn open_master(&mut self) -> Result<TerminalId> {
        self.reserve(crate::limit::Resource::Terminals, 1)?;
        let master = || Master::Descriptors { count: 1, shown: Default::default() };
        Ok(self.terminals.create(WindowSize::default(), master))
    }

    pub(crate) fn close_master(&mut self, id: TerminalId) {
        if let Ok(terminal) = self.terminals.get_mut(id)
            && let Master::Descriptors { count, .. } = &mut terminal.master
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.hang_up(id);
            }
        }
        self.terminals.free_when_unused(id);
    }
}
