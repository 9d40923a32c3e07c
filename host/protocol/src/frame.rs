//! The envelope: which protocol, which request, on whose behalf.

use crate::codec::{DecodeError, Reader, Result, Wire, encode_varint};
use crate::message::{Event, Request, Response, SidecarRequest, SidecarResponse};

/// Name of the schema, in every frame.
pub const SCHEMA_NAME: &str = "secure-exec-sidecar";

/// Version of the schema, in every frame.
pub const SCHEMA_VERSION: u16 = 7;

union! {
    /// Whose message it is.
    Owner { 0 => Connection(ConnectionOwner), 1 => Session(SessionOwner), 2 => Vm(VmOwner) }
}

record! {
    /// A connection.
    ConnectionOwner { connection_id: String }
    /// A session of a connection.
    SessionOwner { connection_id: String, session_id: String }
    /// A VM of a session.
    VmOwner { connection_id: String, session_id: String, vm_id: String }
}

impl Owner {
    /// A connection.
    pub fn connection(id: impl Into<String>) -> Self {
        Owner::Connection(ConnectionOwner { connection_id: id.into() })
    }
}

/// One frame. Ids of the client's requests are positive, of the sidecar's negative.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(arbitrary::Arbitrary))]
#[allow(missing_docs, reason = "members are named after what they carry")]
pub enum Frame {
    Request { id: i64, owner: Owner, request: Request },
    Response { id: i64, owner: Owner, response: Response },
    Event { owner: Owner, event: Event },
    SidecarRequest { id: i64, owner: Owner, request: SidecarRequest },
    SidecarResponse { id: i64, owner: Owner, response: SidecarResponse },
}

impl Frame {
    /// The frame as bytes, without the length that a stream puts before it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode(&mut out);
        out
    }

    /// The frame that `bytes` are, exactly.
    ///
    /// # Errors
    /// When they are not one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut input = Reader::new(bytes);
        let frame = Frame::decode(&mut input)?;
        input.finish()?;
        Ok(frame)
    }
}

fn encode_head(tag: u64, out: &mut Vec<u8>) {
    encode_varint(tag, out);
    SCHEMA_NAME.to_string().encode(out);
    SCHEMA_VERSION.encode(out);
}

fn decode_head(input: &mut Reader<'_>) -> Result<u64> {
    let tag = input.varint()?;
    let (name, version) = (String::decode(input)?, u16::decode(input)?);
    if name != SCHEMA_NAME || version != SCHEMA_VERSION {
        return Err(DecodeError::Schema { name, version });
    }
    Ok(tag)
}

impl Wire for Frame {
    fn encode(&self, out: &mut Vec<u8>) {
        let mut numbered = |tag, id: &i64, owner: &Owner| {
            encode_head(tag, out);
            id.encode(out);
            owner.encode(out);
        };
        match self {
            Frame::Request { id, owner, request } => {
                numbered(0, id, owner);
                request.encode(out);
            }
            Frame::Response { id, owner, response } => {
                numbered(1, id, owner);
                response.encode(out);
            }
            Frame::Event { owner, event } => {
                encode_head(2, out);
                owner.encode(out);
                event.encode(out);
            }
            Frame::SidecarRequest { id, owner, request } => {
                numbered(3, id, owner);
                request.encode(out);
            }
            Frame::SidecarResponse { id, owner, response } => {
                numbered(4, id, owner);
                response.encode(out);
            }
        }
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self> {
        let tag = decode_head(input)?;
        if tag == 2 {
            let (owner, event) = (Wire::decode(input)?, Wire::decode(input)?);
            return Ok(Frame::Event { owner, event });
        }
        if !matches!(tag, 0 | 1 | 3 | 4) {
            return Err(DecodeError::UnknownTag { kind: "Frame", tag });
        }
        let (id, owner) = (Wire::decode(input)?, Wire::decode(input)?);
        Ok(match tag {
            0 => Frame::Request { id, owner, request: Wire::decode(input)? },
            1 => Frame::Response { id, owner, response: Wire::decode(input)? },
            3 => Frame::SidecarRequest { id, owner, request: Wire::decode(input)? },
            _ => Frame::SidecarResponse { id, owner, response: Wire::decode(input)? },
        })
    }
}

/// Id and owner of a request whose rest cannot be read, so that it can still be answered.
pub fn request_head(bytes: &[u8]) -> Option<(i64, Owner)> {
    let mut input = Reader::new(bytes);
    match decode_head(&mut input) {
        Ok(0) => {}
        // The answer says which protocol is spoken here.
        Err(DecodeError::Schema { .. }) if bytes.first() == Some(&0) => {}
        _ => return None,
    }
    let id = i64::decode(&mut input).ok().filter(|id| *id > 0)?;
    Some((id, Owner::decode(&mut input).ok()?))
}
