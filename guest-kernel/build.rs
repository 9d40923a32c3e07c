//! Link settings of the component.

/// Bytes of shadow stack. The kernel does not recurse over anything a program controls, so it needs
/// little; Rust's default of 1 MiB would be most of an idle kernel's memory.
const STACK_BYTES: u32 = 128 * 1024;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|architecture| architecture == "wasm32") {
        println!("cargo:rustc-link-arg-cdylib=-zstack-size={STACK_BYTES}");
    }
}
