//! Whole operations on the files of a VM: a directory with its parents, a piece of a file, attributes.
//!
//! What does not live here: paths, permissions and limits, which are the kernel's, and how a call is
//! made ([`super::files`]).

use wasmtime::component::{ComponentNamedList, Lift, Lower};

use super::files::Files;
use crate::bindings::syscalls::TimeUpdate;
use crate::bindings::types::{DirectoryEntry, Errno, FileType, OpenFlags, Stat, Timestamp};
use crate::error::{Error, Result};

/// Bytes that one read moves.
const PIECE: u64 = 1 << 20;

/// Entries that one look at a directory takes.
const ENTRIES: u32 = 1024;

/// Permission bits of directories that are made here.
const DIRECTORY_MODE: u32 = 0o755;

const NO_DIRECTORY: Option<u32> = None;

/// Paths are absolute. Every operation fails with [`Error::Refused`] when the kernel says no, and with
/// [`Error::Ended`] when the VM is over.
#[allow(clippy::missing_errors_doc, reason = "said once, above")]
impl Files {
    async fn request<P, T>(&self, name: &str, path: &str, parameters: P) -> Result<T>
    where
        P: ComponentNamedList + Lower + Clone + Send + Sync + 'static,
        T: Send + Sync + 'static,
        (std::result::Result<T, Errno>,): ComponentNamedList + Lift,
    {
        self.call(name, parameters, || format!("{name} {path}")).await
    }

    async fn open(&self, path: &str, flags: OpenFlags, mode: u32) -> Result<u32> {
        self.request("open", path, (NO_DIRECTORY, bytes(path), flags, mode)).await
    }

    /// Releases a descriptor; that it was not open is nothing anyone waits for.
    async fn close(&self, path: &str, fd: u32) {
        let _ = self.request::<_, ()>("close", path, (fd,)).await;
    }

    /// All bytes of a regular file, at most `limit` (EFBIG when it is longer).
    pub async fn read_at_most(&self, path: &str, limit: u64) -> Result<Vec<u8>> {
        self.request("read-file", path, (NO_DIRECTORY, bytes(path), limit)).await
    }

    /// Up to `length` bytes at `offset`; fewer at the end of the file.
    pub async fn read_at(&self, path: &str, length: u64, offset: u64) -> Result<Vec<u8>> {
        let fd = self.open(path, OpenFlags::READ, 0).await?;
        let mut data = Vec::new();
        let result = loop {
            let left = length.saturating_sub(data.len() as u64).min(PIECE);
            let place = offset.saturating_add(data.len() as u64);
            // At most PIECE, which fits.
            let read = self.request::<_, Vec<u8>>("pread", path, (fd, left as u32, place)).await;
            match read {
                Ok(piece) if piece.is_empty() => break Ok(data),
                Ok(piece) => data.extend(piece),
                Err(error) => break Err(error),
            }
        };
        self.close(path, fd).await;
        result
    }

    /// [`Files::write`], making the directories above the file when they are missing.
    pub async fn write_with_parents(&self, path: &str, data: &[u8]) -> Result<()> {
        match self.write(path, data).await {
            Err(error) if error.errno() == Some(Errno::Noent) => {
                if let Some((parent, _)) =
                    path.rsplit_once('/').filter(|(parent, _)| !parent.is_empty())
                {
                    self.make_directories(parent).await?;
                }
                self.write(path, data).await
            }
            written => written,
        }
    }

    /// Makes one directory.
    pub async fn make_directory(&self, path: &str) -> Result<()> {
        self.request("mkdir", path, (NO_DIRECTORY, bytes(path), DIRECTORY_MODE)).await
    }

    /// Makes a directory and those above it; that it exists is fine.
    pub async fn make_directories(&self, path: &str) -> Result<()> {
        let missing = |error: &Error| error.errno() == Some(Errno::Noent);
        match self.make_directory(path).await {
            Err(error) if missing(&error) => {}
            other => return self.existing_directory(path, other).await,
        }
        for (end, _) in path.match_indices('/').filter(|(end, _)| *end > 0) {
            let parent = path.get(..end).unwrap_or_default();
            let made = self.make_directory(parent).await;
            self.existing_directory(parent, made).await?;
        }
        let made = self.make_directory(path).await;
        self.existing_directory(path, made).await
    }

    /// Forgives EEXIST when a directory is what exists.
    async fn existing_directory(&self, path: &str, made: Result<()>) -> Result<()> {
        match made {
            Err(error) if error.errno() == Some(Errno::Exist) => {
                let kind = self.stat(path, true).await?.kind;
                let directory = kind == FileType::Directory;
                if directory { Ok(()) } else { Err(error) }
            }
            other => other,
        }
    }

    /// Attributes; of a final symbolic link itself unless `follow` is set.
    pub async fn stat(&self, path: &str, follow: bool) -> Result<Stat> {
        self.request("stat", path, (NO_DIRECTORY, bytes(path), follow)).await
    }

    /// The entries of a directory, without `.` and `..`.
    pub async fn read_directory(&self, path: &str) -> Result<Vec<DirectoryEntry>> {
        let fd = self.open(path, OpenFlags::READ | OpenFlags::DIRECTORY, 0).await?;
        let mut entries: Vec<DirectoryEntry> = Vec::new();
        let result = loop {
            let cursor = entries.last().map_or(0, |last| last.next);
            match self
                .request::<_, Vec<DirectoryEntry>>("readdir", path, (fd, cursor, ENTRIES))
                .await
            {
                Ok(more) if more.is_empty() => break Ok(entries),
                Ok(more) => entries.extend(more),
                Err(error) => break Err(error),
            }
        };
        self.close(path, fd).await;
        result
    }

    /// Removes a name that is not a directory.
    pub async fn remove_file(&self, path: &str) -> Result<()> {
        self.request("unlink", path, (NO_DIRECTORY, bytes(path))).await
    }

    /// Removes an empty directory.
    pub async fn remove_directory(&self, path: &str) -> Result<()> {
        self.request("rmdir", path, (NO_DIRECTORY, bytes(path))).await
    }

    /// Moves a name, replacing what rename(2) lets it replace.
    pub async fn rename(&self, old: &str, new: &str) -> Result<()> {
        self.request("rename", old, (NO_DIRECTORY, bytes(old), NO_DIRECTORY, bytes(new))).await
    }

    /// Makes a hard link.
    pub async fn link(&self, old: &str, new: &str) -> Result<()> {
        self.request("link", old, (NO_DIRECTORY, bytes(old), NO_DIRECTORY, bytes(new), false)).await
    }

    /// Makes a symbolic link at `path` with the text `target`.
    pub async fn make_symlink(&self, target: &str, path: &str) -> Result<()> {
        self.request("symlink", path, (bytes(target), NO_DIRECTORY, bytes(path))).await
    }

    /// The text of a symbolic link.
    pub async fn read_link(&self, path: &str) -> Result<Vec<u8>> {
        self.request("readlink", path, (NO_DIRECTORY, bytes(path))).await
    }

    /// The absolute path without symbolic links.
    pub async fn real_path(&self, path: &str) -> Result<Vec<u8>> {
        self.request("realpath", path, (NO_DIRECTORY, bytes(path))).await
    }

    /// Sets permission bits, following a final symbolic link.
    pub async fn set_mode(&self, path: &str, mode: u32) -> Result<()> {
        self.request("chmod", path, (NO_DIRECTORY, bytes(path), mode & 0o7777, true)).await
    }

    /// Sets owner and group, following a final symbolic link.
    pub async fn set_owner(&self, path: &str, uid: u32, gid: u32) -> Result<()> {
        let owner = (NO_DIRECTORY, bytes(path), Some(uid), Some(gid), true);
        self.request("chown", path, owner).await
    }

    /// Sets access and modification time, following a final symbolic link.
    pub async fn set_times(&self, path: &str, atime: Timestamp, mtime: Timestamp) -> Result<()> {
        let (atime, mtime) = (TimeUpdate::At(atime), TimeUpdate::At(mtime));
        self.request("utimes", path, (NO_DIRECTORY, bytes(path), atime, mtime, true)).await
    }

    /// Cuts a file, or extends it with zeros.
    pub async fn set_size(&self, path: &str, size: u64) -> Result<()> {
        self.request("truncate", path, (NO_DIRECTORY, bytes(path), size)).await
    }
}

fn bytes(path: &str) -> Vec<u8> {
    path.as_bytes().to_vec()
}
