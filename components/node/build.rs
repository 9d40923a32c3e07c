//! The size of the shadow stack of this component: see `STACK_SIZE` in `src/runtime/life.rs`. What does not happen here: code
//! generation.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // The last of several wins: this one comes after the one that all guests have.
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=16777216");
}
