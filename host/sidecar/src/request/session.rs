//! Connections and sessions.

use kernelet_protocol::Owner;
use kernelet_protocol::frame::SCHEMA_VERSION;
use kernelet_protocol::message::{
    Authenticate, Authenticated, OpenSession, Response, SessionOpened,
};
use kernelet_protocol::stream::MAX_FRAME_BYTES;

use crate::Sidecar;
use crate::client::{Client, Responder};
use crate::rejection::{Code, Rejection, Result};

/// What this sidecar calls itself.
const SIDECAR_ID: &str = "secure-exec-sidecar";

/// Version of the bridge between guests and sidecar that the client expects.
const BRIDGE_VERSION: u32 = 1;

/// Makes a connection. Whatever connection the client names is a hint and not looked at.
pub fn authenticate(client: &Client, responder: Responder, owner: &Owner, asked: &Authenticate) {
    if let Err(rejection) = check(owner, asked) {
        return responder.answer(Err(rejection));
    }
    let id = Sidecar::next(&client.sidecar.connections, "conn");
    client.registry().add_connection(id.clone());
    let authenticated = Authenticated {
        sidecar_id: SIDECAR_ID.into(),
        connection_id: id.clone(),
        max_frame_bytes: MAX_FRAME_BYTES,
    };
    responder.answer_as(Owner::connection(id), Response::Authenticated(authenticated));
}

/// No token is configured: any is right.
fn check(owner: &Owner, asked: &Authenticate) -> Result<()> {
    if !matches!(owner, Owner::Connection(_)) {
        return Err(Rejection::invalid("Authenticate is owned by a connection"));
    }
    if asked.protocol_version != SCHEMA_VERSION {
        let message = format!("protocol version {}, here {SCHEMA_VERSION}", asked.protocol_version);
        return Err(Rejection::new(Code::ProtocolVersionMismatch, message));
    }
    if asked.bridge_version != BRIDGE_VERSION {
        let message = format!("bridge version {}, here {BRIDGE_VERSION}", asked.bridge_version);
        return Err(Rejection::new(Code::BridgeVersionMismatch, message));
    }
    Ok(())
}

/// Makes a session. Placement and metadata change nothing: there is one sidecar.
///
/// # Errors
/// When the connection is unknown.
pub fn open(client: &Client, owner: &Owner, _asked: &OpenSession) -> Result<Response> {
    let mut registry = client.registry();
    let connection = registry.connection("OpenSession", owner)?.to_string();
    let id = Sidecar::next(&client.sidecar.sessions, "session");
    registry.add_session(&connection, id.clone());
    Ok(Response::SessionOpened(SessionOpened { session_id: id, owner_connection_id: connection }))
}
