//! Puts the components of `.build/components` inside the library, when they are there: the kernel, an
//! image of every other `NAME.cwasm`, and the component that gives WASI to commands.

use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = root.join("../.build/components");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut images = images(&folder);
    images.sort();
    let mut code = String::new();
    declare(&mut code, "KERNEL", &folder.join("kernel.cwasm"));
    declare(&mut code, "WASI", &folder.join("wasi.wasm"));
    let mut list = String::new();
    for (index, name) in images.iter().enumerate() {
        let constant = format!("IMAGE_{index}");
        declare(&mut code, &constant, &folder.join(name).with_extension("cwasm"));
        list.push_str(&format!("({name:?}, super::Inside::new(&{constant}.0)), "));
    }
    let count = images.len();
    code.push_str(&format!("pub static IMAGES: [(&str, super::Inside); {count}] = [{list}];\n"));
    if let Err(error) = std::fs::write(out.join("components.rs"), code) {
        println!("cargo:error=cannot write components.rs: {error}");
    }
}

/// A constant with the bytes of a file; empty when there is none.
fn declare(code: &mut String, constant: &str, path: &Path) {
    println!("cargo:rerun-if-changed={}", path.display());
    let value = if path.exists() {
        format!("*include_bytes!({:?})", path.display().to_string())
    } else {
        "[]".to_string()
    };
    code.push_str(&format!("pub static {constant}: &Pages<[u8]> = &Pages({value});\n"));
}

/// Names of the program images.
fn images(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let name = |entry: std::fs::DirEntry| {
        let path = entry.path();
        let compiled = path.extension().is_some_and(|extension| extension == "cwasm");
        let name = path.file_stem()?.to_str()?.to_string();
        (compiled && name != "kernel").then_some(name)
    };
    files.filter_map(name).collect()
}
