//! Roots out of layers, what lists of entries may say, and layers by id.

use super::entry::{Entry, EntryKind};
use super::{LAYERS_MAX, Lower, RootConfiguration, RootMode};
use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::permission::FileModes;
use crate::testing::{FakeHost, check_invariants, configuration, flags, kernel, start};
use crate::types::{Configuration, Stat};
use proptest::prelude::*;
use std::rc::Rc;

/// `d /path`, `f /path text`, `l /path target`, and a mode behind the letter when it is not the
/// default.
pub fn entry(line: &str) -> Entry {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (letter, mode) = words[0].split_at(1);
    let text = || Some(words.get(2).unwrap_or(&"").as_bytes().to_vec());
    let (kind, content, target) = match letter {
        "d" => (EntryKind::Directory, None, None),
        "f" => (EntryKind::File, text(), None),
        _ => (EntryKind::SymbolicLink, None, text()),
    };
    Entry {
        path: words[1].as_bytes().to_vec(),
        kind,
        mode: (!mode.is_empty()).then(|| u32::from_str_radix(mode, 8).unwrap()),
        uid: None,
        gid: None,
        content,
        target,
        executable: false,
    }
}

pub fn entries(lines: &[&str]) -> Vec<Entry> {
    lines.iter().map(|line| entry(line)).collect()
}

fn configured(root: RootConfiguration) -> Kernel {
    let configuration = Configuration { root, ..configuration() };
    Kernel::configure(Rc::new(FakeHost::default()), configuration).expect("configured")
}

/// Over snapshots, without the base layer.
pub fn over(lowers: &[&[&str]]) -> Kernel {
    configured(RootConfiguration {
        disable_default_base_layer: true,
        lowers: lowers.iter().map(|lines| Lower::Snapshot(entries(lines))).collect(),
        ..RootConfiguration::default()
    })
}

fn read(kernel: &mut Kernel, path: &str) -> Result<String, Errno> {
    kernel.read_file(None, path.as_bytes(), 1 << 20).map(|data| String::from_utf8(data).unwrap())
}

fn stat(kernel: &mut Kernel, path: &str) -> Stat {
    kernel.stat(None, path.as_bytes(), false).unwrap()
}

fn write(kernel: &mut Kernel, path: &str, text: &str) -> Result<(), Errno> {
    let fd = kernel.open(None, path.as_bytes(), flags("wct"), 0o644)?;
    let written = kernel.write(fd, text.as_bytes());
    kernel.close(fd)?;
    written.map(|_| ())
}

fn names(kernel: &mut Kernel, path: &str) -> Vec<String> {
    let fd = kernel.open(None, path.as_bytes(), flags("rd"), 0).unwrap();
    let entries = kernel.readdir(fd, 0, 1000).unwrap();
    kernel.close(fd).unwrap();
    let mut names: Vec<_> =
        entries.into_iter().map(|entry| String::from_utf8(entry.name).unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_upper_layer_wins_and_directories_merge() {
    let mut kernel = over(&[
        &["f /a/x top", "f /file text", "d700 /strict"],
        &["f /a/x below", "f /a/y below", "d /file", "f /file/hidden no", "d755 /strict"],
        &["f /a/z deep", "f /file/deeper no"],
    ]);
    assert_eq!(names(&mut kernel, "/a"), ["x", "y", "z"]);
    assert_eq!(read(&mut kernel, "/a/x").as_deref(), Ok("top"));
    assert_eq!(read(&mut kernel, "/a/z").as_deref(), Ok("deep"));
    assert_eq!(read(&mut kernel, "/file").as_deref(), Ok("text"));
    assert_eq!(read(&mut kernel, "/file/hidden"), Err(Errno::Notdir));
    assert_eq!(stat(&mut kernel, "/strict").mode, 0o700);
    check_invariants(&mut kernel);
}

#[test]
fn a_directory_made_on_the_way_takes_its_attributes_from_below() {
    let mut kernel = over(&[&["f /tmp/file text"], &["d1777 /tmp"]]);
    assert_eq!(stat(&mut kernel, "/tmp").mode, 0o1777);
    assert_eq!(read(&mut kernel, "/tmp/file").as_deref(), Ok("text"));
}

#[test]
fn what_was_removed_stays_removed_and_what_is_made_anew_is_empty() {
    let mut kernel = over(&[&["f /a/x 1", "f /a/y 2", "f /b 3"]]);
    for path in [b"/a/x", b"/a/y"] {
        kernel.unlink(None, path).unwrap();
    }
    assert_eq!(read(&mut kernel, "/a/x"), Err(Errno::Noent));
    assert!(names(&mut kernel, "/a").is_empty());
    kernel.rmdir(None, b"/a").unwrap();
    kernel.mkdir(None, b"/a", 0o755).unwrap();
    assert!(names(&mut kernel, "/a").is_empty());
    kernel.unlink(None, b"/b").unwrap();
    write(&mut kernel, "/b", "new").unwrap();
    assert_eq!(read(&mut kernel, "/b").as_deref(), Ok("new"));
    check_invariants(&mut kernel);
}

#[test]
fn a_tree_of_a_layer_is_renamed_with_what_is_in_it() {
    let lines = ["d750 /tree", "f600 /tree/deep/file text", "l /tree/link deep/file"];
    let mut kernel = over(&[&lines, &["f /tree/deep/other more"]]);
    let before = kernel.usage();
    kernel.rename((None, b"/tree"), (None, b"/moved")).unwrap();
    assert_eq!(names(&mut kernel, "/moved/deep"), ["file", "other"]);
    assert_eq!(read(&mut kernel, "/moved/link").as_deref(), Ok("text"));
    assert_eq!(stat(&mut kernel, "/moved").mode, 0o750);
    assert_eq!(stat(&mut kernel, "/moved/deep/file").mode, 0o600);
    assert_eq!(kernel.usage(), before, "nothing was copied");
    check_invariants(&mut kernel);
}

#[test]
fn the_first_change_of_a_file_keeps_all_about_it() {
    let mut kernel = over(&[&["f4751 /file 0123456789"]]);
    let before = stat(&mut kernel, "/file");
    let fd = kernel.open(None, b"/file", flags("rw"), 0).unwrap();
    kernel.pwrite(fd, b"XX", 4).unwrap();
    let after = stat(&mut kernel, "/file");
    assert_eq!((after.ino, after.mode, after.size), (before.ino, before.mode, 10));
    assert_eq!(kernel.pread(fd, 20, 0).unwrap(), b"0123XX6789");
    kernel.chmod(None, b"/file", 0o600, true).unwrap();
    assert_eq!(stat(&mut kernel, "/file").mode, 0o600);
    kernel.close(fd).unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn room_is_counted_before_anything_is_copied() {
    let text = "x".repeat(900);
    let line = format!("f /big {text}");
    let mut kernel = configured(RootConfiguration {
        lowers: vec![Lower::Snapshot(entries(&[&line]))],
        ..RootConfiguration::default()
    });
    let full = kernel.configuration.limits.filesystem_bytes - kernel.usage().filesystem_bytes;
    write(&mut kernel, "/filler", &"y".repeat(full as usize - 500)).unwrap();
    let fd = kernel.open(None, b"/big", flags("rw"), 0).unwrap();
    assert_eq!(kernel.pwrite(fd, b"z", 0), Err(Errno::Nospc));
    assert_eq!(kernel.pread(fd, 1000, 0).unwrap(), text.as_bytes());
    // What is not there, not a directory or on a read-only file system is told first.
    assert_eq!(write(&mut kernel, "/none/x", "z"), Err(Errno::Noent));
    assert_eq!(write(&mut kernel, "/big/x", "z"), Err(Errno::Notdir));
    kernel.ftruncate(fd, 400).unwrap();
    assert_eq!(kernel.pwrite(fd, b"z", 0), Ok(1), "what was cut off is not copied");
    kernel.close(fd).unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn hard_links_of_a_layer_are_one_inode() {
    let (mut kernel, _) = kernel();
    kernel.mkdir(None, b"/one", 0o755).unwrap();
    kernel.mkdir(None, b"/two", 0o755).unwrap();
    write(&mut kernel, "/one/file", "text").unwrap();
    kernel.link((None, b"/one/file"), (None, b"/two/link"), false).unwrap();
    let tree = std::mem::replace(
        &mut kernel.vfs,
        crate::vfs::Vfs::new(Box::new(crate::fs::memory::MemoryFileSystem::new(
            0,
            1,
            &*kernel.host,
        ))),
    );
    let layer = tree.into_root().unwrap().freeze().unwrap();
    let overlay = crate::fs::memory::MemoryFileSystem::over(
        vec![layer.clone(), layer],
        1000,
        100,
        &*kernel.host,
    );
    let mut vfs = crate::vfs::Vfs::new(Box::new(overlay.unwrap()));
    std::mem::swap(&mut kernel.vfs, &mut vfs);
    let (one, two) = (stat(&mut kernel, "/one/file"), stat(&mut kernel, "/two/link"));
    assert_eq!((one.ino, one.nlink), (two.ino, 2));
    write(&mut kernel, "/two/link", "changed").unwrap();
    assert_eq!(read(&mut kernel, "/one/file").as_deref(), Ok("changed"));
    kernel.unlink(None, b"/one/file").unwrap();
    assert_eq!(stat(&mut kernel, "/two/link").nlink, 1);
}

#[test]
fn a_read_only_root_is_locked_after_bootstrap() {
    let mut kernel = configured(RootConfiguration {
        mode: RootMode::ReadOnly,
        bootstrap: entries(&["f /etc/motd hello", "f /dev/null no", "d /proc/1"]),
        ..RootConfiguration::default()
    });
    assert_eq!(read(&mut kernel, "/etc/motd").as_deref(), Ok("hello"));
    assert_eq!(write(&mut kernel, "/etc/motd", "x"), Err(Errno::Rofs));
    assert_eq!(kernel.mkdir(None, b"/new", 0o755), Err(Errno::Rofs));
    assert_eq!(kernel.chmod(None, b"/etc", 0o700, true), Err(Errno::Rofs));
    assert_eq!(kernel.unlink(None, b"/none"), Err(Errno::Rofs));
    assert_eq!(kernel.rename((None, b"/etc/motd"), (None, b"/x")), Err(Errno::Rofs));
    assert!(!names(&mut kernel, "/proc").contains(&"1".to_owned()), "the kernel's own tree");
    let refused = kernel.bootstrap(&entries(&["f /x y"])).unwrap_err();
    assert_eq!(refused.errno, Errno::Rofs);
    start(&mut kernel, "/bin/sh");
    assert_eq!(write(&mut kernel, "/tmp/x", "x"), Err(Errno::Rofs));
}

#[test]
fn entries_that_may_not_be() {
    let (mut kernel, _) = kernel();
    let before = kernel.usage();
    let file = entry("f /x y");
    let directory = entry("d /x");
    let link = entry("l /x y");
    let cases = [
        (Entry { path: b"x".to_vec(), ..file.clone() }, "path must be absolute"),
        (Entry { path: b"/a/../x".to_vec(), ..file.clone() }, "'..'"),
        (Entry { path: b"/a\0x".to_vec(), ..file.clone() }, "NUL or control"),
        (Entry { path: b"/".to_vec(), ..file.clone() }, "the root is a directory"),
        (Entry { target: Some(b"y".to_vec()), ..file.clone() }, "a file must not have a target"),
        (Entry { content: Some(b"y".to_vec()), ..directory.clone() }, "must not have content"),
        (Entry { target: Some(b"y".to_vec()), ..directory }, "must not have a target"),
        (Entry { target: None, ..link.clone() }, "needs a target"),
        (Entry { target: Some(Vec::new()), ..link.clone() }, "must not be empty"),
        (Entry { content: Some(Vec::new()), ..link }, "must not have content"),
        (Entry { path: "/d".repeat(1025).into_bytes(), ..file.clone() }, "deeper than 1024"),
        (Entry { path: format!("/{}", "n".repeat(256)).into_bytes(), ..file }, "255 bytes"),
    ];
    for (wrong, why) in cases {
        let list = [entry("f /first y"), wrong];
        let refused = kernel.bootstrap(&list).unwrap_err();
        assert!(refused.message.contains(why), "{}", refused.message);
        assert!(kernel.import_layer(&list).is_err());
        assert_eq!(kernel.usage(), before, "nothing half done");
    }
    assert_eq!(
        kernel.bootstrap(&[Entry { target: Some(b"y".to_vec()), ..entry("f /a y") }]),
        Err(crate::errno::Refusal::invalid("file entry \"/a\": a file must not have a target"))
    );
}

#[test]
fn a_snapshot_makes_the_same_tree_again() {
    let mut first = configured(RootConfiguration {
        bootstrap: entries(&["f640 /a/b/file text", "l /a/link b/file", "d1777 /a/open"]),
        ..RootConfiguration::default()
    });
    let caller = first.caller().unwrap();
    let root = first.vfs.root();
    first.vfs.make_socket_node(&caller, root, b"/a/socket").unwrap();
    let taken = first.snapshot().unwrap();
    let paths: Vec<_> = taken.iter().map(|entry| String::from_utf8_lossy(&entry.path)).collect();
    assert_eq!(paths[0], "/");
    assert!(paths.contains(&"/a/b/file".into()) && paths.contains(&"/etc/passwd".into()));
    assert!(!paths.iter().any(|path| path.starts_with("/dev") || path.ends_with("socket")));
    let mut second = configured(RootConfiguration {
        disable_default_base_layer: true,
        lowers: vec![Lower::Snapshot(taken.clone())],
        ..RootConfiguration::default()
    });
    assert_eq!(second.snapshot().unwrap(), taken);
    assert_eq!(read(&mut second, "/a/link").as_deref(), Ok("text"));
    let layer = second.import_layer(&taken).unwrap();
    assert_eq!(second.export_layer(layer).unwrap(), taken);
}

#[test]
fn layers_by_id() {
    let (mut kernel, _) = kernel();
    let open = kernel.create_layer().unwrap();
    let unsealed = kernel.overlay_layers(RootMode::Ephemeral, None, &[open]).unwrap_err();
    assert!(unsealed.message.contains("not sealed"), "{}", unsealed.message);
    let sealed = kernel.seal_layer(open).unwrap();
    assert_ne!(sealed, open);
    for refused in [kernel.seal_layer(open), kernel.export_layer(open).map(|_| 0)] {
        assert_eq!(refused.unwrap_err().message, format!("unknown layer {open}"));
    }
    let below = kernel.import_layer(&entries(&["f /a below", "f /b below"])).unwrap();
    let above = kernel.import_layer(&entries(&["f /a above"])).unwrap();
    let overlay =
        kernel.overlay_layers(RootMode::Ephemeral, None, &[above, sealed, below]).unwrap();
    let exported = kernel.export_layer(overlay).unwrap();
    let content: Vec<_> = exported.iter().filter_map(|entry| entry.content.clone()).collect();
    assert_eq!(content, [b"above".to_vec(), b"below".to_vec()]);
    let unknown = kernel.overlay_layers(RootMode::Ephemeral, Some(999), &[below]).unwrap_err();
    assert_eq!(unknown.message, "unknown upper layer 999");
    let unknown = kernel.overlay_layers(RootMode::Ephemeral, None, &[below, 998]).unwrap_err();
    assert_eq!(unknown.message, "unknown lower layer 998");
}

#[test]
fn there_are_at_most_256_layers() {
    let (mut kernel, _) = kernel();
    kernel.configuration.limits.filesystem_inodes = 1000;
    kernel.layers = super::LayerTable::new(super::Budget { bytes: 1000, inodes: 1000 });
    for _ in 0..LAYERS_MAX {
        kernel.create_layer().unwrap();
    }
    let refused = kernel.create_layer().unwrap_err();
    assert!(refused.message.contains("256 layers"), "{}", refused.message);
    assert!(kernel.import_layer(&[]).is_err());
    assert!(kernel.seal_layer(1).is_ok(), "sealing needs no room");
}

#[test]
fn layers_together_hold_no_more_than_the_vm_may() {
    let (mut kernel, _) = kernel();
    let bytes = kernel.configuration.limits.filesystem_bytes as usize;
    let big = Entry { content: Some(vec![0; bytes / 2]), ..entry("f /big x") };
    kernel.import_layer(std::slice::from_ref(&big)).unwrap();
    kernel.import_layer(std::slice::from_ref(&big)).unwrap();
    let refused = kernel.import_layer(std::slice::from_ref(&entry("f /one x"))).unwrap_err();
    assert_eq!(refused.errno, Errno::Nospc);
}

#[test]
fn the_base_layer() {
    let (mut kernel, _) = kernel();
    assert_eq!(stat(&mut kernel, "/tmp").mode, 0o1777);
    assert_eq!(stat(&mut kernel, "/etc/shadow").gid, 42);
    let home = stat(&mut kernel, "/home/user");
    assert_eq!((home.mode, home.uid, home.gid), (0o2755, 1000, 1000));
    assert!(read(&mut kernel, "/etc/passwd").unwrap().contains("user:x:1000:1000:"));
    assert_eq!(kernel.readlink(None, b"/var/run").unwrap(), b"../run");
    assert!(read(&mut kernel, "/etc/os-release").is_ok());
    let mut bare = configured(RootConfiguration {
        disable_default_base_layer: true,
        ..RootConfiguration::default()
    });
    assert!(names(&mut bare, "/").contains(&"tmp".to_owned()));
    assert_eq!(read(&mut bare, "/etc/passwd"), Err(Errno::Noent));
}

#[test]
fn modes_do_not_bind_where_only_the_policy_does() {
    let lowers = vec![Lower::Snapshot(entries(&["d755 /tmp", "d755 /home/user"]))];
    let root = RootConfiguration {
        disable_default_base_layer: true,
        lowers,
        ..RootConfiguration::default()
    };
    let configuration = Configuration { root, file_modes: FileModes::Ignored, ..configuration() };
    let mut kernel = Kernel::configure(Rc::new(FakeHost::default()), configuration).unwrap();
    start(&mut kernel, "/bin/sh");
    write(&mut kernel, "/tmp/x", "text").unwrap();
    let made = stat(&mut kernel, "/tmp/x");
    assert_eq!((made.uid, made.gid), (1000, 1000));
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let path = prop_oneof![
        8 => "(/[ab]){1,3}",
        2 => "(/[ab.]{1,2}){0,3}/?",
        1 => "[/a\u{0}\u{1}.]{0,6}",
    ];
    let text = || prop::option::weighted(0.4, "[/a.]{0,4}".prop_map(String::into_bytes));
    (
        path,
        0..3u8,
        prop::option::of(any::<u32>()),
        any::<Option<u32>>(),
        text(),
        text(),
        any::<bool>(),
    )
        .prop_map(|(path, kind, mode, owner, content, target, executable)| {
            let kind =
                [EntryKind::File, EntryKind::Directory, EntryKind::SymbolicLink][usize::from(kind)];
            // Mostly what fits the kind.
            let content = content.filter(|content| kind == EntryKind::File || content.len() > 3);
            let target = match kind {
                EntryKind::SymbolicLink => Some(target.unwrap_or_else(|| b"x".to_vec())),
                _ => target.filter(|target| target.len() > 3),
            };
            let path = path.into_bytes();
            Entry { path, kind, mode, uid: owner, gid: owner, content, target, executable }
        })
}

proptest! {
    #![proptest_config(crate::testing::cases(400))]
    /// Any list is a layer or is refused with nothing left behind; a layer comes back as it was.
    #[test]
    fn fuzz_lists_are_imported_or_refused(list in prop::collection::vec(any_entry(), 0..12)) {
        let (mut kernel, _) = kernel();
        let before = kernel.usage();
        match kernel.import_layer(&list) {
            Err(refusal) => prop_assert!(!refusal.message.is_empty()),
            Ok(layer) => {
                let exported = kernel.export_layer(layer).unwrap();
                let again = kernel.import_layer(&exported).unwrap();
                prop_assert_eq!(kernel.export_layer(again).unwrap(), exported);
            }
        }
        prop_assert_eq!(kernel.usage(), before);
        if kernel.bootstrap(&list).is_ok() {
            let snapshot = kernel.snapshot().unwrap();
            prop_assert!(kernel.import_layer(&snapshot).is_ok());
        }
        check_invariants(&mut kernel);
    }
}
