//! Randomness, from the operating system.

/// `length` fresh bytes fit for keys.
pub fn bytes(length: u64) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    if let Err(error) = getrandom::fill(&mut bytes) {
        // Zeros in place of randomness would make keys guessable: end instead.
        tracing::error!(%error, "the operating system gives no random bytes");
        std::process::abort();
    }
    bytes
}
