//! The connection of a process with one of its workers, or of a worker with its parent.
//!
//! A port that is transferred to the other side leaves its data here as a relay: what its sibling
//! sends is taken out of them and goes over the link, what arrives for their channel is sent on to
//! the sibling. A port that is transferred on, to a third process, has a relay in each process on
//! the way. Messages of a `BroadcastChannel` go to every link but the one they came from.
//!
//! | Frame | `u32` length of the rest, `u8` kind, then |
//! |---|---|
//! | message | `u32` channel, a packed message |
//! | close | `u32` channel |
//! | broadcast | `u32` length of the name, the name, a packed message |
//! | exit | `i32` exit code |
//! | words | `u32` length of the name, the name, what stands in a buffer of [`shared`] |
//!
//! Numbers are little-endian. Both sides are this very program: a frame that cannot be read ends
//! the link.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::{Rc, Weak},
};

use rquickjs::{Ctx, Result};

use crate::{
    bindings::{
        messaging::{group::PortData, message::Message},
        worker::shared,
    },
    runtime::{
        callback,
        event_loop::{self, Target, WatchId},
    },
    sys::{self, Errno, Fd, PollInterest},
};

/// Bytes of one read.
const READ: u32 = 64 << 10;
/// Bytes of one write: no more than the kernel's buffer.
const WRITE: usize = 64 << 10;

/// Which end this process has. Each hands out channel numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The process that started the worker.
    Parent,
    /// The worker.
    Worker,
}

#[repr(u8)]
enum Kind {
    Message = 1,
    Close = 2,
    Broadcast = 3,
    Exit = 4,
    Words = 5,
}

/// One connection.
pub struct Link {
    fd: Fd,
    side: Side,
    incoming: RefCell<Vec<u8>>,
    outgoing: RefCell<VecDeque<u8>>,
    channels: RefCell<BTreeMap<u32, Rc<PortData>>>,
    next_channel: Cell<u32>,
    reader: Cell<Option<WatchId>>,
    writer: Cell<Option<WatchId>>,
    is_open: Cell<bool>,
    exit_code: Cell<Option<i32>>,
}

/// A message of a `BroadcastChannel` that links have not been given yet.
struct Broadcast {
    name: String,
    message: Rc<Message>,
}

thread_local! {
    static LINKS: RefCell<Vec<Rc<Link>>> = const { RefCell::new(Vec::new()) };
    static BROADCASTS: RefCell<Vec<Broadcast>> = const { RefCell::new(Vec::new()) };
}

fn links() -> Vec<Rc<Link>> {
    LINKS.with_borrow(Clone::clone)
}

/// Starts to use a descriptor as a link. It does not keep the loop alive.
pub fn open(ctx: &Ctx<'_>, fd: Fd, side: Side) -> Rc<Link> {
    // A link that cannot be made non-blocking still works, only slower.
    let _ =
        sys::set_flags(fd, sys::DescriptorFlags::NONBLOCK | sys::DescriptorFlags::CLOSE_ON_EXEC);
    let link = Rc::new(Link {
        fd,
        side,
        incoming: RefCell::default(),
        outgoing: RefCell::default(),
        channels: RefCell::default(),
        next_channel: Cell::new(if side == Side::Parent { 1 } else { 2 }),
        reader: Cell::new(None),
        writer: Cell::new(None),
        is_open: Cell::new(true),
        exit_code: Cell::new(None),
    });
    let watched = Rc::downgrade(&link);
    let ready: event_loop::Ready = Box::new(move |ctx, _| match watched.upgrade() {
        Some(link) => {
            link.receive(ctx)?;
            // What came for a port may have to go on to a third process.
            flush(ctx)?;
            // Words that came end waits: what was waiting goes on.
            callback::drain(ctx);
            Ok(())
        }
        None => Ok(()),
    });
    let target = Target::Descriptor(fd, PollInterest::READABLE);
    link.reader.set(Some(event_loop::watch(ctx, target, false, ready)));
    LINKS.with_borrow_mut(|links| links.push(link.clone()));
    link
}

/// Sends what waits in relays. Called after every message that a port was given.
///
/// # Errors
/// Only when memory is out.
pub fn flush(ctx: &Ctx<'_>) -> Result<()> {
    let all = links();
    if all.is_empty() {
        return Ok(());
    }
    for Broadcast { name, message } in BROADCASTS.take() {
        for link in &all {
            link.broadcast(ctx, &name, &message)?;
        }
    }
    for link in &all {
        link.flush(ctx)?;
    }
    Ok(())
}

/// Takes in what has arrived, for those who ask for a message without waiting for the loop.
///
/// # Errors
/// What a message cannot be made for.
pub fn receive(ctx: &Ctx<'_>) -> Result<()> {
    for link in links() {
        link.receive(ctx)?;
    }
    flush(ctx)
}

/// Has a message go to the `BroadcastChannel`s of other processes.
pub fn broadcast(name: &str, message: Rc<Message>) {
    if LINKS.with_borrow(|links| !links.is_empty()) {
        let broadcast = Broadcast { name: name.to_owned(), message };
        BROADCASTS.with_borrow_mut(|waiting| waiting.push(broadcast));
    }
}

/// Blocks until something has arrived, and takes it in.
///
/// # Errors
/// When there is no other process left, and what a message cannot be made for.
pub fn wait(ctx: &Ctx<'_>) -> Result<()> {
    let subscriptions: Vec<_> = links()
        .iter()
        .map(|link| sys::PollSubscription {
            target: sys::PollTarget::Descriptor((link.fd, PollInterest::READABLE)),
        })
        .collect();
    if subscriptions.is_empty() {
        return Err(rquickjs::Exception::throw_message(
            ctx,
            "The thread that was waited for has ended",
        ));
    }
    // An error of the descriptor is met by the reading.
    let _ = event_loop::wait_for_any(&subscriptions, None);
    receive(ctx)
}

/// Tells the other processes what stands in a buffer of [`shared`].
pub fn tell(ctx: &Ctx<'_>, name: &str, words: &[u8]) {
    for link in links() {
        link.send_named(ctx, Kind::Words, name, words);
    }
}

/// Sends all that waits, then the exit code (of a worker), and waits until it is gone.
pub fn end(ctx: &Ctx<'_>, exit_code: Option<i32>) {
    if flush(ctx).is_err() {
        ctx.catch();
    }
    for link in links() {
        if let (Some(code), Side::Worker) = (exit_code, link.side) {
            link.send(ctx, Kind::Exit, &[&code.to_le_bytes()]);
        }
        while link.is_open.get() && !link.outgoing.borrow().is_empty() {
            if event_loop::wait_for(ctx, link.fd, PollInterest::WRITABLE).is_err() {
                break;
            }
            link.write(ctx);
        }
    }
}

impl Link {
    /// Makes the data of a port a relay of the channel.
    pub fn attach(self: &Rc<Self>, channel: u32, data: Rc<PortData>) {
        data.set_remote(true);
        self.channels.borrow_mut().insert(channel, data);
    }

    /// Makes the data a relay of a new channel.
    pub fn attach_new(self: &Rc<Self>, data: Rc<PortData>) -> u32 {
        let channel = self.next_channel.get();
        self.next_channel.set(channel.wrapping_add(2));
        self.attach(channel, data);
        channel
    }

    /// The exit code that the worker told.
    pub fn exit_code(&self) -> Option<i32> {
        self.exit_code.get()
    }

    fn flush(self: &Rc<Self>, ctx: &Ctx<'_>) -> Result<()> {
        // Packing a message may attach channels.
        loop {
            let ready = self
                .channels
                .borrow()
                .iter()
                .find(|(_, data)| data.waiting() > 0)
                .map(|(channel, data)| (*channel, data.clone()));
            let Some((channel, data)) = ready else { return Ok(()) };
            let Some(message) = data.take(true) else { return Ok(()) };
            let number = channel.to_le_bytes();
            if message.is_close() {
                self.channels.borrow_mut().remove(&channel);
                self.send(ctx, Kind::Close, &[&number]);
            } else {
                let packed = message.pack(ctx, self)?;
                self.send(ctx, Kind::Message, &[&number, &packed]);
            }
        }
    }

    fn broadcast(self: &Rc<Self>, ctx: &Ctx<'_>, name: &str, message: &Message) -> Result<()> {
        let packed = message.pack(ctx, self)?;
        self.send_named(ctx, Kind::Broadcast, name, &packed);
        Ok(())
    }

    fn send_named(self: &Rc<Self>, ctx: &Ctx<'_>, kind: Kind, name: &str, bytes: &[u8]) {
        let length = (name.len() as u32).to_le_bytes();
        self.send(ctx, kind, &[&length, name.as_bytes(), bytes]);
    }

    fn send(self: &Rc<Self>, ctx: &Ctx<'_>, kind: Kind, parts: &[&[u8]]) {
        if !self.is_open.get() {
            return;
        }
        let length = 1 + parts.iter().map(|part| part.len()).sum::<usize>();
        {
            let mut outgoing = self.outgoing.borrow_mut();
            outgoing.extend((length as u32).to_le_bytes());
            outgoing.push_back(kind as u8);
            for part in parts {
                outgoing.extend(*part);
            }
        }
        self.write(ctx);
    }

    /// Writes as much as goes; the rest when the other side has room.
    fn write(self: &Rc<Self>, ctx: &Ctx<'_>) {
        loop {
            let mut outgoing = self.outgoing.borrow_mut();
            if outgoing.is_empty() {
                if let Some(writer) = self.writer.take() {
                    event_loop::unwatch(ctx, writer);
                }
                return;
            }
            let (first, _) = outgoing.as_slices();
            let piece = first.get(..WRITE).unwrap_or(first);
            match sys::write(self.fd, piece) {
                Ok(count) => drop(outgoing.drain(..count as usize)),
                Err(Errno::Again) => break,
                Err(_) => {
                    // The other side is gone; its end is noticed by reading.
                    outgoing.clear();
                }
            }
        }
        if self.writer.get().is_none() {
            let watched = Rc::downgrade(self);
            let ready: event_loop::Ready = Box::new(move |ctx, _| {
                if let Some(link) = Weak::upgrade(&watched) {
                    link.write(ctx);
                }
                Ok(())
            });
            let target = Target::Descriptor(self.fd, PollInterest::WRITABLE);
            self.writer.set(Some(event_loop::watch(ctx, target, true, ready)));
        }
    }

    /// Reads what is there and hands it out.
    ///
    /// # Errors
    /// What a message cannot be made for.
    pub fn receive(self: &Rc<Self>, ctx: &Ctx<'_>) -> Result<()> {
        while self.is_open.get() {
            match sys::read(self.fd, READ) {
                Ok(bytes) if bytes.is_empty() => self.close(ctx),
                Ok(bytes) => {
                    self.incoming.borrow_mut().extend(bytes);
                    self.hand_out(ctx)?;
                }
                Err(Errno::Again) => break,
                Err(_) => self.close(ctx),
            }
        }
        Ok(())
    }

    fn hand_out(self: &Rc<Self>, ctx: &Ctx<'_>) -> Result<()> {
        let mut start = 0;
        loop {
            let frame = {
                let incoming = self.incoming.borrow();
                let rest = incoming.get(start..).unwrap_or_default();
                let Some((length, rest)) = number(rest) else { break };
                let Some(frame) = rest.get(..length as usize) else { break };
                frame.to_vec()
            };
            start += 4 + frame.len();
            if self.frame(ctx, &frame)?.is_none() {
                self.close(ctx);
                break;
            }
        }
        self.incoming.borrow_mut().drain(..start);
        Ok(())
    }

    /// Acts on one frame; `None` when it is none.
    fn frame(self: &Rc<Self>, ctx: &Ctx<'_>, frame: &[u8]) -> Result<Option<()>> {
        let Some((kind, rest)) = frame.split_first() else { return Ok(None) };
        let Some((value, rest)) = number(rest) else { return Ok(None) };
        match *kind {
            kind if kind == Kind::Message as u8 => {
                let data = self.channels.borrow().get(&value).cloned();
                let message = Message::unpack(ctx, self, rest)?;
                // A channel that was closed here meanwhile: nobody hears the message.
                if let (Some(data), Some(message)) = (data, message) {
                    data.send(message);
                }
            }
            kind if kind == Kind::Close as u8 => {
                if let Some(data) = self.channels.borrow_mut().remove(&value) {
                    data.disentangle();
                }
            }
            kind if kind == Kind::Broadcast as u8 => {
                let Some((name, packed)) = rest.split_at_checked(value as usize) else {
                    return Ok(None);
                };
                let name = String::from_utf8_lossy(name);
                if let Some(message) = Message::unpack(ctx, self, packed)? {
                    PortData::deliver(&name, Rc::new(message));
                }
                for link in links().iter().filter(|link| !Rc::ptr_eq(link, self)) {
                    link.send_named(ctx, Kind::Broadcast, &name, packed);
                }
            }
            kind if kind == Kind::Words as u8 => {
                let Some((name, words)) = rest.split_at_checked(value as usize) else {
                    return Ok(None);
                };
                let name = String::from_utf8_lossy(name);
                shared::told(ctx, &name, words.to_vec())?;
                for link in links().iter().filter(|link| !Rc::ptr_eq(link, self)) {
                    link.send_named(ctx, Kind::Words, &name, words);
                }
            }
            kind if kind == Kind::Exit as u8 => self.exit_code.set(Some(value as i32)),
            _ => return Ok(None),
        }
        Ok(Some(()))
    }

    /// Ends the link: the ports behind it are closed, and a worker without a parent ends.
    pub fn close(&self, ctx: &Ctx<'_>) {
        if !self.is_open.replace(false) {
            return;
        }
        for watch in [self.reader.take(), self.writer.take()].into_iter().flatten() {
            event_loop::unwatch(ctx, watch);
        }
        // Nobody else knows the descriptor.
        let _ = sys::close(self.fd);
        LINKS.with_borrow_mut(|links| links.retain(|link| !std::ptr::eq(&**link, self)));
        for data in self.channels.take().into_values() {
            data.disentangle();
        }
        if self.side == Side::Worker {
            sys::exit(1);
        }
    }
}

/// A little-endian number at the start, and what follows it.
pub fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*first), rest))
}
