//! What operations answer, and how it looks to JavaScript.

use rquickjs::{Array, Ctx, Object, Result, Value};

use super::{
    file_handle,
    state::{Arrays, STAT_FIELDS, STATFS_FIELDS},
};
use crate::{
    codecs::{self, Encoding},
    sys::{DirectoryEntry, Fd, FileType, FilesystemStat, wit::kernelet::kernel::types::Stat},
};

/// The result of an operation, as plain data.
pub enum Answer {
    /// `undefined`
    Nothing,
    /// A number: a descriptor, a count of bytes.
    Number(f64),
    /// A path or name in the encoding that was asked for.
    Name(Vec<u8>, Encoding),
    /// Attributes, as the array of numbers.
    Stat(Stat, Numbers),
    /// Capacity, as the array of numbers.
    FilesystemStat(FilesystemStat, Numbers),
    /// Names in a directory: an array, or two (names, types).
    Entries {
        /// What the directory holds.
        entries: Vec<DirectoryEntry>,
        /// How names look.
        encoding: Encoding,
        /// Whether the types are asked for.
        types: bool,
    },
    /// Names and types in turn, as `DirHandle.read` gives them; `null` when there are none.
    Pairs {
        /// The next entries.
        entries: Vec<DirectoryEntry>,
        /// How names look.
        encoding: Encoding,
    },
    /// An open file for `fs.promises`.
    FileHandle(Fd),
    /// An open directory.
    DirectoryHandle(Fd),
}

/// Whether numbers are `number` or `bigint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// `Float64Array`
    Float,
    /// `BigInt64Array`
    BigInt,
}

impl Numbers {
    /// What the argument of the binding says.
    pub fn from_flag(bigint: bool) -> Self {
        if bigint { Self::BigInt } else { Self::Float }
    }
}

impl Answer {
    /// The JavaScript value. Stat results go where `arrays` says.
    pub fn into_js<'js>(self, ctx: &Ctx<'js>, arrays: &Arrays<'_, 'js>) -> Result<Value<'js>> {
        match self {
            Self::Nothing => Ok(Value::new_undefined(ctx.clone())),
            Self::Number(number) => Ok(Value::new_number(ctx.clone(), number)),
            Self::Name(bytes, encoding) => codecs::decode(ctx, encoding, &bytes),
            Self::Stat(stat, numbers) => arrays.stat(numbers == Numbers::BigInt, &fields(&stat)),
            Self::FilesystemStat(stat, numbers) => {
                arrays.statfs(numbers == Numbers::BigInt, &filesystem_fields(&stat))
            }
            Self::Entries { entries, encoding, types } => {
                entries_to_js(ctx, &entries, encoding, types)
            }
            Self::Pairs { entries, encoding } => pairs_to_js(ctx, &entries, encoding),
            Self::FileHandle(fd) => {
                file_handle::create(ctx, arrays.file_handle().clone(), fd).map(Object::into_value)
            }
            Self::DirectoryHandle(fd) => crate::bindings::fs_dir::create(ctx, fd),
        }
    }
}

fn entries_to_js<'js>(
    ctx: &Ctx<'js>,
    entries: &[DirectoryEntry],
    encoding: Encoding,
    types: bool,
) -> Result<Value<'js>> {
    let names = Array::new(ctx.clone())?;
    for (index, entry) in entries.iter().enumerate() {
        names.set(index, codecs::decode(ctx, encoding, &entry.name)?)?;
    }
    if !types {
        return Ok(names.into_value());
    }
    let kinds = Array::new(ctx.clone())?;
    for (index, entry) in entries.iter().enumerate() {
        kinds.set(index, directory_entry_type(entry.kind))?;
    }
    let both = Array::new(ctx.clone())?;
    both.set(0, names)?;
    both.set(1, kinds)?;
    Ok(both.into_value())
}

fn pairs_to_js<'js>(
    ctx: &Ctx<'js>,
    entries: &[DirectoryEntry],
    encoding: Encoding,
) -> Result<Value<'js>> {
    if entries.is_empty() {
        return Ok(Value::new_null(ctx.clone()));
    }
    let pairs = Array::new(ctx.clone())?;
    for (index, entry) in entries.iter().enumerate() {
        pairs.set(index * 2, codecs::decode(ctx, encoding, &entry.name)?)?;
        pairs.set(index * 2 + 1, directory_entry_type(entry.kind))?;
    }
    Ok(pairs.into_value())
}

/// libuv's `UV_DIRENT_*`.
fn directory_entry_type(kind: FileType) -> i32 {
    match kind {
        FileType::Regular => 1,
        FileType::Directory => 2,
        FileType::SymbolicLink => 3,
        FileType::Fifo => 4,
        FileType::Socket => 5,
        FileType::CharacterDevice => 6,
        FileType::BlockDevice => 7,
    }
}

/// `S_IFMT` bits, Linux.
pub fn type_bits(kind: FileType) -> u32 {
    match kind {
        FileType::Fifo => 0o010_000,
        FileType::CharacterDevice => 0o020_000,
        FileType::Directory => 0o040_000,
        FileType::BlockDevice => 0o060_000,
        FileType::Regular => 0o100_000,
        FileType::SymbolicLink => 0o120_000,
        FileType::Socket => 0o140_000,
    }
}

/// The numbers of a stat result in the order of Node's `FsStatsOffset`.
pub(super) fn fields(stat: &Stat) -> [i64; STAT_FIELDS] {
    [
        stat.dev as i64,
        i64::from(type_bits(stat.kind) | stat.mode & 0o7777),
        stat.nlink as i64,
        i64::from(stat.uid),
        i64::from(stat.gid),
        stat.rdev as i64,
        i64::from(stat.block_size),
        stat.ino as i64,
        stat.size as i64,
        stat.blocks as i64,
        stat.atime.seconds,
        i64::from(stat.atime.nanoseconds),
        stat.mtime.seconds,
        i64::from(stat.mtime.nanoseconds),
        stat.ctime.seconds,
        i64::from(stat.ctime.nanoseconds),
        stat.birthtime.seconds,
        i64::from(stat.birthtime.nanoseconds),
    ]
}

/// type, bsize, blocks, bfree, bavail, files, ffree.
fn filesystem_fields(stat: &FilesystemStat) -> [i64; STATFS_FIELDS] {
    [
        stat.kind as i64,
        i64::from(stat.block_size),
        stat.blocks as i64,
        stat.blocks_free as i64,
        stat.blocks_free as i64,
        stat.files as i64,
        stat.files_free as i64,
    ]
}
