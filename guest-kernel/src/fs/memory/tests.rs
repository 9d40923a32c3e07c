//! The memory file system by itself: counters, links, listings while they change.

use super::*;
use crate::testing::FakeHost;
use std::collections::BTreeMap;

/// Recount everything.
pub(super) fn assert_consistent(file_system: &MemoryFileSystem) -> u32 {
    let mut names: BTreeMap<NodeId, u32> = BTreeMap::new();
    let mut subdirectories: BTreeMap<NodeId, u32> = BTreeMap::new();
    let mut bytes = 0;
    let mut inodes = 0;
    for (id, inode) in &file_system.inodes {
        bytes += inode.stored();
        inodes += u64::from(inode.charge);
        if let Body::Directory(directory) = &inode.body {
            for (name, child) in directory.iter() {
                *names.entry(child).or_default() += 1;
                let body = &file_system.inodes[&child].body;
                if let Body::Directory(below) = body {
                    *subdirectories.entry(*id).or_default() += 1;
                    assert_eq!((below.parent, &*below.name), (*id, name), "place of a directory");
                }
            }
            assert_eq!(directory.after(0).count(), directory.len(), "order of a directory");
        }
    }
    for (id, inode) in &file_system.inodes {
        let names = names.get(id).copied().unwrap_or(0);
        if let Body::Directory(_) = inode.body {
            let expected = if names == 0 && *id != file_system.root {
                0
            } else {
                2 + subdirectories.get(id).copied().unwrap_or(0)
            };
            assert_eq!(inode.nlink, expected, "links of a directory");
        } else if inode.charge > 0 && inode.charge >= inode.nlink {
            assert_eq!(inode.nlink, names, "links of a file");
        } else {
            // Some of its names may be in directories of a layer that were not looked into.
            assert!(inode.nlink >= names, "links of a file that came from a layer");
        }
        assert!(inode.nlink > 0 || inode.holds > 0, "an inode that nobody can reach");
    }
    assert_eq!(file_system.usage(), (bytes, inodes), "quota");
    file_system.inodes.values().map(|inode| inode.holds).sum()
}

const REGULAR: NewNode<'static> = NewNode { kind: NewKind::Regular, mode: 0o644, uid: 0, gid: 0 };

#[test]
fn a_listing_survives_changes() {
    let host = FakeHost::default();
    let mut file_system = MemoryFileSystem::new(1000, 1000, &host);
    let root = file_system.root();
    for name in [b"c", b"a", b"b", b"d"] {
        file_system.create(root, name, &REGULAR, &host).unwrap();
    }
    let first = file_system.read_directory(root, 0, 2).unwrap();
    assert_eq!([&first[0].name[..], &first[1].name], [b"c", b"a"]);
    file_system.unlink(root, b"a", &host).unwrap();
    file_system.unlink(root, b"b", &host).unwrap();
    file_system.create(root, b"e", &REGULAR, &host).unwrap();
    let rest = file_system.read_directory(root, first[1].next, 100).unwrap();
    assert_eq!(rest.iter().map(|entry| &entry.name[..]).collect::<Vec<_>>(), [b"d", b"e"]);
    assert!(file_system.read_directory(root, rest[1].next, 100).unwrap().is_empty());
    assert!(file_system.read_directory(root, u64::MAX, 100).unwrap().is_empty());
}

#[test]
fn quotas_are_checked_before_anything_changes() {
    let host = FakeHost::default();
    let mut file_system = MemoryFileSystem::new(10, 3, &host);
    let root = file_system.root();
    let node = file_system.create(root, b"a", &REGULAR, &host).unwrap();
    let access = OpenAccess { read: true, write: true };
    let handle = file_system.open(node, access).unwrap();
    let write = |file_system: &mut MemoryFileSystem, data: &[u8]| {
        file_system.write(handle, WritePosition::End, data, &host)
    };
    assert_eq!(write(&mut file_system, b"0123456789"), Ok((10, 10)));
    assert_eq!(write(&mut file_system, b"x"), Err(Errno::Nospc));
    assert_eq!(file_system.attributes(node).unwrap().size, 10);
    let overwritten = file_system.write(handle, WritePosition::At(0), b"abc", &host);
    assert_eq!(overwritten, Ok((3, 3)), "what is there already may be overwritten when full");
    file_system.link(node, root, b"b", &host).unwrap();
    assert_eq!(file_system.create(root, b"c", &REGULAR, &host), Err(Errno::Nospc));
    assert_eq!(file_system.link(node, root, b"c", &host), Err(Errno::Nospc));
    file_system.unlink(root, b"a", &host).unwrap();
    file_system.unlink(root, b"b", &host).unwrap();
    assert_eq!(file_system.usage(), (0, 1));
    assert_consistent(&file_system);
}

#[test]
fn removed_but_held() {
    let host = FakeHost::default();
    let mut file_system = MemoryFileSystem::new(1000, 1000, &host);
    let root = file_system.root();
    let node = file_system.create(root, b"a", &REGULAR, &host).unwrap();
    file_system.hold(node);
    file_system.unlink(root, b"a", &host).unwrap();
    assert_eq!(file_system.attributes(node).unwrap().nlink, 0);
    assert_eq!(file_system.link(node, root, b"b", &host), Err(Errno::Noent));
    file_system.release(node);
    assert_eq!(file_system.attributes(node), Err(Errno::Stale));
    assert_consistent(&file_system);
}

#[test]
fn access_time_is_relative() {
    let host = FakeHost::default();
    let mut file_system = MemoryFileSystem::new(1000, 1000, &host);
    let node = file_system.create(file_system.root(), b"a", &REGULAR, &host).unwrap();
    let handle = FileHandle(node.0);
    file_system.write(handle, WritePosition::End, b"abc", &host).unwrap();
    file_system.read(handle, 0, 3, &host).unwrap();
    let first = file_system.attributes(node).unwrap();
    assert!(first.atime > first.mtime);
    file_system.read(handle, 0, 3, &host).unwrap();
    assert_eq!(file_system.attributes(node).unwrap().atime, first.atime);
}
