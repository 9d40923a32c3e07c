//! `/proc` as processes see it.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::testing::{check_invariants, flags, kernel, start};
use crate::types::{FileType, Pid, SignalDisposition};

fn read(kernel: &mut Kernel, path: &str) -> Result<String> {
    let fd = kernel.open(None, path.as_bytes(), flags("r"), 0)?;
    let mut text = Vec::new();
    loop {
        // In small pieces, so that positions count.
        let part = kernel.read(fd, 100)?;
        if part.is_empty() {
            break;
        }
        text.extend(part);
    }
    let size = kernel.fstat(fd)?.size;
    assert_eq!(size, text.len() as u64, "{path}");
    kernel.close(fd)?;
    let whole = kernel.read_file(None, path.as_bytes(), 1 << 20)?;
    if !path.contains("stat") && !path.contains("uptime") {
        assert_eq!(whole, text, "{path}");
    }
    Ok(String::from_utf8(text).unwrap())
}

fn names(kernel: &mut Kernel, path: &str) -> Vec<String> {
    let fd = kernel.open(None, path.as_bytes(), flags("rd"), 0).unwrap();
    let mut names = Vec::new();
    let mut cursor = 0;
    loop {
        let part = kernel.readdir(fd, cursor, 3).unwrap();
        let Some(last) = part.last() else { break };
        cursor = last.next;
        names.extend(part.into_iter().map(|entry| String::from_utf8(entry.name).unwrap()));
    }
    kernel.close(fd).unwrap();
    names
}

#[test]
fn a_process_sees_itself_and_the_others() {
    let (mut kernel, _) = kernel();
    let other = start(&mut kernel, "node");
    kernel.chdir(b"/tmp").unwrap();
    let own = start(&mut kernel, "sh");
    assert_eq!((other, own), (Pid(2), Pid(3)));
    kernel.sigaction(15, SignalDisposition::Catch).unwrap();

    assert_eq!(kernel.readlink(None, b"/proc/self").as_deref(), Ok(&b"3"[..]));
    assert_eq!(read(&mut kernel, "/proc/self/cmdline").as_deref(), Ok("sh\0"));
    assert_eq!(read(&mut kernel, "/proc/2/cmdline").as_deref(), Ok("node\0"));
    assert_eq!(read(&mut kernel, "/proc/self/comm").as_deref(), Ok("sh\n"));
    assert_eq!(read(&mut kernel, "/proc/self/environ").as_deref(), Ok("PATH=/usr/bin:/bin\0"));
    assert_eq!(kernel.readlink(None, b"/proc/self/exe").as_deref(), Ok(&b"/bin/sh"[..]));
    assert_eq!(kernel.readlink(None, b"/proc/2/exe").as_deref(), Ok(&b"/usr/bin/node"[..]));
    assert_eq!(kernel.readlink(None, b"/proc/2/cwd").as_deref(), Ok(&b"/tmp"[..]));
    assert_eq!(kernel.realpath(None, b"/proc/self/cwd").as_deref(), Ok(&b"/workspace"[..]));
    assert_eq!(kernel.realpath(None, b"/proc/self/cwd/../etc").as_deref(), Ok(&b"/etc"[..]));
    assert_eq!(kernel.realpath(None, b"/proc/self/fd").as_deref(), Ok(&b"/proc/3/fd"[..]));
    assert_eq!(kernel.stat(None, b"/proc/self/cwd", false).unwrap().kind, FileType::SymbolicLink);

    let status = read(&mut kernel, "/proc/self/status").unwrap();
    for line in [
        "Name:\tsh\n",
        "State:\tR (running)\n",
        "Pid:\t3\n",
        "PPid:\t1\n",
        "SigCgt:\t0000000000004000\n",
    ] {
        assert!(status.contains(line), "{line} in {status}");
    }
    let stat = read(&mut kernel, "/proc/self/stat").unwrap();
    assert!(stat.starts_with("3 (sh) R 1 3 3 "), "{stat}");
    assert_eq!(stat.split_ascii_whitespace().count(), 52, "{stat}");
    assert!(
        read(&mut kernel, "/proc/self/limits").unwrap().contains("Max open files            16 ")
    );

    let listed = names(&mut kernel, "/proc");
    for name in ["2", "3", "self", "meminfo", "version", "cpuinfo", "mounts", "uptime", "loadavg"] {
        assert_eq!(
            listed.iter().filter(|listed| *listed == name).count(),
            1,
            "{name} in {listed:?}"
        );
    }
    assert_eq!(names(&mut kernel, "/proc/self").len(), 12);
    check_invariants(&mut kernel);
}

#[test]
fn descriptors_are_links() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    let directory = kernel.open(None, b"/etc", flags("rd"), 0).unwrap();
    let file = kernel.open(None, b"/etc/hostname", flags("r"), 0).unwrap();
    assert_eq!((directory, file), (3, 4));
    // The listing's own descriptor is there as well.
    assert_eq!(names(&mut kernel, "/proc/self/fd"), ["0", "1", "2", "3", "4", "5"]);
    assert_eq!(kernel.readlink(None, b"/proc/self/fd/3").as_deref(), Ok(&b"/etc"[..]));
    assert!(kernel.readlink(None, b"/proc/self/fd/0").unwrap().starts_with(b"pipe:["));
    assert_eq!(kernel.readlink(None, b"/proc/self/fd/9"), Err(Errno::Noent));
    assert_eq!(kernel.stat(None, b"/proc/self/fd/4", true).unwrap().kind, FileType::Regular);
    assert_eq!(kernel.stat(None, b"/proc/self/fd/4", false).unwrap().kind, FileType::SymbolicLink);
    let again = kernel.open(None, b"/proc/self/fd/4", flags("r"), 0).unwrap();
    assert_eq!(kernel.read(again, 9).as_deref(), Ok(&b"vm\n"[..]));
    assert_eq!(kernel.open(None, b"/proc/self/fd/4", flags("w"), 0), Err(Errno::Acces));
    assert_eq!(kernel.open(None, b"/proc/self/fd/4", flags("rn"), 0), Err(Errno::Loop));
    assert_eq!(kernel.open(None, b"/proc/self/fd/4/x", flags("r"), 0), Err(Errno::Notdir));
    assert_eq!(kernel.open(None, b"/proc/self/fd/9", flags("r"), 0), Err(Errno::Noent));
    check_invariants(&mut kernel);
}

#[test]
fn the_machine() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    assert_eq!(
        read(&mut kernel, "/proc/mounts").as_deref(),
        Ok("tmpfs / tmpfs rw 0 0\ndevtmpfs /dev devtmpfs rw 0 0\nproc /proc proc ro 0 0\n")
    );
    assert!(
        read(&mut kernel, "/proc/version").unwrap().starts_with("Linux version 6.8.0-kernelet")
    );
    assert!(
        read(&mut kernel, "/proc/meminfo").unwrap().starts_with("MemTotal:          65536 kB\n")
    );
    assert!(read(&mut kernel, "/proc/cpuinfo").unwrap().contains("model name\t: Kernelet"));
    assert_eq!(read(&mut kernel, "/proc/loadavg").as_deref(), Ok("0.00 0.00 0.00 1/1 2\n"));
    assert!(read(&mut kernel, "/proc/uptime").unwrap().contains(" 0."));
    assert!(read(&mut kernel, "/proc/stat").unwrap().starts_with("cpu  150 0 0 0 "));
    assert!(read(&mut kernel, "/proc/filesystems").unwrap().contains("proc"));
}

#[test]
fn nothing_can_be_changed_and_what_is_gone_is_gone() {
    let (mut kernel, _) = kernel();
    let gone = start(&mut kernel, "node");
    let own = start(&mut kernel, "sh");
    assert_eq!(kernel.open(None, b"/proc/self/comm", flags("w"), 0), Err(Errno::Rofs));
    assert_eq!(kernel.open(None, b"/proc/new", flags("wc"), 0o644), Err(Errno::Rofs));
    assert_eq!(kernel.mkdir(None, b"/proc/new", 0o755), Err(Errno::Rofs));
    assert_eq!(kernel.unlink(None, b"/proc/version"), Err(Errno::Rofs));
    assert_eq!(kernel.rename((None, b"/proc/2"), (None, b"/proc/9")), Err(Errno::Rofs));
    assert_eq!(kernel.chmod(None, b"/proc/self/comm", 0o777, true), Err(Errno::Rofs));
    assert_eq!(kernel.truncate(None, b"/proc/version", 0), Err(Errno::Rofs));

    let text = kernel.open(None, b"/proc/2/status", flags("r"), 0).unwrap();
    kernel.chdir(b"/proc/2/fd").unwrap();
    kernel.switch_to(gone).unwrap();
    kernel.exit(3);
    kernel.switch_to(own).unwrap();
    assert_eq!(kernel.readlink(None, b"/proc/2/cwd"), Err(Errno::Noent), "it ended");
    kernel.ended(gone, None);
    assert!(read(&mut kernel, "/proc/2/status").unwrap().contains("State:\tZ (zombie)"));
    kernel.switch_to(Pid::OPERATOR).unwrap();
    assert_eq!(
        kernel.readlink(None, b"/proc/self"),
        Err(Errno::Noent),
        "the operator is no process"
    );
    kernel.reap(gone).unwrap();
    kernel.switch_to(own).unwrap();
    assert_eq!(kernel.stat(None, b"/proc/2", true), Err(Errno::Noent));
    assert_eq!(kernel.read(text, 10), Err(Errno::Noent));
    assert_eq!(kernel.getcwd(), Err(Errno::Noent));
    kernel.chdir(b"/").unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn no_link_leads_around_the_policy() {
    use crate::policy::{Mode, Policy, Rule, Scope};
    let mut configuration = crate::testing::configuration();
    let denied = Rule {
        mode: Mode::Deny,
        operations: vec!["*".to_owned()],
        patterns: vec!["/etc/**".to_owned(), "/proc/*/environ".to_owned()],
    };
    let fs = Some(Scope { default: Mode::Allow, rules: vec![denied] });
    configuration.policy = Policy { fs, ..Policy::all(Mode::Allow) };
    let host = std::rc::Rc::new(crate::testing::FakeHost::default());
    let mut kernel = Kernel::configure(host, configuration).unwrap();
    start(&mut kernel, "sh");
    kernel.chdir(b"/").unwrap();
    assert_eq!(read(&mut kernel, "/proc/self/cwd/etc/hostname"), Err(Errno::Acces));
    assert_eq!(read(&mut kernel, "/proc/self/root/etc/hostname"), Err(Errno::Acces));
    assert_eq!(read(&mut kernel, "/proc/self/cwd/proc/self/environ"), Err(Errno::Acces));
    assert_eq!(kernel.read_file(None, b"/proc/2/environ", 99), Err(Errno::Acces));
    assert_eq!(kernel.watch(None, b"/proc/self/cwd/etc/hostname"), Err(Errno::Acces));
    assert!(read(&mut kernel, "/proc/self/status").is_ok());
}
