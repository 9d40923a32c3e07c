//! Jobs in the foreground of a terminal.

use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use crate::job::control::{Foreground, SIGTSTP};
use crate::job::{self, Job};
use crate::state::{Flow, Shell};

/// The descriptor of the terminal.
const TERMINAL: u32 = 0;

impl Shell {
    /// Whether commands of this shell are jobs that can be stopped at the terminal.
    pub fn has_job_control(&self) -> bool {
        self.options.monitor && self.common.interactive.get() && self.subshell == 0
    }

    /// Runs words as a job of its own.
    pub(super) async fn foreground_process(
        &mut self,
        words: Vec<String>,
        path: Option<String>,
    ) -> Flow<i32> {
        let job = Job::new(words.join(" ").into(), true);
        let mut shell = self.subshell();
        shell.job = Some(Rc::clone(&job));
        let handle = job::start(async move {
            // Boxed, since a command may come back here.
            let external: Pin<Box<dyn Future<Output = Flow<i32>> + '_>> =
                Box::pin(shell.external(words, path));
            match external.await {
                Ok(status) => status,
                Err(interrupt) => shell.end(Err(interrupt)).await,
            }
        });
        job.set_handle(handle);
        Ok(self.in_foreground(&job, |_| {}).await)
    }

    /// Gives a job the terminal and waits until it ends or is stopped, which makes it one of `jobs`.
    /// `then` comes when the terminal is its own.
    pub async fn in_foreground(&mut self, job: &Rc<Job>, then: impl FnOnce(&Job)) -> i32 {
        let foreground = Foreground::new(TERMINAL, job);
        then(job);
        let ended = ended_or_stopped(job).await;
        drop(foreground);
        match ended {
            Some(status) => {
                self.jobs.remove(job);
                if status == 128 + i32::from(kernelet_system::signal::SIGINT) {
                    self.write_error("\n");
                }
                status
            }
            None => {
                let number = self.jobs.add_stopped(job);
                self.write_error(&format!("\n[{number}]+  {:24}{}\n", "Stopped", job.source));
                128 + i32::from(SIGTSTP)
            }
        }
    }
}

/// The status of a job that ended; none when it was stopped.
async fn ended_or_stopped(job: &Job) -> Option<i32> {
    let (mut ended, mut stopped) = (pin!(job.ended()), pin!(job.stopped()));
    std::future::poll_fn(|context| {
        if let Poll::Ready(status) = ended.as_mut().poll(context) {
            return Poll::Ready(Some(status));
        }
        stopped.as_mut().poll(context).map(|()| None)
    })
    .await
}
