//! Puts the components of `.build/components` inside the library, when they are there.

use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = root.join("../.build/components");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let mut code = String::new();
    for (constant, name) in [("KERNEL", "kernel.cwasm"), ("NODE", "node.cwasm"), ("SH", "sh.cwasm")]
    {
        let path = folder.join(name);
        println!("cargo:rerun-if-changed={}", path.display());
        let value = if path.exists() {
            format!("*include_bytes!({:?})", path.display().to_string())
        } else {
            "[]".to_string()
        };
        code.push_str(&format!("pub static {constant}: &Pages<[u8]> = &Pages({value});\n"));
    }
    if let Err(error) = std::fs::write(out.join("components.rs"), code) {
        println!("cargo:error=cannot write components.rs: {error}");
    }
}
