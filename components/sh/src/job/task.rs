//! The executor: tasks of one thread, polled when something they wait for has happened.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::wait;

type Running = Pin<Box<dyn Future<Output = ()>>>;

/// Whether a task has something to do.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Task {
    running: Running,
    flag: Arc<Flag>,
    shared: Rc<Shared>,
}

/// What is left of a task when it has ended.
#[derive(Debug, Default)]
struct Shared {
    status: Cell<Option<i32>>,
    cancelled: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Shared {
    fn end(&self, status: i32) {
        if self.status.get().is_none() {
            self.status.set(Some(status));
        }
        for waker in self.waiting.take() {
            waker.wake();
        }
    }
}

thread_local! {
    /// Tasks that were started while another one ran.
    static STARTED: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
}

/// A task that was started: its status can be waited for.
#[derive(Clone, Debug)]
pub struct Handle(Rc<Shared>);

impl Handle {
    /// Its status, when it has ended.
    pub fn status(&self) -> Option<i32> {
        self.0.status.get()
    }

    /// Ends it before it is polled again; `status` is what it then ended with.
    pub fn cancel(&self, status: i32) {
        self.0.cancelled.set(true);
        self.0.end(status);
    }

    /// Waits for its end.
    pub async fn ended(&self) -> i32 {
        std::future::poll_fn(|context| match self.0.status.get() {
            Some(status) => Poll::Ready(status),
            None => {
                self.0.waiting.borrow_mut().push(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}

/// Starts a task; it runs up to where it first waits before this returns.
pub fn start(future: impl Future<Output = i32> + 'static) -> Handle {
    let shared = Rc::new(Shared::default());
    let end = Rc::clone(&shared);
    let mut task = Task {
        running: Box::pin(async move { end.end(future.await) }),
        flag: Arc::new(Flag(AtomicBool::new(false))),
        shared: Rc::clone(&shared),
    };
    if !poll(&mut task) {
        STARTED.with_borrow_mut(|started| started.push(task));
    }
    Handle(shared)
}

/// Lets every other task run once.
pub async fn yield_now() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn poll(task: &mut Task) -> bool {
    let waker = Waker::from(Arc::clone(&task.flag));
    task.running.as_mut().poll(&mut Context::from_waker(&waker)).is_ready()
}

/// Rounds in which tasks kept each other busy, after which the world outside is looked at.
const BUSY_ROUNDS: u32 = 8;

/// Runs `main`, and then what it started and is not over yet; answers main's status.
pub fn run(main: impl Future<Output = i32> + 'static) -> i32 {
    let main = start(main);
    let mut tasks: Vec<Task> = Vec::new();
    let mut busy = 0;
    loop {
        STARTED.with_borrow_mut(|started| tasks.append(started));
        tasks.retain(|task| !task.shared.cancelled.get());
        if tasks.is_empty() {
            return main.status().unwrap_or(0);
        }
        let mut progress = false;
        tasks.retain_mut(|task| {
            if !task.flag.0.swap(false, Ordering::Relaxed) {
                return true;
            }
            progress = true;
            !poll(task)
        });
        let started = STARTED.with_borrow(|started| !started.is_empty());
        let ready = |task: &Task| task.flag.0.load(Ordering::Relaxed);
        if progress || started || tasks.iter().any(ready) {
            busy += 1;
            if busy % BUSY_ROUNDS == 0 {
                wait::look();
            }
        } else if !wait::block() {
            // Nothing that is waited for can happen: whoever waits is left behind.
            return main.status().unwrap_or(0);
        }
    }
}
