//! The commands that a VM has by default: names of program images.

use crate::bindings::supervisor::Command;

/// Where the files of commands are.
const DIRECTORY: &str = "/bin";

/// The names of an image's commands. An image without an entry has one: its own name.
const NAMES: &[(&str, &[&str])] =
    &[("coreutils", COREUTILS), ("sh", &["sh", "bash"]), ("utilities", UTILITIES)];

/// What `components/coreutils` implements: what `coreutils --list` says, and the program itself.
#[rustfmt::skip]
const COREUTILS: &[&str] = &[
    "[", "arch", "b2sum", "base32", "base64", "basename", "basenc", "cksum", "comm", "coreutils",
    "csplit", "cut", "date", "dircolors", "dirname", "echo", "expand", "expr", "factor", "false",
    "fmt", "fold", "head", "hostid", "join", "link", "ln", "md5sum", "mktemp", "mv", "nl", "nproc",
    "numfmt", "od", "paste", "pathchk", "pr", "printenv", "printf", "ptx", "pwd", "readlink",
    "realpath", "rm", "rmdir", "sed", "seq", "sha1sum", "sha224sum", "sha256sum", "sha384sum",
    "sha512sum", "shred", "shuf", "sleep", "sort", "split", "sum", "tee", "test", "touch", "tr",
    "true", "truncate", "tsort", "tty", "uname", "unexpand", "uniq", "unlink", "wc", "yes",
];

/// What `components/utilities` implements: what `utilities --list` says, and the program itself.
#[rustfmt::skip]
const UTILITIES: &[&str] = &[
    "awk", "cat", "chgrp", "chmod", "chown", "cmp", "column", "cp", "dd", "df", "diff", "dir", "du",
    "egrep", "env", "envsubst", "fgrep", "file", "find", "gawk", "grep", "groups", "gunzip", "gzip",
    "hexdump", "hostname", "id", "install", "jq", "kill", "logname", "ls", "mkdir", "nohup", "rev",
    "rg", "stat", "strings", "tac", "tail", "tar", "timeout", "tree", "unzip", "utilities", "vdir",
    "which", "whoami", "xargs", "xxd", "yq", "zcat", "zip",
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
        let commands = of(["coreutils", "node", "sh", "utilities"].into_iter());
        let has = |path: &str, image: &str| {
            commands.iter().any(|command| command.path == path.as_bytes() && command.image == image)
        };
        assert!(
            has("/usr/bin/node", "node") && has("/bin/sh", "sh") && has("/bin/sort", "coreutils")
        );
        assert!(
            has("/bin/coreutils", "coreutils") && has("/bin/utilities", "utilities"),
            "they are asked for the names of their commands"
        );
    }
}
