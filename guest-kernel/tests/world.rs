//! The built kernel imports and exports what world `kernel` says and nothing else: its import list is
//! the security boundary of a VM.

use std::path::Path;
use std::process::Command;
use wit_component::{ComponentEncoder, DecodedWasm};

/// The core module, built as `just components` does but quickly.
fn build() -> Vec<u8> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guest");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "kernelet-kernel", "--lib"])
        .args(["--target", "wasm32-unknown-unknown", "--profile", "guest-quick", "--target-dir"])
        .arg(&target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the component builds");
    let file = target.join("wasm32-unknown-unknown/guest-quick/kernelet_kernel.wasm");
    std::fs::read(file).expect("the component is where cargo puts it")
}

#[test]
fn the_component_is_world_kernel() {
    let module = build();
    let component = ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .expect("the module carries its world")
        .encode()
        .expect("every import of the module is one of its world");
    let DecodedWasm::Component(resolve, world) =
        wit_component::decode(&component).expect("a component")
    else {
        panic!("not a component");
    };
    let world = &resolve.worlds[world];
    let names = |items: &mut dyn Iterator<Item = &wit_parser::WorldKey>| -> Vec<String> {
        let mut names: Vec<String> = items.map(|key| resolve.name_world_key(key)).collect();
        names.sort();
        names
    };
    assert_eq!(
        names(&mut world.imports.keys()),
        [
            "kernelet:kernel/host-dirs@0.1.0",
            "kernelet:kernel/launcher@0.1.0",
            "kernelet:kernel/types@0.1.0",
            "kernelet:kernel/wake@0.1.0",
            "wasi:clocks/monotonic-clock@0.2.6",
            "wasi:clocks/wall-clock@0.2.6",
            "wasi:random/random@0.2.6",
        ]
    );
    assert_eq!(
        names(&mut world.exports.keys()),
        ["kernelet:kernel/supervisor@0.1.0", "kernelet:kernel/syscalls@0.1.0"]
    );
}
