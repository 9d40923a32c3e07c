//! Which of two errors a program sees, when more than one thing is wrong. What nobody may see comes before
//! what is there; what is wrong with the path before what may be written; what may be written before how
//! much room there is; and what fails changes nothing.

use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::layer::tests::entries;
use crate::layer::{Lower, RootConfiguration, RootMode};
use crate::policy::{Mode, Policy, Rule, Scope};
use crate::testing::{FakeHost, check_invariants, configuration, flags, start};
use crate::types::{Configuration, TimeUpdate};
use std::rc::Rc;

/// What is wrong beside the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum World {
    /// The root is read-only.
    ReadOnly,
    /// There is no room for one more inode or byte.
    Full,
    /// The policy denies everything below `/secret`.
    Secret,
}

const LOWER: [&str; 8] = [
    "d777 /work",
    "f666 /work/file text",
    "d777 /work/full",
    "f666 /work/full/x y",
    "l /work/loop loop",
    "d755 /secret",
    "f666 /secret/file text",
    "d700 /closed",
];

fn kernel_in(world: World) -> Kernel {
    let mut configuration = Configuration {
        root: RootConfiguration {
            lowers: vec![Lower::Snapshot(entries(&LOWER))],
            mode: if world == World::ReadOnly { RootMode::ReadOnly } else { RootMode::Ephemeral },
            ..RootConfiguration::default()
        },
        ..configuration()
    };
    if world == World::Secret {
        let denied = Rule {
            mode: Mode::Deny,
            operations: vec!["*".to_owned()],
            patterns: vec!["/secret/**".to_owned(), "/secret".to_owned()],
        };
        let fs = Some(Scope { default: Mode::Allow, rules: vec![denied] });
        configuration.policy = Policy { fs, ..Policy::all(Mode::Allow) };
    }
    let mut kernel = Kernel::configure(Rc::new(FakeHost::default()), configuration).unwrap();
    if world == World::Full {
        let mut number = 0;
        while kernel.mkdir(None, format!("/tmp/{number}").as_bytes(), 0o755).is_ok() {
            number += 1;
        }
        // And all bytes, in a file that is there.
        let fd = kernel.open(None, b"/work/full/x", flags("wa"), 0).unwrap();
        let mut size = 1 << 19;
        while size > 0 {
            if kernel.write(fd, &vec![0; size]).is_err() {
                size /= 2;
            }
        }
        kernel.close(fd).unwrap();
    }
    start(&mut kernel, "sh");
    kernel.chdir(b"/work").unwrap();
    kernel
}

fn call(kernel: &mut Kernel, line: &str) -> Result<(), Errno> {
    let mut words = line.split_whitespace();
    let name = words.next().unwrap();
    let a = words.next().unwrap_or("").as_bytes();
    let b = words.next().unwrap_or("").as_bytes();
    match name {
        "mkdir" => kernel.mkdir(None, a, 0o777),
        "mkfifo" => kernel.mkfifo(None, a, 0o777),
        "rmdir" => kernel.rmdir(None, a),
        "unlink" => kernel.unlink(None, a),
        "rename" => kernel.rename((None, a), (None, b)),
        "link" => kernel.link((None, a), (None, b), false),
        "symlink" => kernel.symlink(a, None, b),
        "stat" => kernel.stat(None, a, true).map(|_| ()),
        "readlink" => kernel.readlink(None, a).map(|_| ()),
        "readfile" => kernel.read_file(None, a, 99).map(|_| ()),
        "truncate" => kernel.truncate(None, a, 0),
        "extend" => kernel.truncate(None, a, 1 << 30),
        "chmod" => kernel.chmod(None, a, 0o600, true),
        "utimes" => kernel.utimes(None, a, TimeUpdate::Now, TimeUpdate::Now, true),
        "watch" => kernel.watch(None, a).map(|_| ()),
        "append" => {
            let fd = kernel.open(None, a, flags("wa"), 0)?;
            kernel.write(fd, b"more").map(|_| ())
        }
        letters => {
            let letters = letters.strip_prefix("open:").expect("a call");
            kernel.open(None, a, flags(letters), 0o644).map(|_| ())
        }
    }
}

const TABLE: &[(World, &str)] = &[
    (
        World::ReadOnly,
        "
        mkdir new             Rofs
        mkdir file            Exist
        mkdir none/new        Noent
        mkdir file/new        Notdir
        mkdir loop/new        Loop
        mkdir /closed/new     Acces
        mkfifo new            Rofs
        symlink x new         Rofs
        symlink x file        Exist
        link file new         Rofs
        link none new         Noent
        link file file        Exist
        link file /dev/x      Xdev
        unlink file           Rofs
        unlink none           Rofs
        unlink none/x         Noent
        unlink .              Isdir
        rmdir full            Rofs
        rmdir none            Rofs
        rmdir .               Inval
        rename none x         Rofs
        rename file /dev/x    Xdev
        rename none/a b       Noent
        open:wc new           Rofs
        open:w file           Rofs
        open:w none           Noent
        open:w full           Isdir
        open:wcx file         Exist
        open:r file           ok
        truncate file         Rofs
        truncate full         Isdir
        truncate none         Noent
        chmod file            Rofs
        chmod none            Noent
        utimes file           Rofs
    ",
    ),
    (
        World::Full,
        "
        mkdir new             Nospc
        mkdir full            Exist
        mkdir none/new        Noent
        mkdir /etc/new        Acces
        mkfifo new            Nospc
        symlink x new         Nospc
        link file new         Nospc
        link none new         Noent
        link full new         Perm
        open:wc new           Nospc
        open:wc file          ok
        open:wcx file         Exist
        open:wc file/x        Notdir
        append file           Nospc
        append none           Noent
        rename file new       ok
        rename none new       Noent
        unlink file           ok
        truncate file         ok
        chmod /etc            Perm
    ",
    ),
    (
        World::Secret,
        "
        stat /secret/file     Acces
        stat /secret/none     Acces
        stat /secret/none/x   Acces
        stat /secret/file/x   Acces
        stat none             Noent
        readfile /secret/none Acces
        readlink /secret/none Acces
        open:r /secret/none   Acces
        open:wc /secret/new   Acces
        open:wcx /secret/file Acces
        mkdir /secret/file    Acces
        mkdir /secret/a/b     Acces
        rmdir /secret/none    Acces
        unlink /secret/none   Acces
        rename /secret/none x Acces
        rename none /secret/x Acces
        link file /secret/x   Acces
        link /secret/none x   Acces
        symlink x /secret/x   Acces
        truncate /secret/none Acces
        chmod /secret/none    Acces
        watch /secret/none    Acces
        watch none            Noent
        stat loop/x           Loop
    ",
    ),
];

#[test]
fn of_two_errors_the_right_one() {
    for (world, lines) in TABLE {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (line, expected) = line.rsplit_once(' ').unwrap();
            let mut kernel = kernel_in(*world);
            let before = kernel.usage();
            let answer = call(&mut kernel, line);
            let shown = answer.map_or_else(|errno| format!("{errno:?}"), |()| "ok".to_owned());
            assert_eq!(shown, expected, "{world:?}: {line}");
            if answer.is_err() {
                let after = kernel.usage();
                assert_eq!(
                    (after.filesystem_bytes, after.filesystem_inodes),
                    (before.filesystem_bytes, before.filesystem_inodes),
                    "{world:?}: {line} changed something"
                );
            }
            check_invariants(&mut kernel);
        }
    }
}
