//! Commands about files that need more than WASI can say: `chmod`, `which`.

use std::ffi::OsString;
use std::path::Path;

use crate::system;

/// `chmod MODE FILE…`, the mode octal or symbolic, with `-R`.
pub fn chmod(arguments: Vec<OsString>) -> i32 {
    let mut words: Vec<String> =
        arguments.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let options = words.len();
    words.retain(|word| word != "-R" && word != "--recursive");
    let recursive = words.len() < options;
    if words.len() < 2 {
        eprintln!("chmod: usage: chmod [-R] MODE FILE...");
        return 1;
    }
    let mode = words.remove(0);
    let mut status = 0;
    for word in words {
        let depth = if recursive { usize::MAX } else { 0 };
        for entry in walkdir::WalkDir::new(&word).max_depth(depth) {
            let changed = entry.map_err(|error| error.to_string()).and_then(|entry| {
                if entry.path_is_symlink() && entry.depth() > 0 {
                    return Ok(());
                }
                change(entry.path(), &mode, entry.file_type().is_dir())
            });
            if let Err(error) = changed {
                eprintln!("chmod: {error}");
                status = 1;
            }
        }
    }
    status
}

fn change(path: &Path, text: &str, directory: bool) -> Result<(), String> {
    let failed = |error: system::Errno| format!("{}: {error:?}", path.display());
    let (old, mask) = (system::mode(path).map_err(failed)?, system::umask());
    let mode = mode(text, old, mask, directory).ok_or_else(|| format!("invalid mode: '{text}'"))?;
    system::chmod(path, mode).map_err(failed)
}

/// The mode that `text` makes of `old` (chmod(1)).
fn mode(text: &str, old: u32, mask: u32, directory: bool) -> Option<u32> {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777);
    }
    let mut mode = old;
    for clause in text.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, mut rest) = clause.split_at(at);
        let mut who_bits = 0;
        for letter in who.chars() {
            who_bits |= match letter {
                'u' => 0o4700,
                'g' => 0o2070,
                'o' => 0o1007,
                'a' => 0o7777,
                _ => return None,
            };
        }
        let allowed = if who.is_empty() { 0o7777 & !mask } else { who_bits };
        while let Some(operator) = rest.chars().next() {
            let end = rest.get(1..)?.find(['+', '-', '=']).map_or(rest.len(), |end| end + 1);
            let mut bits = 0;
            for letter in rest.get(1..end)?.chars() {
                bits |= match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if directory || old & 0o111 != 0 => 0o111,
                    'X' => 0,
                    's' => 0o6000,
                    't' => 0o1000,
                    _ => return None,
                };
            }
            let bits = bits & allowed;
            mode = match operator {
                '+' => mode | bits,
                '-' => mode & !bits,
                _ => (mode & !(if who.is_empty() { 0o777 } else { allowed & 0o777 })) | bits,
            };
            rest = rest.get(end..)?;
        }
    }
    Some(mode)
}

/// `which NAME…`: where in PATH a program is; `-a` all of them.
pub fn which(arguments: Vec<OsString>) -> i32 {
    let names: Vec<OsString> = arguments.into_iter().skip(1).collect();
    let all = names.iter().any(|name| name == "-a");
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".into());
    let mut status = 0;
    for name in names.iter().filter(|name| *name != "-a") {
        let name = name.to_string_lossy();
        let candidates: Vec<String> = if name.contains('/') {
            vec![name.to_string()]
        } else {
            path.split(':').map(|directory| format!("{directory}/{name}")).collect()
        };
        let mut found = candidates.iter().filter(|path| system::is_program(Path::new(path)));
        let shown: Vec<&String> =
            if all { found.collect() } else { found.next().into_iter().collect() };
        if shown.is_empty() {
            status = 1;
        }
        for path in shown {
            println!("{path}");
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use super::mode;

    #[test]
    fn symbolic_modes() {
        for (text, old, new) in [
            ("755", 0o644, 0o755),
            ("+x", 0o644, 0o755),
            ("u+x", 0o644, 0o744),
            ("go-rwx", 0o755, 0o700),
            ("a=r", 0o777, 0o444),
            ("u=rwx,g=rx,o=", 0o644, 0o750),
            ("a+X", 0o644, 0o644),
            ("u+s", 0o755, 0o4755),
        ] {
            assert_eq!(mode(text, old, 0o022, false), Some(new), "{text}");
        }
        assert_eq!(mode("a+X", 0o644, 0, true), Some(0o755));
        assert_eq!((mode("8", 0, 0, false), mode("u?x", 0, 0, false)), (None, None));
    }
}
