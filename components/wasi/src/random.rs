//! `wasi:random`: the kernel's random bytes, for all three interfaces.

use crate::Wasi;
use crate::syscalls;
use crate::wit::exports::wasi::random::{insecure, insecure_seed, random};

/// Most bytes of one system call.
const PIECE: u64 = 65_536;

fn bytes(mut length: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while length > 0 {
        let piece = length.min(PIECE);
        match syscalls::random(piece as u32) {
            Ok(data) => bytes.extend(data),
            // A command that got fewer or constant bytes would make guessable keys of them.
            Err(_) => std::process::abort(),
        }
        length -= piece;
    }
    bytes
}

fn number() -> u64 {
    bytes(8).iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl random::Guest for Wasi {
    fn get_random_bytes(length: u64) -> Vec<u8> {
        bytes(length)
    }

    fn get_random_u64() -> u64 {
        number()
    }
}

impl insecure::Guest for Wasi {
    fn get_insecure_random_bytes(length: u64) -> Vec<u8> {
        bytes(length)
    }

    fn get_insecure_random_u64() -> u64 {
        number()
    }
}

impl insecure_seed::Guest for Wasi {
    fn insecure_seed() -> (u64, u64) {
        (number(), number())
    }
}
