//! A client's stream of bytes: frames in, frames out, until it ends.

use std::sync::Arc;

use kernelet_protocol::Frame;
use kernelet_protocol::frame::request_head;
use kernelet_protocol::message::{Rejected, Response};
use kernelet_protocol::stream::{MAX_FRAME_BYTES, Piece, Splitter, prefix};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;

use crate::Sidecar;
use crate::client::Client;
use crate::link::{Link, REQUEST_MARK};
use crate::rejection::Code;

/// Bytes that one read takes at most.
const READ: usize = 256 << 10;

/// Serves one client until its stream ends, then disposes of everything it made.
///
/// # Errors
/// When the stream cannot be read or written any more. What the client made is disposed of then too.
pub async fn serve<R, W>(sidecar: Arc<Sidecar>, input: R, output: W) -> std::io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin + Send + 'static,
{
    let (link, frames) = Link::new();
    let link = Arc::new(link);
    let writer = tokio::spawn(write(Arc::clone(&link), frames, output));
    let client = Arc::new(Client::new(sidecar, Arc::clone(&link)));
    let read = read(&client, &link, input).await;
    client.dispose().await;
    drop(client);
    link.close();
    match tokio::time::timeout(std::time::Duration::from_secs(1), writer).await {
        Ok(Ok(written)) => read.and(written),
        _ => read,
    }
}

async fn read(
    client: &Arc<Client>,
    link: &Link,
    mut input: impl AsyncRead + Unpin,
) -> std::io::Result<()> {
    let mut splitter = Splitter::default();
    let mut buffer = vec![0; READ];
    loop {
        link.room(REQUEST_MARK).await;
        let count = input.read(&mut buffer).await?;
        if count == 0 || link.is_closed() {
            if splitter.in_frame() {
                tracing::warn!("the client's stream ended inside a frame");
            }
            return Ok(());
        }
        splitter.push(buffer.get(..count).unwrap_or_default());
        while let Some(piece) = splitter.next_piece() {
            match piece {
                Piece::Frame(bytes) => match Frame::from_bytes(&bytes) {
                    Ok(frame) => client.receive(frame),
                    Err(error) => reject(link, &bytes, Code::InvalidState, &error.to_string()),
                },
                Piece::TooLong { length, head } => {
                    let message =
                        format!("the frame has {length} bytes, at most {MAX_FRAME_BYTES}");
                    reject(link, &head, Code::FrameTooLarge, &message);
                }
            }
        }
    }
}

/// Answers what cannot be read, when it can be told whom to answer.
fn reject(link: &Link, bytes: &[u8], code: Code, message: &str) {
    match request_head(bytes) {
        Some((id, owner)) => {
            let rejected = Rejected { code: code.name().into(), message: message.into() };
            link.respond(id, owner, Response::Rejected(rejected));
        }
        None => tracing::warn!(bytes = bytes.len(), "skipped a bad frame: {message}"),
    }
}

async fn write(
    link: Arc<Link>,
    mut frames: mpsc::UnboundedReceiver<Vec<u8>>,
    mut output: impl AsyncWrite + Unpin,
) -> std::io::Result<()> {
    let mut batch = Vec::new();
    let result = loop {
        let Some(first) = frames.recv().await.filter(|frame| !frame.is_empty()) else {
            break Ok(());
        };
        let mut ended = false;
        let mut bytes = append(&mut batch, &first);
        // What is ready goes in one write.
        while batch.len() < READ
            && let Ok(frame) = frames.try_recv()
        {
            ended |= frame.is_empty();
            bytes = bytes.saturating_add(append(&mut batch, &frame));
        }
        let written = async {
            output.write_all(&batch).await?;
            output.flush().await
        };
        if let Err(error) = written.await {
            break Err(error);
        }
        batch.clear();
        link.written(bytes);
        if ended {
            break Ok(());
        }
    };
    link.close();
    result
}

/// Adds a frame and its length to what is written next; answers the frame's size.
fn append(batch: &mut Vec<u8>, frame: &[u8]) -> usize {
    // Frames that are too long are not queued.
    if let Some(prefix) = prefix(frame).filter(|_| !frame.is_empty()) {
        batch.extend_from_slice(&prefix);
        batch.extend_from_slice(frame);
    }
    frame.len()
}
