//! A process that a client started: its input, its output, its end.
//!
//! The order that the client relies on: all output of a process is queued before its end, and its
//! end before any snapshot shows it as exited.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernelet::{Output, Process};
use kernelet_protocol::message::{
    Channel, Event, ProcessExited, ProcessOutput, Response, StdinWritten,
};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::client::Responder;
use crate::link::OUTPUT_MARK;
use crate::machine::Machine;
use crate::rejection::{Rejection, Result};

/// How long the first byte of a piece of output may wait for more.
const COALESCE: Duration = Duration::from_millis(2);

/// How long one event keeps the next waiting. The client asks us two questions about each event
/// before it takes the next, and fails when 4096 of them wait.
const PACE: Duration = Duration::from_millis(2);

/// Bytes of output that are sent without waiting for more.
const FULL: usize = 256 << 10;

/// Changes between the two outputs in one batch.
const MAX_CHUNKS: usize = 64;

/// How long a process that ended stays in snapshots.
const REMEMBERED: Duration = Duration::from_secs(15);

/// How many processes that ended stay in snapshots.
const MAX_REMEMBERED: usize = 256;

/// How much output of a process is carried, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputLimits {
    /// Bytes after which the process is ended; none: it may write as much as it likes.
    pub process: Option<u64>,
    /// Bytes of one event.
    pub event: usize,
}

/// The processes of a VM that its client started.
#[derive(Default)]
pub struct Processes(Mutex<BTreeMap<String, Arc<Managed>>>);

/// A process and what the client knows of it.
pub struct Managed {
    /// The client's name for it.
    pub id: String,
    /// The command it was started as.
    pub command: String,
    /// Its arguments, without the command.
    pub arguments: Vec<String>,
    /// Its working directory at the start.
    pub directory: String,
    /// The process.
    pub process: Process,
    exit: watch::Sender<Option<Exit>>,
    input: mpsc::UnboundedSender<Input>,
    buffered: AtomicUsize,
}

#[derive(Clone, Copy)]
struct Exit {
    code: i32,
    at: Instant,
}

enum Input {
    /// Bytes, and whom to answer when they have been taken, if not at once.
    Data(Vec<u8>, Option<Responder>),
    End,
}

impl Processes {
    fn entries(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Managed>>> {
        // Nothing panics while it is locked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All that run or ended lately.
    pub fn list(&self) -> Vec<Arc<Managed>> {
        let mut entries = self.entries();
        entries
            .retain(|_, process| process.exit().is_none_or(|exit| exit.at.elapsed() < REMEMBERED));
        entries.values().cloned().collect()
    }

    /// Those that run.
    pub fn running(&self) -> Vec<Arc<Managed>> {
        self.list().into_iter().filter(|process| process.exit_code().is_none()).collect()
    }

    /// One that runs.
    ///
    /// # Errors
    /// With the words that the client takes for the race with a process's end.
    pub fn active(&self, machine: &Machine, id: &str) -> Result<Arc<Managed>> {
        let found = self.entries().get(id).cloned();
        found.filter(|process| process.exit_code().is_none()).ok_or_else(|| {
            let vm = &machine.owner.vm_id;
            Rejection::invalid(format!("VM {vm} has no active process `{id}`"))
        })
    }

    /// Refuses a name that a running process has.
    ///
    /// # Errors
    /// When one has it.
    pub fn require_free(&self, machine: &Machine, id: &str) -> Result<()> {
        if self.active(machine, id).is_err() {
            return Ok(());
        }
        let vm = &machine.owner.vm_id;
        Err(Rejection::invalid(format!("VM {vm} already has an active process `{id}`")))
    }

    fn add(&self, process: Arc<Managed>) {
        let mut entries = self.entries();
        entries.insert(process.id.clone(), process);
        while entries.len() > MAX_REMEMBERED {
            let ended =
                entries.values().filter_map(|process| Some((process.exit()?.at, &process.id)));
            let Some((_, oldest)) = ended.min() else { return };
            let oldest = oldest.clone();
            entries.remove(&oldest);
        }
    }

    /// Waits until all have ended and were told of, at most so long.
    pub async fn all_ended(&self, patience: Duration) {
        let all = async {
            for process in self.running() {
                process.ended().await;
            }
        };
        // What is left then ends with the VM.
        let _ = tokio::time::timeout(patience, all).await;
    }
}

impl Managed {
    /// Takes a started process into the care of its machine. Its output is carried from now on.
    pub fn start(machine: &Arc<Machine>, start: Started) -> Arc<Self> {
        let (input, queue) = mpsc::unbounded_channel();
        let Started { id, command, arguments, directory, process } = start;
        let managed = Arc::new(Managed {
            id,
            command,
            arguments,
            directory,
            process,
            exit: watch::Sender::new(None),
            input,
            buffered: AtomicUsize::new(0),
        });
        machine.processes.add(Arc::clone(&managed));
        tokio::spawn(feed(Arc::clone(&managed), queue));
        tokio::spawn(carry(Arc::clone(machine), Arc::clone(&managed)));
        managed
    }

    fn exit(&self) -> Option<Exit> {
        *self.exit.borrow()
    }

    /// Its exit code, once its end has been told to the client.
    pub fn exit_code(&self) -> Option<i32> {
        self.exit().map(|exit| exit.code)
    }

    /// Waits for its end.
    pub async fn ended(&self) {
        // The sender is in `self`: it cannot be gone.
        let _ = self.exit.subscribe().wait_for(Option::is_some).await;
    }

    /// Queues input. The client is answered at once, or when `most` bytes already wait, when these
    /// have been taken.
    pub fn write(&self, chunk: Vec<u8>, most: usize, responder: Responder) {
        let accepted = chunk.len();
        let waiting = self.buffered.fetch_add(accepted, Ordering::AcqRel);
        if waiting.saturating_add(accepted) > most.max(accepted) {
            return self.queue(Input::Data(chunk, Some(responder)));
        }
        self.queue(Input::Data(chunk, None));
        responder.answer(Ok(self.written(accepted)));
    }

    /// Ends the input behind what is queued.
    pub fn end_input(&self) {
        self.queue(Input::End);
    }

    fn queue(&self, input: Input) {
        // Its reader ends with the process.
        if let Err(mpsc::error::SendError(Input::Data(_, Some(responder)))) = self.input.send(input)
        {
            responder.answer(Err(self.inactive()));
        }
    }

    fn written(&self, bytes: usize) -> Response {
        Response::StdinWritten(StdinWritten {
            process_id: self.id.clone(),
            accepted_bytes: bytes as u64,
        })
    }

    fn inactive(&self) -> Rejection {
        Rejection::invalid(format!("the VM has no active process `{}`", self.id))
    }
}

/// A process that has just been started, and under which names.
pub struct Started {
    /// The client's name for it.
    pub id: String,
    /// The command it was started as.
    pub command: String,
    /// Its arguments, without the command.
    pub arguments: Vec<String>,
    /// Its working directory.
    pub directory: String,
    /// The process.
    pub process: Process,
}

/// Carries input to a process until it ends.
async fn feed(managed: Arc<Managed>, mut queue: mpsc::UnboundedReceiver<Input>) {
    let feeding = async {
        while let Some(input) = queue.recv().await {
            let Input::Data(chunk, responder) = input else {
                let _ = managed.process.close_stdin();
                continue;
            };
            // Nobody reads it any more: a writer to a pipe learns that too late as well.
            let _ = managed.process.write_stdin(&chunk).await;
            managed.buffered.fetch_sub(chunk.len(), Ordering::AcqRel);
            if let Some(responder) = responder {
                responder.answer(Ok(managed.written(chunk.len())));
            }
        }
    };
    tokio::select! {
        () = feeding => {}
        () = managed.ended() => {}
    }
    queue.close();
    while let Ok(input) = queue.try_recv() {
        if let Input::Data(_, Some(responder)) = input {
            responder.answer(Err(managed.inactive()));
        }
    }
}

/// Carries a process's output to the client until its end, and tells that.
async fn carry(machine: Arc<Machine>, managed: Arc<Managed>) {
    let limits = machine.settings().output;
    let mut batch = Batch::new(limits.event);
    let mut left = limits.process;
    let mut exceeded = false;
    let ended = managed.process.wait();
    tokio::pin!(ended);
    let mut open = true;
    let status = loop {
        tokio::select! {
            biased;
            status = &mut ended => break status,
            () = tokio::time::sleep_until(batch.due), if !batch.chunks.is_empty() => {
                batch.send(&machine, &managed.id).await;
            }
            piece = managed.process.output(), if open && !batch.is_full() => match piece {
                Ok(Some(piece)) if fits(&piece, &mut left) => batch.add(piece),
                Ok(Some(_)) => {
                    // It may have ended just now; either way no more of its output is wanted.
                    let _ = managed.process.kill();
                    (open, exceeded) = (false, true);
                }
                Ok(None) | Err(_) => open = false,
            },
        }
    };
    // What it wrote is in its pipes; what children it left behind write later is not its output.
    while open {
        match tokio::time::timeout(Duration::ZERO, managed.process.output()).await {
            Ok(Ok(Some(piece))) if !fits(&piece, &mut left) => (open, exceeded) = (false, true),
            Ok(Ok(Some(piece))) => {
                batch.add(piece);
                if batch.is_full() {
                    batch.send(&machine, &managed.id).await;
                }
            }
            Ok(_) => open = false,
            Err(_) => break,
        }
    }
    if let Some(limit) = limits.process.filter(|_| exceeded) {
        let text = format!("kernelet: the program was ended: it wrote more than {limit} bytes\n");
        batch.add(Output::Stderr(text.into_bytes()));
    }
    if let Some(cause) = managed.process.cause() {
        batch.add(Output::Stderr(
            format!("kernelet: the program was ended: {cause}\n").into_bytes(),
        ));
    }
    batch.send(&machine, &managed.id).await;
    let code = status.map_or(1, kernelet::ExitStatus::code);
    let exited = ProcessExited { process_id: managed.id.clone(), exit_code: code };
    machine.event(Event::ProcessExited(exited));
    managed.exit.send_replace(Some(Exit { code, at: Instant::now() }));
    drop(machine);
    while open && let Ok(Some(_)) = managed.process.output().await {}
}

/// Whether a process may write this too; then that much less is left.
fn fits(piece: &Output, left: &mut Option<u64>) -> bool {
    let (Output::Stdout(data) | Output::Stderr(data)) = piece;
    let Some(allowed) = left else { return true };
    let rest = allowed.checked_sub(data.len() as u64);
    *allowed = rest.unwrap_or(*allowed);
    rest.is_some()
}

/// Output on its way into events.
struct Batch {
    /// Most bytes of one event.
    limit: usize,
    chunks: Vec<(Channel, Vec<u8>)>,
    bytes: usize,
    /// When it is to be sent.
    due: Instant,
    /// When the client has probably dealt with what was sent before.
    free: Instant,
}

impl Batch {
    fn new(limit: usize) -> Self {
        let now = Instant::now();
        Batch { limit, chunks: Vec::new(), bytes: 0, due: now, free: now }
    }

    fn is_full(&self) -> bool {
        self.bytes >= FULL || self.chunks.len() >= MAX_CHUNKS
    }

    fn add(&mut self, piece: Output) {
        let (channel, data) = match piece {
            Output::Stdout(data) => (Channel::Stdout, data),
            Output::Stderr(data) => (Channel::Stderr, data),
        };
        if self.chunks.is_empty() {
            self.due = self.free.max(Instant::now() + COALESCE);
        }
        self.bytes = self.bytes.saturating_add(data.len());
        match self.chunks.last_mut() {
            Some((last, chunk)) if *last == channel => chunk.extend(data),
            _ => self.chunks.push((channel, data)),
        }
        if self.bytes >= FULL {
            self.due = self.free;
        }
    }

    async fn send(&mut self, machine: &Machine, id: &str) {
        let mut events = 0_u32;
        for (channel, chunk) in self.chunks.drain(..) {
            for chunk in pieces(chunk, self.limit) {
                machine.link.room(OUTPUT_MARK).await;
                let output = ProcessOutput { process_id: id.into(), channel, chunk };
                machine.event(Event::ProcessOutput(output));
                events = events.saturating_add(1);
            }
        }
        let pause = PACE.saturating_mul(events);
        self.bytes = 0;
        self.free = Instant::now() + pause;
    }
}

/// Bytes in pieces of at most `limit`.
fn pieces(data: Vec<u8>, limit: usize) -> Vec<Vec<u8>> {
    if data.len() <= limit {
        return vec![data];
    }
    data.chunks(limit.max(1)).map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_counted_and_cut() {
        let piece = |length: usize| Output::Stdout(vec![0; length]);
        let mut left = Some(10);
        assert!(fits(&piece(4), &mut left) && !fits(&piece(7), &mut left));
        assert!(fits(&piece(6), &mut left) && !fits(&piece(1), &mut left));
        assert!(fits(&piece(1 << 20), &mut None));
        assert_eq!(pieces(vec![1, 2, 3], 2), [vec![1, 2], vec![3]]);
        assert_eq!(pieces(vec![1, 2, 3], 3), [vec![1, 2, 3]]);
    }
}
