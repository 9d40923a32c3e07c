//! Servers inside a VM: who listens where, and HTTP requests to them.
//!
//! A request waits for an answer of the program, so none is done in the VM's queue: each is answered beside it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kernelet::bindings::supervisor::{SocketFound, SocketQuery};
use kernelet::vm::fetch::{FetchRequest, FetchResponse};
use kernelet::vm::outside::socket_address;
use kernelet_protocol::message::{
    FindBoundUdp, FindListener, Response, Socket, SocketSnapshot, VmFetch, VmFetchResult,
};
use serde::{Deserialize, Serialize};

use crate::client::Responder;
use crate::machine::Machine;
use crate::rejection::{Code, Rejection, Result};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Finds a listener.
///
/// # Errors
/// When the policy does not let the client see it.
pub fn find_listener(machine: &Machine, asked: FindListener) -> Result<Response> {
    let FindListener { host, port, path } = asked;
    let query = SocketQuery { host, port, path: path.map(String::into_bytes) };
    let found = machine.vm.find_listener(&query).map_err(denied)?;
    Ok(Response::ListenerSnapshot(SocketSnapshot { socket: socket(machine, found) }))
}

/// Finds a datagram socket.
///
/// # Errors
/// When the policy does not let the client see it.
pub fn find_bound_udp(machine: &Machine, asked: FindBoundUdp) -> Result<Response> {
    let query = SocketQuery { host: asked.host, port: asked.port, path: None };
    let found = machine.vm.find_bound_datagram(&query).map_err(denied)?;
    Ok(Response::BoundUdpSnapshot(SocketSnapshot { socket: socket(machine, found) }))
}

fn denied(error: kernelet::Error) -> Rejection {
    Rejection::from(error).with_code(Code::ExecutionError)
}

/// As the client sees it: by the process that it started itself. One of nobody's is none.
fn socket(machine: &Machine, found: Option<SocketFound>) -> Option<Socket> {
    let found = found?;
    let address = found.address.map(socket_address);
    Some(Socket {
        process_id: machine.processes.id_of(found.process)?,
        host: address.map(|address| address.ip().to_string()),
        port: address.map(|address| address.port()),
        path: found.path.map(|path| String::from_utf8_lossy(&path).into_owned()),
    })
}

/// Sends a request to a server and answers with what it said.
pub fn fetch(machine: &Arc<Machine>, responder: Responder, asked: VmFetch) {
    let machine = Arc::clone(machine);
    tokio::spawn(async move {
        let answer = tokio::select! {
            answer = ask(&machine, asked) => answer,
            () = machine.disposal() => Err(Rejection::new(
                Code::ExecutionError,
                "the VM was disposed of before its server had answered",
            )),
        };
        responder.answer(answer);
    });
}

async fn ask(machine: &Machine, asked: VmFetch) -> Result<Response> {
    let port = asked.port;
    let request = FetchRequest {
        port,
        method: asked.method,
        path: asked.path,
        headers: headers(&asked.headers_json)?,
        body: asked.body.unwrap_or_default().into_bytes(),
        body_limit: machine.settings().fetch_bytes,
    };
    let answered = tokio::time::timeout(PATIENCE, machine.vm.fetch(request)).await;
    let response = answered.map_err(|_| {
        let message = format!("the server on port {port} did not answer within {PATIENCE:?}");
        Rejection::new(Code::ExecutionError, message)
    })?;
    let response = response.map_err(|error| match error {
        kernelet::Error::FetchTooLarge { .. } => {
            Rejection::new(Code::FrameTooLarge, error.to_string())
        }
        error => Rejection::new(Code::ExecutionError, error.to_string()),
    })?;
    Ok(Response::VmFetch(VmFetchResult { response_json: json(response)? }))
}

/// One value of a header, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

fn headers(json: &str) -> Result<Vec<(String, String)>> {
    let json = if json.trim().is_empty() { "{}" } else { json };
    let headers: BTreeMap<String, Values> = serde_json::from_str(json).map_err(|error| {
        Rejection::invalid(format!(
            "headersJson is no object of strings and lists of strings: {error}"
        ))
    })?;
    let each = |(name, values): (String, Values)| {
        let values = match values {
            Values::One(value) => vec![value],
            Values::Many(values) => values,
        };
        values.into_iter().map(move |value| (name.clone(), value))
    };
    Ok(headers.into_iter().flat_map(each).collect())
}

/// What the client reads.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status: u16,
    status_text: String,
    headers: Vec<(String, String)>,
    body: String,
    body_encoding: &'static str,
}

fn json(response: FetchResponse) -> Result<String> {
    let answer = Answer {
        status: response.status,
        status_text: response.status_text,
        headers: response.headers,
        body: base64::Engine::encode(&base64::engine::general_purpose::STANDARD, response.body),
        body_encoding: "base64",
    };
    serde_json::to_string(&answer)
        .map_err(|error| Rejection::new(Code::ExecutionError, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_strings_or_lists() {
        let of = |json: &str| headers(json).map_err(|rejection| rejection.message);
        let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
        assert_eq!(of(""), Ok(vec![]));
        assert_eq!(
            of(r#"{"a":"1","b":["2","3"]}"#),
            Ok(vec![pair("a", "1"), pair("b", "2"), pair("b", "3")])
        );
        assert!(of(r#"{"a":1}"#).unwrap_err().starts_with("headersJson"));
        assert!(of("[]").unwrap_err().starts_with("headersJson"));
    }
}
