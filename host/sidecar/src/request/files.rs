//! File operations of the client (`GuestFilesystemCall`), under the VM's policy.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kernelet::bindings::types::{self, FileType, Timestamp};
use kernelet::vm::files::Files;
use kernelet_protocol::message::{
    Encoding, FsOperation, GuestFilesystemCall, GuestFilesystemResult, Response, Stat,
};

use crate::machine::Machine;
use crate::rejection::{Rejection, Result};

/// Most bytes that one answer can carry, encoded and with room for the rest of the frame.
const MAX_READ: u64 = 12 << 20;

/// The client turns these into JavaScript numbers: above 2^53 - 1 it would fail.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Does one operation.
///
/// # Errors
/// POSIX errors, and missing arguments.
pub async fn call(machine: &Machine, asked: GuestFilesystemCall) -> Result<Response> {
    let files = machine.client_files();
    let (operation, path) = (asked.operation, asked.path.clone());
    let mut result = GuestFilesystemResult {
        operation,
        path,
        content: None,
        encoding: None,
        entries: None,
        stat: None,
        exists: None,
        target: None,
    };
    // A policy that denies /bin does not keep a client from announcing its commands.
    let stub = matches!(operation, FsOperation::WriteFile | FsOperation::Chmod)
        && machine.settings().commands.is_stub(&result.path);
    match perform(&files, asked, &mut result).await {
        Err(rejection) if !(stub && rejection.message.starts_with("EACCES")) => {
            return Err(rejection);
        }
        _ => {}
    }
    Ok(Response::GuestFilesystemResult(result))
}

async fn perform(
    files: &Files,
    asked: GuestFilesystemCall,
    result: &mut GuestFilesystemResult,
) -> Result<()> {
    let name = format!("{:?}", asked.operation);
    let required = |argument: &str| Rejection::missing(&name, argument);
    let path = asked.path.as_str();
    if !path.starts_with('/') {
        return Err(Rejection::invalid(format!("{name}: the path `{path}` is not absolute")));
    }
    let destination = asked.destination_path.ok_or_else(|| required("destinationPath"));
    match asked.operation {
        FsOperation::ReadFile => set_content(result, files.read_at_most(path, MAX_READ).await?),
        FsOperation::Pread => {
            let offset = asked.offset.ok_or_else(|| required("offset"))?;
            let length = asked.len.ok_or_else(|| required("len"))?;
            set_content(result, files.read_at(path, length.min(MAX_READ), offset).await?);
        }
        FsOperation::WriteFile => {
            let content = asked.content.ok_or_else(|| required("content"))?;
            files.write_with_parents(path, &decode(content, asked.encoding, path)?).await?;
        }
        FsOperation::CreateDir => files.make_directory(path).await?,
        FsOperation::Mkdir if asked.recursive => files.make_directories(path).await?,
        FsOperation::Mkdir => files.make_directory(path).await?,
        FsOperation::Exists => result.exists = Some(files.stat(path, true).await.is_ok()),
        FsOperation::Stat => result.stat = Some(stat(&files.stat(path, true).await?)),
        FsOperation::Lstat => result.stat = Some(stat(&files.stat(path, false).await?)),
        FsOperation::ReadDir => {
            let entries = files.read_directory(path).await?;
            result.entries = Some(entries.into_iter().map(|entry| text(entry.name)).collect());
        }
        FsOperation::RemoveFile => files.remove_file(path).await?,
        FsOperation::RemoveDir => files.remove_directory(path).await?,
        FsOperation::Rename | FsOperation::Link => {
            let destination = destination?;
            if asked.operation == FsOperation::Rename {
                files.rename(path, &destination).await?;
            } else {
                files.link(path, &destination).await?;
            }
            result.target = Some(destination);
        }
        FsOperation::Realpath => result.target = Some(text(files.real_path(path).await?)),
        FsOperation::ReadLink => result.target = Some(text(files.read_link(path).await?)),
        FsOperation::Symlink => {
            let target = asked.target.ok_or_else(|| required("target"))?;
            files.make_symlink(&target, path).await?;
            result.target = Some(target);
        }
        FsOperation::Chmod => {
            files.set_mode(path, asked.mode.ok_or_else(|| required("mode"))?).await?;
        }
        FsOperation::Chown => {
            let uid = asked.uid.ok_or_else(|| required("uid"))?;
            let gid = asked.gid.ok_or_else(|| required("gid"))?;
            files.set_owner(path, uid, gid).await?;
        }
        FsOperation::Utimes => {
            let atime = asked.atime_ms.ok_or_else(|| required("atimeMs"))?;
            let mtime = asked.mtime_ms.ok_or_else(|| required("mtimeMs"))?;
            files.set_times(path, timestamp(atime), timestamp(mtime)).await?;
        }
        FsOperation::Truncate => {
            files.set_size(path, asked.len.ok_or_else(|| required("len"))?).await?;
        }
    }
    Ok(())
}

/// Bytes from the text that carries them.
///
/// # Errors
/// When it is not in the encoding that it says.
pub fn decode(content: String, encoding: Option<Encoding>, path: &str) -> Result<Vec<u8>> {
    match encoding {
        None | Some(Encoding::Utf8) => Ok(content.into_bytes()),
        Some(Encoding::Base64) => BASE64.decode(content).map_err(|error| {
            Rejection::invalid(format!("the content of {path} is not base64: {error}"))
        }),
    }
}

/// Text that carries bytes: as they are when they are UTF-8.
pub fn encode(data: Vec<u8>) -> (String, Encoding) {
    match String::from_utf8(data) {
        Ok(text) => (text, Encoding::Utf8),
        Err(error) => (BASE64.encode(error.as_bytes()), Encoding::Base64),
    }
}

fn set_content(result: &mut GuestFilesystemResult, data: Vec<u8>) {
    let (content, encoding) = encode(data);
    (result.content, result.encoding) = (Some(content), Some(encoding));
}

/// Names are bytes; a name that is not UTF-8 has no exact form in this protocol.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Type bits of a mode (inode(7)).
fn type_bits(kind: FileType) -> u32 {
    match kind {
        FileType::Regular => 0o100_000,
        FileType::Directory => 0o040_000,
        FileType::SymbolicLink => 0o120_000,
        FileType::Fifo => 0o010_000,
        FileType::Socket => 0o140_000,
        FileType::CharacterDevice => 0o020_000,
        FileType::BlockDevice => 0o060_000,
    }
}

fn stat(stat: &types::Stat) -> Stat {
    let safe = |number: u64| number.min(MAX_SAFE_INTEGER);
    Stat {
        mode: stat.mode | type_bits(stat.kind),
        size: safe(stat.size),
        blocks: safe(stat.blocks),
        dev: safe(stat.dev),
        rdev: safe(stat.rdev),
        is_directory: stat.kind == FileType::Directory,
        is_symbolic_link: stat.kind == FileType::SymbolicLink,
        atime_ms: milliseconds(stat.atime),
        mtime_ms: milliseconds(stat.mtime),
        ctime_ms: milliseconds(stat.ctime),
        birthtime_ms: milliseconds(stat.birthtime),
        ino: safe(stat.ino),
        nlink: u64::from(stat.nlink),
        uid: stat.uid,
        gid: stat.gid,
    }
}

/// Milliseconds since 1970; what was before counts as 0.
fn milliseconds(time: Timestamp) -> u64 {
    let seconds = u64::try_from(time.seconds).unwrap_or(0);
    let milliseconds = u64::from(time.nanoseconds / 1_000_000);
    seconds.saturating_mul(1000).saturating_add(milliseconds).min(MAX_SAFE_INTEGER)
}

fn timestamp(milliseconds: u64) -> Timestamp {
    Timestamp {
        seconds: i64::try_from(milliseconds / 1000).unwrap_or(i64::MAX),
        // Below a thousand milliseconds.
        nanoseconds: (milliseconds % 1000) as u32 * 1_000_000,
    }
}
