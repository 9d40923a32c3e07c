//! `which`: where in PATH a program is.

use kernelet_system::{AccessMode, FileType};

use crate::outcome::Outcome;

/// `which [-a] NAME…`: 1 when one was not found.
pub fn main(words: Vec<String>) -> Outcome {
    let mut names: Vec<String> = words.into_iter().skip(1).collect();
    let all = names.iter().any(|name| name == "-a");
    names.retain(|name| name != "-a");
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".into());
    let mut status = i32::from(names.is_empty());
    for name in names {
        let candidates: Vec<String> = if name.contains('/') {
            vec![name]
        } else {
            path.split(':').map(|directory| format!("{directory}/{name}")).collect()
        };
        let mut found = candidates.iter().filter(|path| is_program(path)).peekable();
        if found.peek().is_none() {
            status = 1;
        }
        for path in found.take(if all { usize::MAX } else { 1 }) {
            println!("{path}");
        }
    }
    Ok(status)
}

fn is_program(path: &str) -> bool {
    let file = crate::system::stat(path, true);
    file.is_ok_and(|stat| stat.kind == FileType::Regular)
        && kernelet_system::access(None, path.as_bytes(), AccessMode::EXECUTE).is_ok()
}
