//! Promise: the kernel component imports and exports what the contract says and nothing else, and
//! a program can reach nothing but system calls. The import list is the security boundary.

use kernelet_tests::component;
use wit_component::{DecodedWasm, WitPrinter};

/// The world of a built component as WIT text: its imports and exports by interface, and the
/// functions of each that it really uses.
fn world(name: &str) -> String {
    let bytes = std::fs::read(component(name)).expect("a component that was just built");
    let decoded = wit_component::decode(&bytes).expect("a component");
    let DecodedWasm::Component(resolve, world) = &decoded else {
        panic!("{name} is not a component")
    };
    let mut lines = Vec::new();
    let package = resolve.worlds[*world].package.expect("a package");
    let mut printer = WitPrinter::default();
    printer.print(resolve, package, &[]).expect("printable");
    let text: String = printer.output.into();
    lines.extend(text.lines().map(str::trim_end).map(str::to_string));
    for item in
        resolve.worlds[*world].imports.values().chain(resolve.worlds[*world].exports.values())
    {
        if let wit_parser::WorldItem::Interface { id, .. } = item {
            let interface = &resolve.interfaces[*id];
            let mut names: Vec<_> = interface.functions.keys().cloned().collect();
            names.sort();
            lines.push(format!(
                "// {}: {}",
                resolve.id_of(*id).unwrap_or_default(),
                names.join(" ")
            ));
        }
    }
    lines.join("\n")
}

#[test]
fn kernel() {
    insta::assert_snapshot!(world("kernel.wasm"));
}

#[test]
fn node() {
    insta::assert_snapshot!(world("node.wasm"));
}
