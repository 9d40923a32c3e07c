//! Seeds: a frozen image must not hand every instance the same random numbers.

use rquickjs::Ctx;

use crate::raw;

/// Seeds `Math.random()` anew. Call it once after a frozen image resumes, with
/// eight bytes from the system's random source.
///
/// The seed of Map and Set hashing stays as it was frozen: existing tables
/// depend on it. It only decides the order of hash buckets, which JavaScript
/// cannot observe except by timing.
pub fn reseed(ctx: &Ctx<'_>, seed: u64) {
    // SAFETY: writes one integer of the context.
    unsafe { raw::kernelet_reseed(raw::context(ctx), seed) }
}
