//! Frames of the real client and of an independent encoder, byte by byte.

use super::*;

/// Name and bytes of each frame.
const VECTORS: &str = include_str!("vectors.txt");

#[test]
fn frames_of_the_real_client() {
    for line in VECTORS.lines() {
        let (name, hex) = line.split_once(": ").expect("NAME: HEX");
        let bytes = from_hex(hex);
        let frame = Frame::from_bytes(&bytes).expect(name);
        assert_eq!(to_hex(&frame.to_bytes()), hex, "{name}");
        insta::assert_debug_snapshot!(name, frame);
    }
}

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
