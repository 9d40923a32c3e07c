//! Jobs and signals.

use std::rc::Rc;

use kernelet_system as system;
use system::{Errno, signal};

use super::Letters;
use crate::job::{self, Job, State};
use crate::state::{Flow, Shell};

fn description(state: State) -> String {
    match state {
        State::Running => "Running".into(),
        State::Stopped => "Stopped".into(),
        State::Done(0) => "Done".into(),
        State::Done(status @ 129..=192) => signal::description((status - 128) as u8).into(),
        State::Done(status) => format!("Exit {status}"),
    }
}

impl Shell {
    /// The lines of `jobs`; jobs that ended are forgotten when they have been shown.
    pub fn job_lines(&mut self, only_ended: bool) -> String {
        let jobs = self.jobs.all().to_vec();
        let count = jobs.len();
        let mut text = String::new();
        for (index, (number, job)) in jobs.iter().enumerate() {
            let state = job.state();
            let ended = matches!(state, State::Done(_));
            if only_ended && !ended {
                continue;
            }
            let mark = match count - index {
                1 => '+',
                2 => '-',
                _ => ' ',
            };
            let running = if state == State::Running { " &" } else { "" };
            text.push_str(&format!(
                "[{number}]{mark}  {:24}{}{running}\n",
                description(state),
                job.source
            ));
            if ended {
                self.jobs.remove(job);
            }
        }
        text
    }

    fn job_named(&self, word: &str) -> Option<Rc<Job>> {
        let job = match word.parse::<u32>() {
            Ok(pid) => self.jobs.by_pid(pid),
            Err(_) => self.jobs.by_specification(word),
        };
        job.cloned()
    }
}

/// `jobs`
pub(super) async fn jobs(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "lpnrs", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("jobs", &message)),
    };
    if letters.has('p') {
        let lines = shell.jobs.all().iter().map(|(_, job)| format!("{}\n", job.pid()));
        let text: String = lines.collect();
        return shell.print(&text).await;
    }
    if let Some(name) = names.iter().find(|name| shell.job_named(name).is_none()) {
        shell.complain(&format!("jobs: {name}: no such job"));
        return Ok(1);
    }
    let text = shell.job_lines(false);
    shell.print(&text).await
}

/// `fg` and `bg`
pub(super) async fn resume(shell: &mut Shell, name: &str, words: &[String]) -> Flow<i32> {
    if !shell.options.monitor {
        shell.complain(&format!("{name}: no job control"));
        return Ok(1);
    }
    let specification = words.first().map_or("%%", String::as_str);
    let Some(job) = shell.job_named(specification) else {
        shell.complain(&format!("{name}: {specification}: no such job"));
        return Ok(1);
    };
    let source = job.source.to_string();
    if name == "bg" {
        job.signal(signal::SIGCONT);
        return shell.print(&format!("{source} &\n")).await;
    }
    shell.print(&format!("{source}\n")).await?;
    job.set_stopped(false);
    Ok(shell.in_foreground(&job, |job| job.signal(signal::SIGCONT)).await)
}

/// `wait`
pub(super) async fn wait(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "fn", "p") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("wait", &message)),
    };
    if letters.has('n') {
        let jobs: Vec<Rc<Job>> = shell.jobs.all().iter().map(|(_, job)| Rc::clone(job)).collect();
        if jobs.is_empty() {
            return Ok(127);
        }
        let first = first_ended(&jobs);
        let Some(ended) = interruptible(shell, first).await else {
            return interrupted(shell).await;
        };
        let status = ended.ended().await;
        shell.jobs.remove(&ended);
        return Ok(status);
    }
    if names.is_empty() {
        let jobs: Vec<Rc<Job>> = shell.jobs.all().iter().map(|(_, job)| Rc::clone(job)).collect();
        for job in jobs {
            if interruptible(shell, job.ended()).await.is_none() {
                return interrupted(shell).await;
            }
            shell.jobs.remove(&job);
        }
        return Ok(0);
    }
    let mut status = 0;
    for name in names {
        let Some(job) = shell.job_named(name) else {
            let remembered = name.parse().ok().and_then(|pid| shell.jobs.remembered(pid));
            status = remembered.unwrap_or_else(|| {
                let known =
                    if name.starts_with('%') { "no such job" } else { "not a child of this shell" };
                shell.complain(&format!("wait: {name}: {known}"));
                127
            });
            continue;
        };
        match interruptible(shell, job.ended()).await {
            Some(ended) => status = ended,
            None => return interrupted(shell).await,
        }
        shell.jobs.remove(&job);
    }
    Ok(status)
}

async fn first_ended(jobs: &[Rc<Job>]) -> Rc<Job> {
    let mut endings: Vec<_> = jobs.iter().map(|job| (job, Box::pin(job.ended()))).collect();
    std::future::poll_fn(|context| {
        for (job, ending) in &mut endings {
            if ending.as_mut().poll(context).is_ready() {
                return std::task::Poll::Ready(Rc::clone(job));
            }
        }
        std::task::Poll::Pending
    })
    .await
}

/// Waits for something, or none when a signal with a trap comes first.
async fn interruptible<T>(shell: &Shell, waited: impl Future<Output = T>) -> Option<T> {
    if shell.subshell > 0 || shell.traps.is_empty() {
        return Some(waited.await);
    }
    job::or_signal(waited).await
}

/// A trap runs at once and `wait` ends with what stands for its signal.
async fn interrupted(shell: &mut Shell) -> Flow<i32> {
    let number = job::first_signal().unwrap_or(0);
    shell.run_signal_traps().await?;
    Ok(128 + i32::from(number))
}

/// `kill`
pub(super) async fn kill(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let mut number = signal::SIGTERM;
    let mut rest = words;
    if let Some((option, after)) = rest.split_first()
        && let Some(text) = option.strip_prefix('-')
        && option != "--"
    {
        rest = after;
        let name = match text {
            "l" | "L" => return list(shell, after).await,
            "s" | "n" => match rest.split_first() {
                Some((name, after)) => {
                    rest = after;
                    name.as_str()
                }
                None => return Ok(shell.misused("kill", "option requires an argument")),
            },
            _ => text
                .strip_prefix('s')
                .filter(|name| !name.is_empty() && signal::number(text).is_none())
                .unwrap_or(text),
        };
        number = match name {
            "EXIT" => 0,
            _ => match signal::number(name) {
                Some(number) => number,
                None => {
                    shell.complain(&format!("kill: {name}: invalid signal specification"));
                    return Ok(1);
                }
            },
        };
    }
    if rest.first().is_some_and(|word| word == "--") {
        rest = rest.get(1..).unwrap_or_default();
    }
    if rest.is_empty() {
        return Ok(shell.misused("kill", "usage: kill [-s sigspec | -signum] pid | jobspec ..."));
    }
    let mut status = 0;
    for word in rest {
        if let Some(job) = shell.job_named(word) {
            job.signal(number);
            continue;
        }
        if word.starts_with('%') {
            shell.complain(&format!("kill: {word}: no such job"));
            status = 1;
            continue;
        }
        let Ok(pid) = word.parse::<i32>() else {
            shell.complain(&format!("kill: {word}: arguments must be process or job IDs"));
            status = 1;
            continue;
        };
        if let Err(errno) = system::kill(pid, number) {
            shell.complain(&format!("kill: ({pid}) - {}", system::error::text(errno)));
            status = 1;
        }
    }
    // A signal to the shell itself shows before the next command.
    shell.run_signal_traps().await?;
    Ok(status)
}

async fn list(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    if words.is_empty() {
        let names: Vec<String> =
            signal::all().map(|(number, name)| format!("{number:2}) SIG{name}")).collect();
        let lines: Vec<String> = names.chunks(5).map(|line| line.join("\t")).collect();
        return shell.print(&format!("{}\n", lines.join("\n"))).await;
    }
    let mut text = String::new();
    for word in words {
        match word.parse::<u32>() {
            Ok(number) => {
                let number = if number > 128 { number - 128 } else { number };
                let name = u8::try_from(number).ok().and_then(signal::name);
                let Some(name) = name else {
                    shell.complain(&format!("kill: {word}: invalid signal specification"));
                    return Ok(1);
                };
                text.push_str(&format!("{name}\n"));
            }
            Err(_) => match signal::number(word) {
                Some(number) => text.push_str(&format!("{number}\n")),
                None => {
                    shell.complain(&format!("kill: {word}: invalid signal specification"));
                    return Ok(1);
                }
            },
        }
    }
    shell.print(&text).await
}

/// `disown`
pub(super) fn disown(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "ahr", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("disown", &message)),
    };
    let jobs: Vec<Option<Rc<Job>>> = if letters.has('a') || letters.has('r') {
        shell.jobs.all().iter().map(|(_, job)| Some(Rc::clone(job))).collect()
    } else if names.is_empty() {
        vec![shell.job_named("%%")]
    } else {
        names.iter().map(|name| shell.job_named(name)).collect()
    };
    for job in jobs {
        let Some(job) = job else {
            shell.complain_of("disown", Errno::Srch);
            return Ok(1);
        };
        shell.jobs.remove(&job);
    }
    Ok(0)
}
