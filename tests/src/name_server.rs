//! A name server for tests: a few names, and how often it was asked.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// One record of a name.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A or AAAA.
    Address(IpAddr),
    /// MX.
    Mx(u16, &'static str),
    /// TXT, of one string.
    Txt(&'static str),
}

/// A server on UDP that answers until it is dropped.
pub struct NameServer {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl NameServer {
    /// Serves these names; all others do not exist.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start<const N: usize>(names: [(&str, Vec<Answer>); N]) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        let names: BTreeMap<String, Vec<Answer>> =
            names.into_iter().map(|(name, answers)| (name.to_string(), answers)).collect();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            let mut message = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut message).await {
                count.fetch_add(1, Ordering::SeqCst);
                if let Some(answer) = answer(&message[..length], &names) {
                    let _ = socket.send_to(&answer, from).await;
                }
            }
        });
        NameServer { address, asked, task }
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many questions it got.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A message of RFC 1035, 4: the question, and the records that fit its type.
fn answer(query: &[u8], names: &BTreeMap<String, Vec<Answer>>) -> Option<Vec<u8>> {
    let mut labels = Vec::new();
    let mut at = 12;
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(query.get(at..at + length)?).to_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes(query.get(at..at + 2)?.try_into().ok()?);
    let question = query.get(12..at + 4)?;
    let known = names.get(&labels.join("."));
    let records: Vec<(u16, Vec<u8>)> =
        known.into_iter().flatten().map(data).filter(|(own, _)| *own == kind).collect();
    let code = if known.is_some() { 0 } else { 3 };
    let mut message = query.get(..2)?.to_vec();
    message.extend([0x81, 0x80 | code, 0, 1, 0, u8::try_from(records.len()).ok()?, 0, 0, 0, 0]);
    message.extend(question);
    for (kind, data) in records {
        message.extend([0xc0, 12]);
        message.extend(kind.to_be_bytes());
        message.extend([0, 1, 0, 0, 0, 60]);
        message.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        message.extend(data);
    }
    Some(message)
}

fn data(answer: &Answer) -> (u16, Vec<u8>) {
    match answer {
        Answer::Address(IpAddr::V4(ip)) => (1, ip.octets().into()),
        Answer::Address(IpAddr::V6(ip)) => (28, ip.octets().into()),
        Answer::Mx(preference, name) => {
            let mut data = preference.to_be_bytes().to_vec();
            for label in name.split('.') {
                data.extend(text(label));
            }
            data.push(0);
            (15, data)
        }
        Answer::Txt(string) => (16, text(string)),
    }
}

/// A character string.
fn text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap_or(0);
    std::iter::once(length).chain(text.bytes()).collect()
}
