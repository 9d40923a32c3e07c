//! HTTP/1.1 requests from outside to a server inside a VM, over [`Vm::connect`]: whatever listens there is asked,
//! in whichever language it is written. The policy of the VM is not asked.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::ext::ReasonPhrase;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Vm;
use crate::bindings::types::Errno;
use crate::error::{Error, Result};

/// A request.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// The port of the VM.
    pub port: u16,
    /// Such as `GET`.
    pub method: String,
    /// What follows the authority in the URL; a `/` is put before it when it has none.
    pub path: String,
    /// Names and values, in order. `host` and `connection` are added when they are missing.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
    /// Most bytes of the answer's body.
    pub body_limit: usize,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchResponse {
    /// Such as 200.
    pub status: u16,
    /// Such as `OK`: what the server said, else what the status is usually called.
    pub status_text: String,
    /// Names in lower case and values, in order; what is not UTF-8 is replaced.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Vm {
    /// Sends a request to a server of the VM and collects the answer. Give it a time limit with
    /// `tokio::time::timeout`.
    ///
    /// # Errors
    /// [`Error::NoListener`] when nobody listens on the port, [`Error::Fetch`] when the request is none or
    /// the server does not answer in HTTP, [`Error::FetchTooLarge`] when it answers too much.
    pub async fn fetch(&self, request: FetchRequest) -> Result<FetchResponse> {
        let (port, limit) = (request.port, request.body_limit);
        let failed =
            |cause: &dyn std::fmt::Display| Error::Fetch { port, cause: cause.to_string() };
        let http = build(request).map_err(|error| failed(&error))?;
        let stream = self.connect(port).map_err(|error| match error.errno() {
            Some(Errno::Connrefused) => Error::NoListener { port },
            _ => error,
        })?;
        let connected = http1::handshake(TokioIo::new(RequestFirst::new(stream))).await;
        let (mut sender, connection) = connected.map_err(|error| failed(&describe(&error)))?;
        let exchange = async {
            let response = sender.send_request(http).await;
            let response = response.map_err(|error| failed(&describe(&error)))?;
            let (head, body) = response.into_parts();
            let body =
                Limited::new(body, limit).collect().await.map_err(|error| match error
                    .downcast_ref::<LengthLimitError>(
                ) {
                    Some(_) => Error::FetchTooLarge { port, limit },
                    None => failed(&error),
                })?;
            let said = head.extensions.get::<ReasonPhrase>();
            let status_text = match said {
                Some(said) => String::from_utf8_lossy(said.as_bytes()).into_owned(),
                None => head.status.canonical_reason().unwrap_or_default().into(),
            };
            let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
            let headers = head.headers.iter();
            Ok(FetchResponse {
                status: head.status.as_u16(),
                status_text,
                headers: headers
                    .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                    .collect(),
                body: body.to_bytes().into(),
            })
        };
        let mut exchange = std::pin::pin!(exchange);
        tokio::select! {
            answer = &mut exchange => answer,
            // The connection may be over before the answer was looked at.
            _ = connection => exchange.await,
        }
    }
}

/// A stream that gives nothing before something was written: a server may answer as soon as somebody connects,
/// and an answer before the request is an error to the client.
struct RequestFirst<S> {
    stream: S,
    written: bool,
    reader: Option<Waker>,
}

impl<S> RequestFirst<S> {
    fn new(stream: S) -> Self {
        RequestFirst { stream, written: false, reader: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for RequestFirst<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.written {
            self.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for RequestFirst<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, data);
        if written.is_ready() {
            // Also when it failed: then reading tells of the end.
            self.written = true;
            if let Some(reader) = self.reader.take() {
                reader.wake();
            }
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Why, down to the cause.
fn describe(error: &hyper::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn build(request: FetchRequest) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let slash = if request.path.starts_with('/') { "" } else { "/" };
    let mut http =
        Request::builder().method(request.method.as_str()).uri(format!("{slash}{}", request.path));
    for (name, value) in &request.headers {
        http = http.header(name, value);
    }
    if let Some(headers) = http.headers_mut() {
        // One request for each connection.
        headers.insert(header::CONNECTION, header::HeaderValue::from_static("close"));
        if !headers.contains_key(header::HOST) {
            let host = format!("127.0.0.1:{}", request.port);
            headers.insert(header::HOST, header::HeaderValue::try_from(host)?);
        }
    }
    http.body(Full::new(request.body.into()))
}
