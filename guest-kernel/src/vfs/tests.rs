//! The tree as programs see it: errors in Linux's order, and random changes against a naive model.

use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::permission::Access;
use crate::testing::{FakeHost, check_invariants, configuration, flags, kernel, kernel_in, start};
use crate::types::{FileType, MountAccess, Pid, TimeUpdate, Timestamp};

fn make_file(kernel: &mut Kernel, path: &str, contents: &str) {
    let fd = kernel.open(None, path.as_bytes(), flags("wct"), 0o644).unwrap();
    kernel.write(fd, contents.as_bytes()).unwrap();
    kernel.close(fd).unwrap();
}

fn read(kernel: &mut Kernel, path: &str) -> Result<String, Errno> {
    kernel.read_file(None, path.as_bytes(), 1 << 20).map(|data| String::from_utf8(data).unwrap())
}

/// A user's process in /workspace, with one of everything in it and in /tmp.
fn furnished() -> Kernel {
    let (mut kernel, _) = kernel();
    make_file(&mut kernel, "/tmp/roots", "");
    kernel.mkdir(None, b"/tmp/rootdir", 0o755).unwrap();
    make_file(&mut kernel, "/tmp/rootdir/file", "");
    kernel.mkdir(None, b"/tmp/secret", 0o700).unwrap();
    make_file(&mut kernel, "/tmp/secret/file", "");
    start(&mut kernel, "sh");
    for directory in ["empty", "full", "full/below"] {
        kernel.mkdir(None, directory.as_bytes(), 0o755).unwrap();
    }
    make_file(&mut kernel, "file", "text");
    for (target, path) in [
        ("file", "link"),
        ("empty", "dirlink"),
        ("nowhere", "dangling"),
        ("loop2", "loop1"),
        ("loop1", "loop2"),
    ] {
        kernel.symlink(target.as_bytes(), None, path.as_bytes()).unwrap();
    }
    kernel
}

/// One line of a table: a call with its paths, and the error (or "ok").
fn call(kernel: &mut Kernel, line: &str) -> Result<(), Errno> {
    let mut words = line.split_whitespace();
    let name = words.next().unwrap();
    let a = words.next().unwrap_or("").as_bytes();
    let b = words.next().unwrap_or("").as_bytes();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let open = |kernel: &mut Kernel, letters: &str| {
        let fd = kernel.open(None, a, flags(letters), 0o644)?;
        kernel.close(fd)
    };
    match name {
        "mkdir" => kernel.mkdir(None, a, 0o777),
        "rmdir" => kernel.rmdir(None, a),
        "unlink" => kernel.unlink(None, a),
        "rename" => kernel.rename((None, a), (None, b)),
        "link" => kernel.link((None, a), (None, b), false),
        "linkf" => kernel.link((None, a), (None, b), true),
        "symlink" => kernel.symlink(a, None, b),
        "readlink" => kernel.readlink(None, a).map(|_| ()),
        "stat" => kernel.stat(None, a, true).map(|_| ()),
        "lstat" => kernel.stat(None, a, false).map(|_| ()),
        "truncate" => kernel.truncate(None, a, 0),
        "chmod" => kernel.chmod(None, a, 0o644, true),
        "lchmod" => kernel.chmod(None, a, 0o644, false),
        "chown" => kernel.chown(None, a, Some(0), None, true),
        "chgrp" => kernel.chown(None, a, None, Some(1000), true),
        "chdir" => kernel.chdir(a),
        "readfile" => kernel.read_file(None, a, 3).map(|_| ()),
        "utimes" => kernel.utimes(None, a, TimeUpdate::Now, TimeUpdate::Omit, true),
        "access" => {
            let has = |letter| text(b).contains(letter);
            let wanted = Access { read: has('r'), write: has('w'), execute: has('x') };
            kernel.access(None, a, wanted)
        }
        open_with => open(kernel, open_with.strip_prefix("open:").expect("a call")),
    }
}

/// Each line is tried on a fresh VM. Lines without /dev were compared with Linux 6.18, as uid 1000 in
/// an ext4 tree furnished the same way.
const ERRORS: &str = "
    mkdir file            Exist
    mkdir file/           Exist
    mkdir dangling        Exist
    mkdir .               Exist
    mkdir ..              Exist
    mkdir /               Exist
    mkdir none/new        Noent
    mkdir file/new        Notdir
    mkdir new/            ok
    mkdir new/.           Noent
    mkdir /dev/new        Acces
    mkdir /tmp/rootdir/a  Acces
    mkdir /tmp/secret/a/b Acces
    mkdir loop1/a         Loop
    rmdir none            Noent
    rmdir file            Notdir
    rmdir file/           Notdir
    rmdir dirlink         Notdir
    rmdir dirlink/        Notdir
    rmdir full            Notempty
    rmdir empty/          ok
    rmdir empty/.         Inval
    rmdir empty/..        Notempty
    rmdir /               Busy
    rmdir /dev            Acces
    rmdir /tmp/rootdir    Perm
    unlink none           Noent
    unlink empty          Isdir
    unlink empty/         Isdir
    unlink file/          Notdir
    unlink link/          Notdir
    unlink dangling       ok
    unlink none/          Noent
    unlink .              Isdir
    unlink /              Isdir
    unlink /tmp/roots     Perm
    unlink /tmp/rootdir/file Acces
    unlink /dev/null      Acces
    rename none x         Noent
    rename file none/x    Noent
    rename file file/x    Notdir
    rename file x/        Notdir
    rename file/ x        Notdir
    rename file empty     Isdir
    rename file full      Isdir
    rename file file      ok
    rename file ./file    ok
    rename empty file     Notdir
    rename empty full     Notempty
    rename empty dirlink  Notdir
    rename full empty     ok
    rename full full/x    Inval
    rename full full/below/x Inval
    rename full/below full Notempty
    rename full x/        ok
    rename . x            Busy
    rename file ..        Busy
    rename file /         Busy
    rename file /dev/null Xdev
    rename file /dev/x    Xdev
    rename /dev/null x    Xdev
    rename /tmp/roots x   Perm
    rename file /tmp/roots Perm
    rename loop1/a x      Loop
    link none x           Noent
    link file file        Exist
    link file none/x      Noent
    link file x/          Noent
    link empty x          Perm
    link file /dev/x      Xdev
    link dangling x       ok
    linkf dangling x      Noent
    linkf loop1 x         Loop
    symlink a file        Exist
    symlink a x/          Noent
    symlink a none/x      Noent
    symlink a dangling    Exist
    readlink file         Inval
    readlink none         Noent
    readlink dirlink/     Inval
    readlink loop1        ok
    stat file/            Notdir
    stat file/.           Notdir
    stat file/..          Notdir
    stat link/            Notdir
    stat dangling         Noent
    stat loop1            Loop
    lstat loop1           ok
    lstat loop1/          Loop
    lstat dirlink/        ok
    stat /tmp/secret/file Acces
    stat /../../tmp       ok
    stat /dev/fd/9        Noent
    stat /dev/fd/0        ok
    stat /dev/stdout      ok
    stat /dev/tape        Noent
    truncate empty        Isdir
    truncate file/        Notdir
    truncate /dev/null    Inval
    truncate /tmp/roots   Acces
    chmod /tmp/roots      Perm
    chmod dangling        Noent
    lchmod link           Notsup
    chmod file            ok
    chown file            Perm
    chgrp file            ok
    chgrp /tmp/roots      Perm
    chdir file            Notdir
    chdir /tmp/secret     Acces
    chdir dirlink         ok
    utimes /tmp/roots     Perm
    readfile empty        Isdir
    readfile file         Fbig
    readfile /dev/null    Inval
    access file r         ok
    access file x         Acces
    access /tmp/roots w   Acces
    access /bin/sh rx     ok
    access /bin/sh w      Acces
    access none f         Noent
    open:r none           Noent
    open:rw empty         Isdir
    open:r empty          ok
    open:rc empty         Isdir
    open:rt empty         Isdir
    open:rd file          Notdir
    open:rdc file         Inval
    open:a file           Inval
    open:rn link          Loop
    open:rnd dirlink      Notdir
    open:rn dirlink/      ok
    open:pn link          ok
    open:wcx file         Exist
    open:wcx dangling     Exist
    open:wcx empty        Exist
    open:wc dangling      ok
    open:wc x/            Isdir
    open:wc file/         Isdir
    open:wc none/x        Noent
    open:w /tmp/roots     Acces
    open:wc /tmp/rootdir/x Acces
    open:wc /dev/x        Acces
    open:wt /dev/null     ok
    open:r loop1          Loop
    open:r /dev/fd/0      ok
    open:w /dev/stdin     Acces
    open:r /dev/fd/x      Noent
    open:r /dev/fd/00     Noent
";

#[test]
fn errors_come_in_the_order_of_linux() {
    let mut wrong = Vec::new();
    for line in ERRORS.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (call_text, expected) = line.rsplit_once(char::is_whitespace).unwrap();
        let mut kernel = furnished();
        let outcome = call(&mut kernel, call_text);
        let outcome = outcome.map_or_else(|error| format!("{error:?}"), |()| "ok".to_owned());
        if outcome != expected {
            wrong.push(format!("{call_text}: {outcome}, not {expected}"));
        }
        check_invariants(&mut kernel);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn long_and_strange_paths() {
    let mut kernel = furnished();
    let name = "n".repeat(255);
    assert_eq!(kernel.mkdir(None, name.as_bytes(), 0o755), Ok(()));
    assert_eq!(kernel.mkdir(None, "n".repeat(256).as_bytes(), 0o755), Err(Errno::Nametoolong));
    assert_eq!(
        kernel.stat(None, "./".repeat(2048).as_bytes(), true).unwrap().kind,
        FileType::Directory
    );
    assert_eq!(kernel.stat(None, "./".repeat(2049).as_bytes(), true), Err(Errno::Nametoolong));
    assert_eq!(kernel.stat(None, b"a\0b", true), Err(Errno::Inval));
    assert_eq!(kernel.stat(None, b"", true), Err(Errno::Noent));
    assert_eq!(kernel.symlink(b"", None, b"x"), Err(Errno::Noent));
    // Forty links are followed, not forty-one.
    make_file(&mut kernel, "l0", "end");
    for number in 1..=41 {
        let (target, path) = (format!("l{}", number - 1), format!("l{number}"));
        kernel.symlink(target.as_bytes(), None, path.as_bytes()).unwrap();
    }
    assert_eq!(read(&mut kernel, "l40").as_deref(), Ok("end"));
    assert_eq!(read(&mut kernel, "l41"), Err(Errno::Loop));
}

#[test]
fn working_directories() {
    let mut kernel = furnished();
    kernel.chdir(b"full/below").unwrap();
    assert_eq!(kernel.getcwd().unwrap(), b"/workspace/full/below");
    kernel.rename((None, b"/workspace/full"), (None, b"/workspace/moved")).unwrap();
    assert_eq!(kernel.getcwd().unwrap(), b"/workspace/moved/below");
    assert_eq!(kernel.realpath(None, b"../../link").unwrap(), b"/workspace/file");
    assert_eq!(kernel.realpath(None, b"/dev/../dev/null").unwrap(), b"/dev/null");
    kernel.rmdir(None, b"/workspace/moved/below").unwrap();
    assert_eq!(kernel.getcwd(), Err(Errno::Noent));
    assert_eq!(kernel.mkdir(None, b"x", 0o755), Err(Errno::Noent));
    assert_eq!(kernel.stat(None, b"..", true), Err(Errno::Noent));
    assert_eq!(kernel.stat(None, b".", true).unwrap().nlink, 0);
    check_invariants(&mut kernel);
    kernel.chdir(b"/").unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn directories_by_descriptor() {
    let mut kernel = furnished();
    let dir = kernel.open(None, b"full", flags("rd"), 0).unwrap();
    kernel.mkdir(Some(dir), b"here", 0o755).unwrap();
    assert!(kernel.stat(None, b"full/here", true).is_ok());
    assert_eq!(kernel.stat(Some(99), b"/tmp", true).map(|_| ()), Ok(()));
    assert_eq!(kernel.stat(Some(99), b"tmp", true), Err(Errno::Badf));
    assert_eq!(kernel.stat(Some(0), b"tmp", true), Err(Errno::Notdir));
    let file = kernel.open(None, b"file", flags("r"), 0).unwrap();
    assert_eq!(kernel.stat(Some(file), b"x", true), Err(Errno::Notdir));
    assert_eq!(kernel.readdir(file, 0, 9), Err(Errno::Notdir));
    let names: Vec<_> =
        kernel.readdir(dir, 0, 9).unwrap().into_iter().map(|entry| entry.name).collect();
    assert_eq!(names, [b"below".to_vec(), b"here".to_vec()]);
    kernel.fchdir(dir).unwrap();
    assert_eq!(kernel.getcwd().unwrap(), b"/workspace/full");
}

#[test]
fn modes_owners_and_times() {
    let mut kernel = furnished();
    assert_eq!(kernel.umask(0o7027), 0o022);
    let fd = kernel.open(None, b"new", flags("wc"), 0o4777).unwrap();
    let stat = kernel.fstat(fd).unwrap();
    assert_eq!((stat.mode, stat.uid, stat.gid, stat.nlink), (0o4750, 1000, 1000, 1));
    // Without permission bits for the owner, the owner has none; who has it open keeps it.
    kernel.fchmod(fd, 0).unwrap();
    assert_eq!(kernel.open(None, b"new", flags("r"), 0), Err(Errno::Acces));
    kernel.write(fd, b"x").unwrap();
    let at = |seconds| TimeUpdate::At(Timestamp { seconds, nanoseconds: 5 });
    kernel.futimes(fd, at(-7), at(9)).unwrap();
    let stat = kernel.fstat(fd).unwrap();
    assert_eq!((stat.atime.seconds, stat.mtime.seconds, stat.mtime.nanoseconds), (-7, 9, 5));
    let never = TimeUpdate::At(Timestamp { seconds: 0, nanoseconds: 1_000_000_000 });
    assert_eq!(kernel.futimes(fd, never, TimeUpdate::Omit), Err(Errno::Inval));
    kernel.switch_to(Pid::OPERATOR).unwrap();
    kernel.chmod(None, b"/workspace/new", 0o6755, true).unwrap();
    kernel.chown(None, b"/workspace/new", Some(0), None, true).unwrap();
    assert_eq!(kernel.stat(None, b"/workspace/new", true).unwrap().mode, 0o755);
    // A set-group-id directory hands its group on.
    kernel.mkdir(None, b"/shared", 0o777).unwrap();
    kernel.chown(None, b"/shared", None, Some(77), true).unwrap();
    kernel.chmod(None, b"/shared", 0o2777, true).unwrap();
    kernel.mkdir(None, b"/shared/below", 0o755).unwrap();
    let below = kernel.stat(None, b"/shared/below", true).unwrap();
    assert_eq!((below.gid, below.mode), (77, 0o2755));
}

#[test]
fn the_standard_tree() {
    let (mut kernel, _) = kernel();
    let fd = kernel.open(None, b"/", flags("r"), 0).unwrap();
    let names: Vec<_> = kernel
        .readdir(fd, 0, 99)
        .unwrap()
        .into_iter()
        .map(|entry| String::from_utf8(entry.name).unwrap())
        .collect();
    for name in ["bin", "dev", "etc", "home", "proc", "root", "tmp", "usr", "var", "workspace"] {
        assert!(names.contains(&name.to_owned()), "{name}");
    }
    assert_eq!(kernel.stat(None, b"/tmp", true).unwrap().mode, 0o1777);
    assert_eq!(kernel.stat(None, b"/home/user", true).unwrap().uid, 1000);
    assert_eq!(read(&mut kernel, "/usr/bin/node").as_deref(), Ok("#!kernelet-image node\n"));
    let passwd = read(&mut kernel, "/etc/passwd").unwrap();
    assert!(passwd.contains("\nuser:x:1000:1000:user:/home/user:/bin/sh\n"), "{passwd}");
    assert_ne!(
        kernel.stat(None, b"/dev", true).unwrap().dev,
        kernel.stat(None, b"/", true).unwrap().dev
    );
    let mut hostile = configuration();
    hostile.user.name = "a:0:0".to_owned();
    let host = std::rc::Rc::new(FakeHost::default());
    assert!(Kernel::configure(host, hostile).is_err());
}

#[test]
fn devices() {
    let mut kernel = furnished();
    let open = |kernel: &mut Kernel, path: &str| {
        kernel.open(None, path.as_bytes(), flags("rw"), 0).unwrap()
    };
    let null = open(&mut kernel, "/dev/null");
    assert_eq!(kernel.write(null, b"abc"), Ok(3));
    assert_eq!(kernel.read(null, 9), Ok(Vec::new()));
    let full = open(&mut kernel, "/dev/full");
    assert_eq!(kernel.write(full, b"abc"), Err(Errno::Nospc));
    let zero = open(&mut kernel, "/dev/zero");
    assert_eq!(kernel.read(zero, 9), Ok(vec![0; 9]));
    assert!(kernel.read(zero, 64 << 20).unwrap().len() <= crate::fs::READ_MAX as usize);
    let random = open(&mut kernel, "/dev/urandom");
    assert_eq!(kernel.read(random, 9).unwrap().len(), 9);
    let fds = kernel.open(None, b"/dev/fd", flags("r"), 0).unwrap();
    let names: Vec<_> =
        kernel.readdir(fds, 0, 2).unwrap().into_iter().map(|entry| entry.name).collect();
    assert_eq!(names, [b"0", b"1"]);
    assert_eq!(kernel.readdir(fds, 2, 99).unwrap().len(), 6);
}

#[test]
fn host_directories() {
    let directory = std::env::temp_dir().join(format!("kernelet-kernel-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(directory.join("sub")).unwrap();
    std::fs::write(directory.join("sub/file"), "text").unwrap();
    std::os::unix::fs::symlink("/etc/hostname", directory.join("absolute")).unwrap();
    std::os::unix::fs::symlink("../../../etc/hostname", directory.join("climbing")).unwrap();
    let (mut kernel, host) =
        kernel_in(FakeHost { directory: Some(directory.clone()), ..FakeHost::default() });
    kernel.mount_host_directory("work", b"/mnt/rw", MountAccess::ReadWrite).unwrap();
    kernel.mount_host_directory("work", b"/mnt/ro", MountAccess::ReadOnly).unwrap();
    assert_eq!(
        kernel.mount_host_directory("other", b"/mnt/x", MountAccess::ReadOnly),
        Err(Errno::Noent)
    );
    start(&mut kernel, "sh");

    // A link means the VM's tree, wherever it stands.
    assert_eq!(read(&mut kernel, "/mnt/ro/absolute").as_deref(), Ok("vm\n"));
    assert_eq!(read(&mut kernel, "/mnt/rw/climbing").as_deref(), Ok("vm\n"));
    assert_eq!(read(&mut kernel, "/mnt/ro/sub/file").as_deref(), Ok("text"));
    assert_eq!(kernel.stat(None, b"/mnt/rw/sub/file", true).unwrap().uid, 1000);

    for (line, expected) in [
        ("open:w /mnt/ro/sub/file", Err(Errno::Rofs)),
        ("open:rt /mnt/ro/sub/file", Err(Errno::Rofs)),
        ("open:wc /mnt/ro/new", Err(Errno::Rofs)),
        ("open:rc /mnt/ro/sub/file", Ok(())),
        ("mkdir /mnt/ro/sub", Err(Errno::Exist)),
        ("mkdir /mnt/ro/new", Err(Errno::Rofs)),
        ("unlink /mnt/ro/none", Err(Errno::Rofs)),
        ("rmdir /mnt/ro/sub", Err(Errno::Rofs)),
        ("rename /mnt/ro/none /mnt/ro/x", Err(Errno::Rofs)),
        ("rename /mnt/rw/sub /mnt/ro/x", Err(Errno::Xdev)),
        ("link /mnt/rw/sub/file /tmp/x", Err(Errno::Xdev)),
        ("truncate /mnt/ro/sub/file", Err(Errno::Rofs)),
        ("chmod /mnt/ro/sub/file", Err(Errno::Rofs)),
        ("utimes /mnt/ro/sub/file", Err(Errno::Rofs)),
        ("access /mnt/ro/sub/file w", Err(Errno::Rofs)),
        ("access /mnt/ro/sub/file r", Ok(())),
        ("chown /mnt/rw/sub/file", Err(Errno::Perm)),
        ("mkdir /mnt/rw/new", Ok(())),
        ("rename /mnt/rw/sub /mnt/rw/new/sub", Ok(())),
        ("link /mnt/rw/new/sub/file /mnt/rw/hard", Ok(())),
        ("unlink /mnt/rw/hard", Ok(())),
        ("symlink file /mnt/rw/new/sub/link", Ok(())),
        ("stat /mnt/rw/new/sub/link", Ok(())),
    ] {
        assert_eq!(call(&mut kernel, line), expected, "{line}");
    }
    kernel.chdir(b"/mnt/rw/new/sub").unwrap();
    assert_eq!(kernel.getcwd().unwrap(), b"/mnt/rw/new/sub");
    kernel.rename((None, b"/mnt/rw/new"), (None, b"/mnt/rw/newer")).unwrap();
    assert_eq!(kernel.getcwd().unwrap(), b"/mnt/rw/newer/sub");
    assert_eq!(kernel.realpath(None, b"../..").unwrap(), b"/mnt/rw");

    // A file that its mode forbids to open is still written by who makes it.
    let fd = kernel.open(None, b"made", flags("rwcxa"), 0o444).unwrap();
    kernel.write(fd, b"one").unwrap();
    kernel.write(fd, b"two").unwrap();
    assert_eq!(kernel.pread(fd, 99, 0).unwrap(), b"onetwo");
    kernel.unlink(None, b"made").unwrap();
    assert_eq!(kernel.fstat(fd).unwrap().size, 6);
    kernel.close(fd).unwrap();
    assert_eq!(host.open_files(), 0);

    for number in 0..200 {
        let _ = kernel.stat(None, b"file", true).unwrap();
        make_file(&mut kernel, &format!("n{number}"), "");
    }
    kernel.switch_to(Pid::OPERATOR).unwrap();
    for line in ["rmdir /mnt/rw", "rename /mnt/rw /mnt/x", "rmdir /dev"] {
        assert_eq!(call(&mut kernel, line), Err(Errno::Busy), "{line}");
    }
    check_invariants(&mut kernel);
    std::fs::remove_dir_all(directory).unwrap();
}
