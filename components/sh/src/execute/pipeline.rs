//! And-or lists, pipelines, background commands, subshells.

use std::rc::Rc;

use kernelet_system as system;

use crate::job::{self, Job};
use crate::state::descriptor::{self, Descriptor};
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::{AndOr, Command, Connective, Kind, List, Pipeline};

impl Shell {
    /// Runs pipelines joined by `&&` and `||`.
    pub(super) async fn and_or(&mut self, and_or: &AndOr) -> Flow {
        let mut left = and_or.rest.len();
        self.last_command &= left == 0 && !and_or.first.negated;
        self.pipeline(&and_or.first, left == 0, &and_or.source).await?;
        for (connective, pipeline) in &and_or.rest {
            left -= 1;
            if (*connective == Connective::And) == (self.status == 0) {
                self.pipeline(pipeline, left == 0, &and_or.source).await?;
            }
        }
        Ok(())
    }

    /// Runs a pipeline; when it is `last` of its list, a failure of it counts for `-e`.
    async fn pipeline(&mut self, pipeline: &Pipeline, last: bool, source: &Rc<str>) -> Flow {
        let unchecked = !last || pipeline.negated;
        self.unchecked += usize::from(unchecked);
        let start =
            pipeline.timed.map(|_| (system::monotonic_nanoseconds(), system::cpu_nanoseconds()));
        let flow = match pipeline.commands.as_slice() {
            [] => {
                self.status = 0;
                Ok(())
            }
            [only] => self.command(&only.command).await,
            _ => self.pipes(pipeline, source).await,
        };
        self.unchecked -= usize::from(unchecked);
        flow?;
        if let (Some(start), Some(posix)) = (start, pipeline.timed) {
            self.tell_time(start, posix);
        }
        if pipeline.negated {
            self.status = i32::from(self.status == 0);
            return Ok(());
        }
        let checked = match pipeline.commands.as_slice() {
            [only] => is_checked(&only.command),
            _ => true,
        };
        if self.status != 0 && checked && !unchecked {
            self.failed().await?;
        }
        Ok(())
    }

    /// What a failure means: the trap of `ERR`, the end with `-e`.
    async fn failed(&mut self) -> Flow {
        if self.unchecked > 0 {
            return Ok(());
        }
        self.run_trap("ERR").await?;
        if self.options.errexit {
            return Err(Interrupt::Exit(self.status));
        }
        Ok(())
    }

    fn tell_time(&self, (real, processor): (u64, u64), posix: bool) {
        let real = system::monotonic_nanoseconds().saturating_sub(real) as f64 / 1e9;
        let user = system::cpu_nanoseconds().saturating_sub(processor) as f64 / 1e9;
        let minutes = |seconds: f64| format!("{}m{:.3}s", (seconds / 60.0) as u64, seconds % 60.0);
        self.write_error(&if posix {
            format!("real {real:.2}\nuser {user:.2}\nsys 0.00\n")
        } else {
            format!("\nreal\t{}\nuser\t{}\nsys\t0m0.000s\n", minutes(real), minutes(user))
        });
    }

    /// Runs commands joined by pipes, each in a subshell; `source` is what `jobs` shows.
    async fn pipes(&mut self, pipeline: &Pipeline, source: &Rc<str>) -> Flow {
        let count = pipeline.commands.len();
        let job = (self.has_job_control() && self.job.is_none())
            .then(|| Job::new(Rc::clone(source), false));
        let mut handles = Vec::with_capacity(count);
        let mut input: Option<Rc<Descriptor>> = None;
        let mut last_flow = Ok(());
        let mut last_status = None;
        for (index, stage) in pipeline.commands.iter().enumerate() {
            let is_last = index + 1 == count;
            let mut descriptors = self.descriptors.clone();
            if let Some(input) = input.take() {
                descriptors.set(0, input);
            }
            if !is_last {
                let (read, write) = match descriptor::pipe() {
                    Ok(ends) => ends,
                    Err(errno) => {
                        self.complain_of("cannot make a pipe", errno);
                        return Err(Interrupt::Abort(1));
                    }
                };
                if pipeline.commands.get(index + 1).is_some_and(|next| next.merge) {
                    descriptors.set(2, Rc::clone(&write));
                }
                descriptors.set(1, write);
                input = Some(read);
            }
            if is_last && self.options.lastpipe && !self.options.monitor {
                let before = std::mem::replace(&mut self.descriptors, descriptors);
                last_flow = self.command(&stage.command).await;
                self.descriptors = before;
                last_status = Some(self.status);
                break;
            }
            let mut shell = self.subshell();
            shell.descriptors = descriptors;
            if job.is_some() {
                shell.job.clone_from(&job);
            }
            let command = Rc::clone(&stage.command);
            handles.push(job::start(async move {
                let flow = shell.command(&command).await;
                shell.end(flow).await
            }));
        }
        drop(input);
        if let Some(job) = job {
            let pipefail = self.options.pipefail;
            job.set_handle(job::start(async move {
                let mut statuses = Vec::with_capacity(handles.len());
                for handle in &handles {
                    statuses.push(handle.ended().await);
                }
                status_of(&statuses, pipefail)
            }));
            self.status = self.in_foreground(&job, |_| {}).await;
            return Ok(());
        }
        let mut statuses = Vec::with_capacity(count);
        for handle in &handles {
            statuses.push(handle.ended().await);
        }
        statuses.extend(last_status);
        self.status = status_of(&statuses, self.options.pipefail);
        self.set_pipe_status(&statuses);
        last_flow
    }

    /// Sets PIPESTATUS.
    pub(super) fn set_pipe_status(&mut self, statuses: &[i32]) {
        if self.options.posix {
            return;
        }
        let elements = (0..).zip(statuses.iter().map(i32::to_string)).collect();
        self.variables.get_itself_mut("PIPESTATUS").value =
            crate::state::variable::Value::Array(elements);
    }

    /// Starts a command in the background.
    pub(super) fn background(&mut self, and_or: &Rc<AndOr>) -> Flow {
        let direct = match (and_or.rest.as_slice(), and_or.first.commands.as_slice()) {
            ([], [only]) => matches!(only.command.kind, Kind::Simple(_)),
            _ => false,
        };
        let job = Job::new(Rc::clone(&and_or.source), direct);
        let mut shell = self.subshell();
        shell.job = Some(Rc::clone(&job));
        shell.unchecked = 0;
        if !self.options.monitor {
            // What runs in the background does not read what the shell reads (POSIX 2.9.3.1).
            let null = system::open(None, b"/dev/null", system::OpenFlags::READ, 0);
            if let Ok(null) = null {
                shell.descriptors.set(0, Descriptor::new(null));
            }
        }
        let and_or = Rc::clone(and_or);
        let handle = job::start(async move {
            let flow = shell.and_or(&and_or).await;
            shell.end(flow).await
        });
        job.set_handle(handle);
        let number = self.jobs.add(&job);
        if self.common.interactive.get() && self.subshell == 0 {
            self.write_error(&format!("[{number}] {}\n", job.pid()));
        }
        self.status = 0;
        Ok(())
    }

    /// `( … )`
    pub(super) async fn run_in_subshell(&mut self, list: &Rc<List>) -> Flow {
        let mut shell = self.subshell();
        let list = Rc::clone(list);
        let handle = job::start(async move {
            let flow = shell.list(&list).await;
            shell.end(flow).await
        });
        self.status = handle.ended().await;
        Ok(())
    }

    /// `coproc`
    pub(super) fn coprocess(&mut self, name: &str, command: &Rc<Command>) -> Flow {
        let ends = descriptor::pipe().and_then(|input| Ok((input, descriptor::pipe()?)));
        let ((its_input, our_output), (our_input, its_output)) = match ends {
            Ok(ends) => ends,
            Err(errno) => {
                self.complain_of("cannot make a pipe", errno);
                return Err(Interrupt::Abort(1));
            }
        };
        let job =
            Job::new(format!("coproc {name}").into(), matches!(command.kind, Kind::Simple(_)));
        let mut shell = self.subshell();
        shell.job = Some(Rc::clone(&job));
        shell.descriptors.set(0, its_input);
        shell.descriptors.set(1, its_output);
        let command = Rc::clone(command);
        job.set_handle(job::start(async move {
            let flow = shell.command(&command).await;
            shell.end(flow).await
        }));
        for (index, end) in [(0, our_input), (1, our_output)] {
            let number = self.descriptors.free_from(60);
            self.descriptors.set(number, end);
            self.variables.get_mut(name).set_element(index, number.to_string());
        }
        let pid = job.pid().to_string();
        self.jobs.add(&job);
        self.assign(&format!("{name}_PID"), pid)?;
        self.status = 0;
        Ok(())
    }

    /// What a subshell, or the shell itself, ends with: runs the trap of `EXIT`.
    pub async fn end(mut self, flow: Flow) -> i32 {
        match flow {
            Ok(()) | Err(Interrupt::Break(_) | Interrupt::Continue(_)) => {}
            Err(Interrupt::Return(status) | Interrupt::Exit(status) | Interrupt::Abort(status)) => {
                self.status = status;
            }
        }
        if let Err(Interrupt::Exit(status)) = self.run_trap("EXIT").await {
            self.status = status;
        }
        self.status & 0xff
    }
}

/// The status of a pipeline.
fn status_of(statuses: &[i32], pipefail: bool) -> i32 {
    let failed = statuses.iter().rev().copied().find(|status| pipefail && *status != 0);
    failed.or_else(|| statuses.last().copied()).unwrap_or(0)
}

/// Whether a command's own failure counts for `-e`; in the others what they are made of did.
fn is_checked(command: &Command) -> bool {
    matches!(
        command.kind,
        Kind::Simple(_)
            | Kind::Subshell(_)
            | Kind::Arithmetic(_)
            | Kind::Condition(_)
            | Kind::Coprocess { .. }
    )
}
