//! The commands that a VM has by default: names of program images.

use crate::bindings::supervisor::Command;

/// Where the files of commands are.
const DIRECTORY: &str = "/bin";

/// The names of an image's commands. An image without an entry has one: its own name.
const NAMES: &[(&str, &[&str])] = &[("coreutils", COREUTILS)];

/// What `components/coreutils` implements; a test compares it with what the program says.
#[rustfmt::skip]
pub(crate) const COREUTILS: &[&str] = &[
    "[", "arch", "awk", "b2sum", "base32", "base64", "basename", "basenc", "cat", "chmod",
    "cksum", "cmp", "comm", "cp", "csplit", "cut", "date", "dd", "diff", "dir", "dircolors",
    "dirname", "echo", "egrep", "env", "expand", "expr", "factor", "false", "fgrep", "find",
    "fmt", "fold", "grep", "groups", "head", "hostid", "hostname", "id", "join", "jq", "link",
    "ln", "logname", "ls", "md5sum", "mkdir", "mktemp", "mv", "nl", "nproc", "numfmt", "od",
    "paste", "pathchk", "pr", "printenv", "printf", "ptx", "pwd", "readlink", "realpath", "rm",
    "rmdir", "sed", "seq", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "shred",
    "shuf", "sleep", "sort", "split", "sum", "tail", "tee", "test", "touch", "tr", "true",
    "truncate", "tsort", "tty", "uname", "unexpand", "uniq", "unlink", "vdir", "wc", "which",
    "whoami", "xargs", "yes",
];

/// The commands of these images.
pub(crate) fn of<'a>(images: impl Iterator<Item = &'a str>) -> Vec<Command> {
    let names = |image: &'a str| {
        let listed = NAMES.iter().find(|(known, _)| *known == image);
        listed.map_or_else(|| vec![image], |(_, names)| names.to_vec())
    };
    let command = |image: &str, name: &str| Command {
        path: path(name).into_bytes(),
        image: image.to_string(),
    };
    images
        .flat_map(|image| names(image).into_iter().map(move |name| command(image, name)))
        .collect()
}

fn path(name: &str) -> String {
    // `process.execPath` of Node on Debian.
    if name == "node" { "/usr/bin/node".into() } else { format!("{DIRECTORY}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_without_names_is_a_command() {
        let commands = of(["coreutils", "node", "sh"].into_iter());
        let has = |path: &str, image: &str| {
            commands.iter().any(|command| command.path == path.as_bytes() && command.image == image)
        };
        assert!(
            has("/usr/bin/node", "node") && has("/bin/sh", "sh") && has("/bin/ls", "coreutils")
        );
        assert!(!has("/bin/coreutils", "coreutils"));
    }
}
