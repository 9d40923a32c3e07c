//! Jobs: what was started in the background, or stopped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Poll, Waker};

use kernelet_system as system;
use system::{Fd, Pid};

use super::control;
use super::task::Handle;

/// Numbers of subshells that are no processes begin here (PID_MAX_LIMIT of Linux): the kernel gives
/// none of them.
const FIRST_VIRTUAL: u32 = 1 << 22;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(FIRST_VIRTUAL) };
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It runs.
    Running,
    /// It was stopped.
    Stopped,
    /// It ended with that status.
    Done(i32),
}

/// A background command: a task and the processes it started.
#[derive(Debug)]
pub struct Job {
    /// What `$!` is while no process stands for it.
    number: u32,
    /// The process that stands for it: that of its only command.
    process: Cell<Option<Pid>>,
    /// A process may stand for it.
    direct: bool,
    /// Processes that run for it.
    children: RefCell<Vec<Pid>>,
    stopped: Cell<bool>,
    /// Who waits for it to be stopped.
    watchers: RefCell<Vec<Waker>>,
    /// The process group of its processes, with job control.
    group: Cell<Option<Pid>>,
    /// The terminal, while the job is in the foreground.
    terminal: Cell<Option<Fd>>,
    handle: RefCell<Option<Handle>>,
    /// The command.
    pub source: Rc<str>,
}

impl Job {
    /// A job that is about to be started; `direct` when it is one command and no compound one.
    pub fn new(source: Rc<str>, direct: bool) -> Rc<Self> {
        let number = NEXT.get();
        NEXT.set(number.wrapping_add(1).max(FIRST_VIRTUAL));
        Rc::new(Job {
            number,
            process: Cell::new(None),
            direct,
            children: RefCell::default(),
            stopped: Cell::new(false),
            watchers: RefCell::default(),
            group: Cell::new(None),
            terminal: Cell::new(None),
            handle: RefCell::default(),
            source,
        })
    }

    /// The task that runs it.
    pub fn set_handle(&self, handle: Handle) {
        *self.handle.borrow_mut() = Some(handle);
    }

    /// What `$!` is.
    pub fn pid(&self) -> u32 {
        self.process.get().unwrap_or(self.number)
    }

    /// A process was started for it.
    pub fn add_child(&self, pid: Pid) {
        if self.direct {
            self.process.set(Some(pid));
        }
        self.children.borrow_mut().push(pid);
    }

    /// A process of it has ended.
    pub fn remove_child(&self, pid: Pid) {
        self.children.borrow_mut().retain(|child| *child != pid);
    }

    /// Processes that run for it.
    pub fn children(&self) -> Vec<Pid> {
        self.children.borrow().clone()
    }

    /// It was stopped, or goes on.
    pub fn set_stopped(&self, stopped: bool) {
        self.stopped.set(stopped);
        if stopped {
            self.watchers.take().into_iter().for_each(Waker::wake);
        }
    }

    /// Waits until it is stopped.
    pub async fn stopped(&self) {
        std::future::poll_fn(|context| {
            if self.stopped.get() {
                return Poll::Ready(());
            }
            self.watchers.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// The process group of its processes, once there is one.
    pub fn group(&self) -> Option<Pid> {
        self.group.get()
    }

    /// Its first process leads that group.
    pub fn set_group(&self, group: Pid) {
        if self.group.replace(Some(group)).is_none()
            && let Some(terminal) = self.terminal.get()
        {
            control::foreground(terminal, group);
        }
    }

    /// It is in the foreground of a terminal, or not any more.
    pub fn set_terminal(&self, terminal: Option<Fd>) {
        self.terminal.set(terminal);
    }

    /// What it does.
    pub fn state(&self) -> State {
        let status = self.handle.borrow().as_ref().and_then(Handle::status);
        match status {
            Some(status) => State::Done(status),
            None if self.stopped.get() => State::Stopped,
            None => State::Running,
        }
    }

    /// Sends a signal to what runs for it.
    ///
    /// A task is no process: what would end one ends it.
    pub fn signal(&self, signal: u8) {
        use system::signal::{SIGCHLD, SIGCONT};
        // Processes of processes are in the group as well.
        let whole =
            self.group.get().and_then(|group| i32::try_from(group).ok()).map(|group| -group);
        let children = self.children().into_iter().filter_map(|child| i32::try_from(child).ok());
        let targets = whole.map_or_else(|| children.collect(), |group| vec![group]);
        for target in targets {
            // It may be over.
            let _ = system::kill(target, signal);
        }
        if signal == SIGCONT {
            self.set_stopped(false);
        }
        let harmless = [0, SIGCHLD, SIGCONT].contains(&signal) || (19..=23).contains(&signal);
        let no_process = self.process.get().is_none();
        if let Some(handle) = self.handle.borrow().as_ref()
            && no_process
            && !harmless
        {
            handle.cancel(128 + i32::from(signal));
        }
    }

    /// Waits for its end.
    pub async fn ended(&self) -> i32 {
        let handle = self.handle.borrow().clone();
        match handle {
            Some(handle) => handle.ended().await,
            None => 0,
        }
    }
}

/// The jobs of a shell, by number from 1.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    all: Vec<(usize, Rc<Job>)>,
    /// The job that was started last in the background.
    last: Option<Rc<Job>>,
    /// Jobs whose end was told, by `$!`: `wait` still knows how they ended.
    ended: Vec<(u32, i32)>,
}

/// Ended jobs that are remembered (CHILD_MAX of POSIX is at least 25).
const REMEMBERED: usize = 1024;

impl Jobs {
    /// What a subshell sees: `$!`, but no jobs of its own.
    pub fn for_subshell(&self) -> Self {
        Jobs { all: Vec::new(), last: self.last.clone(), ended: Vec::new() }
    }

    /// Adds a job; answers its number.
    pub fn add(&mut self, job: &Rc<Job>) -> usize {
        let number = self.all.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
        self.all.push((number, Rc::clone(job)));
        self.last = Some(Rc::clone(job));
        number
    }

    /// Adds a job that was stopped in the foreground; answers its number.
    pub fn add_stopped(&mut self, job: &Rc<Job>) -> usize {
        if let Some((number, _)) = self.all.iter().find(|(_, known)| Rc::ptr_eq(known, job)) {
            return *number;
        }
        let number = self.all.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
        self.all.push((number, Rc::clone(job)));
        number
    }

    /// `$!`
    pub fn last(&self) -> Option<&Rc<Job>> {
        self.last.as_ref()
    }

    /// Every job and its number.
    pub fn all(&self) -> &[(usize, Rc<Job>)] {
        &self.all
    }

    /// Forgets a job; how it ended is remembered for `wait`.
    pub fn remove(&mut self, job: &Rc<Job>) {
        if let State::Done(status) = job.state() {
            if self.ended.len() >= REMEMBERED {
                self.ended.remove(0);
            }
            self.ended.push((job.pid(), status));
        }
        self.all.retain(|(_, known)| !Rc::ptr_eq(known, job));
    }

    /// How a job ended that is forgotten.
    pub fn remembered(&self, pid: u32) -> Option<i32> {
        self.ended.iter().rev().find(|(known, _)| *known == pid).map(|(_, status)| *status)
    }

    /// The job of that `$!`.
    pub fn by_pid(&self, pid: u32) -> Option<&Rc<Job>> {
        self.all.iter().map(|(_, job)| job).find(|job| job.pid() == pid)
    }

    /// The job of a specification: `%1`, `%%`, `%+`, `%-`, `%NAME`, `%?TEXT`.
    pub fn by_specification(&self, text: &str) -> Option<&Rc<Job>> {
        let name = text.strip_prefix('%')?;
        let stopped = |job: &&(usize, Rc<Job>)| job.1.state() == State::Stopped;
        let mut order: Vec<&(usize, Rc<Job>)> = self.all.iter().rev().collect();
        order.sort_by_key(|job| !stopped(job));
        let found = match name {
            "" | "%" | "+" => order.first().copied(),
            "-" => order.get(1).or(order.first()).copied(),
            _ => match (name.parse::<usize>(), name.strip_prefix('?')) {
                (Ok(number), _) => self.all.iter().find(|(known, _)| *known == number),
                (_, Some(part)) => self.all.iter().find(|(_, job)| job.source.contains(part)),
                _ => self.all.iter().find(|(_, job)| job.source.starts_with(name)),
            },
        };
        found.map(|(_, job)| job)
    }
}
