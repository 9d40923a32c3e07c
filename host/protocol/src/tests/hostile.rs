//! Input that no encoder writes.

use std::collections::BTreeMap;

use crate::codec::{DecodeError, Reader, Wire};
use crate::frame::{Frame, SCHEMA_NAME, request_head};
use crate::message::{EntryKind, RootEntries};

fn read<T: Wire>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut input = Reader::new(bytes);
    let value = T::decode(&mut input)?;
    input.finish()?;
    Ok(value)
}

#[test]
fn lengths_have_their_shortest_form() {
    assert_eq!(Reader::new(&[0x80, 0x01]).varint(), Ok(128));
    assert_eq!(Reader::new(&[0x80, 0x00]).varint(), Err(DecodeError::Varint));
    assert_eq!(Reader::new(&[0x81, 0x80, 0x00]).varint(), Err(DecodeError::Varint));
    let mut most = [0xff; 10];
    most[9] = 1;
    assert_eq!(Reader::new(&most).varint(), Ok(u64::MAX));
    most[9] = 2;
    assert_eq!(Reader::new(&most).varint(), Err(DecodeError::Varint));
    assert_eq!(Reader::new(&[0xff; 11]).varint(), Err(DecodeError::Varint));
    assert_eq!(Reader::new(&[0xff]).varint(), Err(DecodeError::Truncated));
}

#[test]
fn each_kind_of_mistake_has_its_error() {
    assert_eq!(read::<bool>(&[2]), Err(DecodeError::NotBoolean(2)));
    assert_eq!(read::<Option<bool>>(&[9, 1]), Err(DecodeError::NotBoolean(9)));
    assert_eq!(read::<String>(&[1, 0xff]), Err(DecodeError::NotUtf8));
    assert_eq!(read::<String>(&[2, b'a']), Err(DecodeError::Truncated));
    assert_eq!(read::<u16>(&[1, 0, 7]), Err(DecodeError::Trailing(1)));
    let tag = 3;
    assert_eq!(read::<EntryKind>(&[3]), Err(DecodeError::UnknownTag { kind: "EntryKind", tag }));
    assert_eq!(
        read::<BTreeMap<String, bool>>(&[2, 1, b'a', 0, 1, b'a', 1]),
        Err(DecodeError::DuplicateKey)
    );
}

#[test]
fn a_length_does_not_allocate() {
    // 2^62 entries, 2^40 bytes: refused at once, for there are not that many bytes.
    let mut many = Vec::new();
    crate::codec::encode_varint(1 << 62, &mut many);
    assert_eq!(read::<RootEntries>(&many), Err(DecodeError::Truncated));
    let mut long = Vec::new();
    crate::codec::encode_varint(1 << 40, &mut long);
    assert_eq!(read::<String>(&long), Err(DecodeError::Truncated));
    assert_eq!(read::<Vec<u8>>(&long), Err(DecodeError::Truncated));
    // 4 million empty strings in 4 MB would take 100 MB.
    let mut empty = Vec::new();
    crate::codec::encode_varint(4 << 20, &mut empty);
    empty.resize(empty.len() + (4 << 20), 0);
    assert_eq!(read::<Vec<String>>(&empty), Err(DecodeError::TooManyItems));
}

#[test]
fn another_protocol_is_named_and_can_be_answered() {
    let mut bytes = vec![0];
    "agentos-native-sidecar".to_string().encode(&mut bytes);
    8_u16.encode(&mut bytes);
    5_i64.encode(&mut bytes);
    crate::Owner::connection("c").encode(&mut bytes);
    let error = Frame::from_bytes(&bytes).unwrap_err().to_string();
    assert_eq!(
        error,
        "the frame is of `agentos-native-sidecar` version 8, not `secure-exec-sidecar` version 7"
    );
    assert_eq!(request_head(&bytes), Some((5, crate::Owner::connection("c"))));
}

#[test]
fn a_request_that_cannot_be_read_can_be_answered() {
    let mut bytes = vec![0];
    SCHEMA_NAME.to_string().encode(&mut bytes);
    7_u16.encode(&mut bytes);
    1_i64.encode(&mut bytes);
    crate::Owner::connection("c").encode(&mut bytes);
    bytes.push(99);
    assert!(Frame::from_bytes(&bytes).is_err());
    assert_eq!(request_head(&bytes), Some((1, crate::Owner::connection("c"))));
    bytes[0] = 4;
    assert_eq!(request_head(&bytes), None, "only requests are answered");
}
