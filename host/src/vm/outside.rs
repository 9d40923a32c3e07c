//! The network of a VM: connections that its sockets make to the outside, and those that the embedder makes to
//! its listeners.
//!
//! The kernel has judged and the grant was compared (`linker/kernel.rs`) before anything comes here. Bytes
//! move between a socket of the host and the far end of a connection in the kernel, a task for each;
//! whoever is ahead waits for the other.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::{Notify, mpsc};
use tokio::task::AbortHandle;

use super::{Shared, Vm, lock};
use crate::bindings::supervisor::{SocketFound, SocketQuery};
use crate::bindings::types::{Errno, InetAddress, IpAddress, RecordKind};
use crate::capabilities::egress::Network;
use crate::capabilities::errno::from_io;
use crate::capabilities::resolver::{Resolver, ip_address};
use crate::error::{Error, Result};

/// Bytes that move in one step.
const PIECE: usize = 64 << 10;
/// Longest time that connecting may take: what Linux gives it by default.
const CONNECT_PATIENCE: Duration = Duration::from_secs(127);
/// Messages of one socket that wait to be sent; more are lost.
const DATAGRAMS_MAX: usize = 64;
/// Addresses that one socket hears: those that it sent to.
const CORRESPONDENTS_MAX: usize = 1024;
/// Most bytes of a message.
const DATAGRAM_MAX: usize = 65_536;

/// What the kernel asks of the network.
#[derive(Debug)]
pub enum Request {
    /// Connect to an address, which is granted.
    Connect {
        /// The connection's number.
        connection: u64,
        /// The address.
        to: SocketAddr,
    },
    /// Send a message to an address, which is granted.
    Send {
        /// The socket's number.
        connection: u64,
        /// The message.
        data: Vec<u8>,
        /// The address.
        to: SocketAddr,
    },
    /// The VM has no use for it any more.
    Close {
        /// Its number.
        connection: u64,
    },
    /// A connection can move on.
    Ready {
        /// Its number.
        connection: u64,
    },
    /// Ask about a name.
    Resolve {
        /// The question's number.
        query: u64,
        /// The name.
        name: String,
        /// What about it.
        kind: RecordKind,
    },
    /// A socket of the VM began to listen.
    Listening,
}

/// Connections of a VM across its border.
pub(super) struct Outside {
    connections: Mutex<HashMap<u64, Connection>>,
    resolver: Resolver,
    listening: Notify,
}

struct Connection {
    way: Way,
    task: AbortHandle,
}

enum Way {
    Stream(Arc<Wakes>),
    Datagrams(mpsc::Sender<(Vec<u8>, SocketAddr)>),
}

/// Wake-ups of the two directions of a connection.
#[derive(Default)]
struct Wakes {
    sent: Notify,
    room: Notify,
}

/// Why a connection came to its end.
enum End {
    /// The VM's end is gone in order.
    Closed,
    /// The VM's end was reset.
    Reset,
    /// The outer end failed.
    Failed(Errno),
}

impl From<std::io::Error> for End {
    fn from(error: std::io::Error) -> Self {
        End::Failed(from_io(&error))
    }
}

impl From<Error> for End {
    fn from(_: Error) -> Self {
        // The VM is over.
        End::Reset
    }
}

impl Outside {
    pub(super) fn new(servers: Vec<SocketAddr>) -> Self {
        Outside {
            connections: Mutex::default(),
            resolver: Resolver::new(servers),
            listening: Notify::new(),
        }
    }

    /// Ends everything: the VM is over or nobody wants it.
    pub(super) fn stop(&self) {
        for (_, connection) in lock(&self.connections).drain() {
            connection.task.abort();
        }
        self.listening.notify_waiters();
    }

    fn forget(&self, connection: u64) {
        lock(&self.connections).remove(&connection);
    }
}

impl Vm {
    /// Connects to a listener of the VM, on 127.0.0.1 or else ::1. The policy is not asked.
    ///
    /// # Errors
    /// [`Error::Refused`] when nobody listens there.
    pub fn connect(&self, port: u16) -> Result<DuplexStream> {
        let connected = self.shared.supervise(|exports, store| {
            exports.kernelet_kernel_supervisor().call_connect(store, port)
        })?;
        let what = format!("connect to port {port} of the VM");
        let connection = connected.map_err(Error::refused(what))?;
        let (own, other) = tokio::io::duplex(PIECE);
        let vm = Arc::clone(&self.shared);
        self.shared.add_stream(connection, |wakes| async move {
            let (mut reader, mut writer) = tokio::io::split(other);
            vm.carry(connection, &wakes, &mut reader, &mut writer).await;
        });
        Ok(own)
    }

    /// The first socket of the VM that listens there, as far as the policy lets its client see it.
    ///
    /// # Errors
    /// [`Error::Rejected`] when it does not.
    pub fn find_listener(&self, query: &SocketQuery) -> Result<Option<SocketFound>> {
        self.shared
            .supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_find_listener(store, query)
            })?
            .map_err(Error::rejected)
    }

    /// The first datagram socket of the VM that is bound there.
    ///
    /// # Errors
    /// As [`Vm::find_listener`].
    pub fn find_bound_datagram(&self, query: &SocketQuery) -> Result<Option<SocketFound>> {
        self.shared
            .supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_find_bound_datagram(store, query)
            })?
            .map_err(Error::rejected)
    }

    /// Waits until somebody listens there. Give it a time limit with `tokio::time::timeout`.
    ///
    /// # Errors
    /// As [`Vm::find_listener`].
    pub async fn wait_for_listener(&self, query: &SocketQuery) -> Result<SocketFound> {
        loop {
            let mut listening = std::pin::pin!(self.shared.outside.listening.notified());
            // Before looking, so that a listener that comes meanwhile is not missed.
            listening.as_mut().enable();
            if let Some(found) = self.find_listener(query)? {
                return Ok(found);
            }
            listening.await;
        }
    }

    /// Replaces what the VM may reach. Connections stay.
    ///
    /// # Errors
    /// [`Error::Ended`] when the VM is over.
    pub fn set_network(&self, network: Network) -> Result<()> {
        self.shared.supervise(|_, store| {
            store.data_mut().network = network;
            Ok(())
        })
    }
}

impl Shared {
    /// Does what the kernel asked of the network.
    pub(super) fn reach_out(self: &Arc<Self>, request: Request) {
        match request {
            Request::Connect { connection, to } => self.connect(connection, to),
            Request::Send { connection, data, to } => self.send(connection, data, to),
            Request::Close { connection } => {
                if let Some(closed) = lock(&self.outside.connections).remove(&connection) {
                    closed.task.abort();
                }
            }
            Request::Ready { connection } => {
                if let Some(Connection { way: Way::Stream(wakes), .. }) =
                    lock(&self.outside.connections).get(&connection)
                {
                    wakes.sent.notify_one();
                    wakes.room.notify_one();
                }
            }
            Request::Resolve { query, name, kind } => {
                let vm = Arc::clone(self);
                tokio::spawn(async move {
                    let outcome = vm.outside.resolver.resolve(&name, kind).await;
                    // A VM that is over needs no answer.
                    let _ = vm.supervise(|exports, store| {
                        exports.kernelet_kernel_supervisor().call_resolved(store, query, &outcome)
                    });
                });
            }
            Request::Listening => self.outside.listening.notify_waiters(),
        }
    }

    /// Adds a connection and starts its task, which cannot end before it is added.
    fn add_stream<F>(&self, connection: u64, task: impl FnOnce(Arc<Wakes>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let wakes = Arc::new(Wakes::default());
        let mut connections = lock(&self.outside.connections);
        let task = tokio::spawn(task(Arc::clone(&wakes))).abort_handle();
        connections.insert(connection, Connection { way: Way::Stream(wakes), task });
    }

    fn connect(self: &Arc<Self>, connection: u64, to: SocketAddr) {
        let vm = Arc::clone(self);
        self.add_stream(connection, |wakes| async move {
            let connecting = tokio::time::timeout(CONNECT_PATIENCE, TcpStream::connect(to)).await;
            let stream = match connecting {
                Ok(stream) => stream.map_err(|error| from_io(&error)),
                Err(_) => Err(Errno::Timedout),
            };
            let outcome = stream.as_ref().map(|_| ()).map_err(|errno| *errno);
            let told = vm.supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_connected(store, connection, outcome)
            });
            match (stream, told) {
                (Ok(mut stream), Ok(())) => {
                    // The VM has written whole pieces already: what it wants sent is to leave.
                    let _ = stream.set_nodelay(true);
                    let (mut reader, mut writer) = stream.split();
                    if let End::Reset = vm.carry(connection, &wakes, &mut reader, &mut writer).await
                    {
                        let _ = stream.set_zero_linger();
                    }
                }
                _ => vm.outside.forget(connection),
            }
        });
    }

    /// Moves bytes both ways until both have ended, or one failed.
    async fn carry(
        self: &Arc<Self>,
        connection: u64,
        wakes: &Wakes,
        reader: &mut (impl AsyncRead + Unpin),
        writer: &mut (impl AsyncWrite + Unpin),
    ) -> End {
        let ended = AtomicBool::new(false);
        let outward = async {
            self.carry_out_of(connection, wakes, writer).await?;
            ended.store(true, Ordering::Relaxed);
            // The other direction is to look whether the VM's end is gone as a whole.
            wakes.room.notify_one();
            Ok(())
        };
        let inward = self.carry_into(connection, wakes, reader, &ended);
        let end = match tokio::try_join!(outward, inward) {
            Ok(_) => End::Closed,
            Err(end) => end,
        };
        let cause = match &end {
            End::Failed(errno) => Some(*errno),
            End::Closed | End::Reset => None,
        };
        self.outside.forget(connection);
        // A VM that is over has no connections.
        let _ = self.supervise(|exports, store| {
            exports.kernelet_kernel_supervisor().call_disconnect(store, connection, cause)
        });
        end
    }

    /// What the VM sends, to the end of it.
    async fn carry_out_of(
        self: &Arc<Self>,
        connection: u64,
        wakes: &Wakes,
        writer: &mut (impl AsyncWrite + Unpin),
    ) -> Result<(), End> {
        let limit = u32::try_from(PIECE).unwrap_or(u32::MAX);
        loop {
            let taken = self.supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_take_sent(store, connection, limit)
            })?;
            match taken {
                Ok(data) if data.is_empty() => return Ok(writer.shutdown().await?),
                Ok(data) => {
                    writer.write_all(&data).await?;
                    writer.flush().await?;
                }
                Err(Errno::Again) => wakes.sent.notified().await,
                Err(_) => return Err(End::Reset),
            }
        }
    }

    /// What comes from outside, to the end of it.
    async fn carry_into(
        self: &Arc<Self>,
        connection: u64,
        wakes: &Wakes,
        reader: &mut (impl AsyncRead + Unpin),
        ended: &AtomicBool,
    ) -> Result<(), End> {
        let mut buffer = vec![0; PIECE];
        loop {
            let count = tokio::select! {
                count = reader.read(&mut buffer) => count?,
                () = wakes.room.notified() => {
                    if ended.load(Ordering::Relaxed) {
                        self.give(connection, wakes, &[]).await?;
                    }
                    continue;
                }
            };
            let data = buffer.get(..count).unwrap_or_default();
            if data.is_empty() {
                break;
            }
            self.give(connection, wakes, data).await?;
        }
        self.supervise(|exports, store| {
            exports.kernelet_kernel_supervisor().call_end_received(store, connection)
        })?;
        Ok(())
    }

    /// Gives the VM all of it; nothing asks whether its end is still there.
    async fn give(
        self: &Arc<Self>,
        connection: u64,
        wakes: &Wakes,
        data: &[u8],
    ) -> Result<(), End> {
        let mut rest = data;
        loop {
            let given = self.supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_give_received(store, connection, rest)
            })?;
            match given {
                Ok(count) => rest = rest.get(count as usize..).unwrap_or_default(),
                Err(Errno::Again) => wakes.room.notified().await,
                Err(Errno::Pipe) => return Err(End::Closed),
                Err(_) => return Err(End::Reset),
            }
            if rest.is_empty() {
                return Ok(());
            }
        }
    }

    /// Hands a message to the socket's task, which the first one starts. What does not fit is lost.
    fn send(self: &Arc<Self>, connection: u64, data: Vec<u8>, to: SocketAddr) {
        let mut connections = lock(&self.outside.connections);
        let entry = connections.entry(connection).or_insert_with(|| {
            let (sender, receiver) = mpsc::channel(DATAGRAMS_MAX);
            let vm = Arc::clone(self);
            let task = tokio::spawn(async move { vm.exchange(connection, receiver).await });
            Connection { way: Way::Datagrams(sender), task: task.abort_handle() }
        });
        if let Way::Datagrams(sender) = &entry.way {
            let _ = sender.try_send((data, to));
        }
    }

    /// Sends and receives the messages of one socket of the VM.
    async fn exchange(
        self: &Arc<Self>,
        connection: u64,
        mut outward: mpsc::Receiver<(Vec<u8>, SocketAddr)>,
    ) {
        let any: [IpAddr; 2] = [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()];
        let mut sockets: [Option<UdpSocket>; 2] = [None, None];
        let mut known = HashSet::new();
        let mut buffers = [vec![0; DATAGRAM_MAX], vec![0; DATAGRAM_MAX]];
        loop {
            let [ipv4, ipv6] = &sockets;
            let [first, second] = &mut buffers;
            let received = tokio::select! {
                message = outward.recv() => {
                    let Some((data, to)) = message else { return };
                    let family = usize::from(to.is_ipv6());
                    let (Some(ip), Some(socket)) = (any.get(family), sockets.get_mut(family)) else {
                        return;
                    };
                    if socket.is_none() {
                        *socket = UdpSocket::bind((*ip, 0)).await.ok();
                    }
                    if known.len() < CORRESPONDENTS_MAX || known.contains(&to) {
                        known.insert(to);
                        if let Some(socket) = socket {
                            // A message may get lost.
                            let _ = socket.send_to(&data, to).await;
                        }
                    }
                    continue;
                }
                received = receive(ipv4.as_ref(), first) => received,
                received = receive(ipv6.as_ref(), second) => received,
            };
            if let Some((data, from)) = received.filter(|(_, from)| known.contains(from)) {
                let from = InetAddress { ip: ip_address(from.ip()), port: from.port() };
                let given = self.supervise(|exports, store| {
                    let supervisor = exports.kernelet_kernel_supervisor();
                    supervisor.call_give_datagram(store, connection, from, &data)
                });
                if given.is_err() {
                    return;
                }
            }
        }
    }
}

/// The next message; none when it was an error (nobody is there: RFC 1122, 4.1.3.3, which only a
/// connected socket is told of).
async fn receive(socket: Option<&UdpSocket>, buffer: &mut [u8]) -> Option<(Vec<u8>, SocketAddr)> {
    match socket {
        Some(socket) => {
            let (count, from) = socket.recv_from(buffer).await.ok()?;
            Some((buffer.get(..count)?.to_vec(), from))
        }
        None => std::future::pending().await,
    }
}

/// An address of the contract.
pub fn socket_address(address: InetAddress) -> SocketAddr {
    let ip: IpAddr = match address.ip {
        IpAddress::Ipv4((a, b, c, d)) => Ipv4Addr::new(a, b, c, d).into(),
        IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => Ipv6Addr::new(a, b, c, d, e, f, g, h).into(),
    };
    SocketAddr::new(ip, address.port)
}
