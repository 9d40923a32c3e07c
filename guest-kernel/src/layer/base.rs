//! The default base layer: the skeleton of a small Linux system, without programs.

use super::build::World;
use super::entry::{Entry, EntryKind};
use super::{Budget, build};
use crate::errno::{Errno, Refusal};
use crate::fs::memory::Layer;
use crate::types::{Configuration, User};
use std::cell::OnceCell;

/// The kernel's own layers are small and not charged.
const UNLIMITED: Budget = Budget { bytes: u64::MAX, inodes: u64::MAX };

/// Directories of root with mode 0755, parents first.
const DIRECTORIES: &str = "
    /bin /dev /etc /etc/apk /etc/busybox-paths.d /etc/crontabs /etc/logrotate.d /etc/modprobe.d
    /etc/modules-load.d /etc/network /etc/opt /etc/periodic /etc/profile.d /etc/secfixes.d /etc/ssl
    /etc/ssl1.1 /etc/sysctl.d /etc/udhcpc /home /lib /lib/apk /lib/firmware /lib/modules-load.d
    /lib/sysctl.d /media /media/cdrom /media/floppy /media/usb /mnt /opt /proc /run /run/lock /sbin
    /srv /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/cache
    /var/lib /var/local /var/log /var/mail /var/opt /var/spool /var/spool/cron
";

/// Directories with another mode.
const SPECIAL: [(&str, u32); 5] = [
    ("/root", 0o700),
    ("/sys", 0o555),
    ("/var/empty", 0o555),
    ("/tmp", 0o1777),
    ("/var/tmp", 0o1777),
];

/// Directories of a VM without any layer (hier(7)): what programs take for granted.
const ESSENTIAL: [(&str, u32); 13] = [
    ("/bin", 0o755),
    ("/dev", 0o755),
    ("/etc", 0o755),
    ("/home", 0o755),
    ("/lib", 0o755),
    ("/proc", 0o755),
    ("/root", 0o700),
    ("/run", 0o755),
    ("/sys", 0o555),
    ("/tmp", 0o1777),
    ("/usr/bin", 0o755),
    ("/usr/local/bin", 0o755),
    ("/var/tmp", 0o1777),
];

const LINKS: [(&str, &str); 5] = [
    ("/etc/os-release", "../usr/lib/os-release"),
    ("/usr/bin/env", "/bin/busybox"),
    ("/var/lock", "../run/lock"),
    ("/var/run", "../run"),
    ("/var/spool/cron/crontabs", "../../../etc/crontabs"),
];

const OS_RELEASE: &str = "\
NAME=\"Alpine Linux\"
ID=alpine
VERSION_ID=3.22.0
PRETTY_NAME=\"Alpine Linux v3.22 (Kernelet)\"
";

const NSSWITCH: &str = "hosts: files dns\n";
const SHELLS: &str = "/bin/sh\n/bin/bash\n";
const PROFILE: &str = "\
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LANG=C.UTF-8
export PAGER=less
umask 022
";

fn entry(path: &str, kind: EntryKind, mode: u32) -> Entry {
    Entry {
        path: path.as_bytes().to_vec(),
        kind,
        mode: Some(mode),
        uid: None,
        gid: None,
        content: None,
        target: None,
        executable: false,
    }
}

fn directory(path: &str, mode: u32) -> Entry {
    entry(path, EntryKind::Directory, mode)
}

fn file(path: &str, mode: u32, content: impl Into<Vec<u8>>) -> Entry {
    Entry { content: Some(content.into()), ..entry(path, EntryKind::File, mode) }
}

fn link(path: &str, target: &str) -> Entry {
    let target = Some(target.as_bytes().to_vec());
    Entry { target, ..entry(path, EntryKind::SymbolicLink, 0o777) }
}

/// The account files of this user.
fn accounts(user: &User, hostname: &str) -> Vec<Entry> {
    let User { name, uid, gid, .. } = user;
    let mut passwd = b"root:x:0:0:root:/root:/bin/sh\n".to_vec();
    let mut group = b"root:x:0:\nshadow:x:42:\n".to_vec();
    let mut shadow = b"root:*::0:::::\n".to_vec();
    if *uid != 0 {
        passwd.extend_from_slice(format!("{name}:x:{uid}:{gid}:{name}:").as_bytes());
        passwd.extend_from_slice(&user.home);
        passwd.push(b':');
        passwd.extend_from_slice(&user.shell);
        passwd.push(b'\n');
        shadow.extend_from_slice(format!("{name}:!::0:::::\n").as_bytes());
    }
    if *gid != 0 {
        group.extend_from_slice(format!("{name}:x:{gid}:\n").as_bytes());
    }
    passwd.extend_from_slice(b"nobody:x:65534:65534:nobody:/:/sbin/nologin\n");
    group.extend_from_slice(b"nobody:x:65534:\n");
    let hosts = format!("127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.1.1\t{hostname}\n");
    vec![
        file("/etc/passwd", 0o644, passwd),
        file("/etc/group", 0o644, group),
        Entry { gid: Some(42), ..file("/etc/shadow", 0o640, shadow) },
        file("/etc/hosts", 0o644, hosts),
        file("/etc/hostname", 0o644, format!("{hostname}\n")),
    ]
}

/// Text that goes into a line of an account file.
fn check_field(field: &str, text: &[u8]) -> Result<(), Refusal> {
    if text.iter().any(|byte| matches!(byte, b':' | b'\n' | 0)) {
        return Err(Refusal::new(
            Errno::Inval,
            format!("{field} must not contain a colon, a line feed or NUL"),
        ));
    }
    Ok(())
}

thread_local! {
    /// The skeleton, once made. Nothing can change a layer, so all kernels of a thread share it, and what
    /// is made before the component is frozen is in every VM's memory from the start.
    static SKELETON: OnceCell<Layer> = const { OnceCell::new() };
}

/// What is the same in the base layer of every VM.
pub fn skeleton(world: World) -> Result<Layer, Refusal> {
    if let Some(layer) = SKELETON.with(|skeleton| skeleton.get().cloned()) {
        return Ok(layer);
    }
    let mut entries = vec![directory("/", 0o755)];
    entries.extend(DIRECTORIES.split_whitespace().map(|path| directory(path, 0o755)));
    entries.extend(SPECIAL.map(|(path, mode)| directory(path, mode)));
    entries.extend(LINKS.map(|(path, target)| link(path, target)));
    entries.extend([
        file("/usr/lib/os-release", 0o644, OS_RELEASE),
        file("/etc/alpine-release", 0o644, "3.22.0\n"),
        file("/etc/nsswitch.conf", 0o644, NSSWITCH),
        file("/etc/profile", 0o644, PROFILE),
        file("/etc/shells", 0o644, SHELLS),
    ]);
    let layer = build::layer(&entries, UNLIMITED, world)?;
    Ok(SKELETON.with(|skeleton| skeleton.get_or_init(|| layer).clone()))
}

/// What of it is this VM's own: the accounts, the host's name, the user's home. Lies over the skeleton.
pub fn own(configuration: &Configuration, world: World) -> Result<Layer, Refusal> {
    let user = &configuration.user;
    check_field("user.name", user.name.as_bytes())?;
    check_field("user.home", &user.home)?;
    check_field("user.shell", &user.shell)?;
    check_field("hostname", configuration.hostname.as_bytes())?;
    let mut entries = accounts(user, &configuration.hostname);
    // The group's files stay the group's in a home (set-group-id).
    if user.home.starts_with(b"/") {
        entries.push(Entry {
            path: user.home.clone(),
            uid: Some(user.uid),
            gid: Some(user.gid),
            ..directory("", 0o2755)
        });
    }
    build::layer(&entries, UNLIMITED, world)
}

/// What a VM without any layer consists of.
pub fn bare(world: World) -> Result<Layer, Refusal> {
    let mut entries = vec![directory("/", 0o755)];
    entries.extend(ESSENTIAL.map(|(path, mode)| directory(path, mode)));
    build::layer(&entries, UNLIMITED, world)
}
