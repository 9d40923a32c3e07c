//! The kernel's attributes of files as those of `wasi:filesystem`, and its times back.

use crate::errno;
use crate::syscalls::TimeUpdate;
use crate::types::{FileType, Stat, Timestamp};
use crate::wit::exports::wasi::clocks::wall_clock::Datetime;
use crate::wit::exports::wasi::filesystem::types::{
    DescriptorStat, DescriptorType, ErrorCode, MetadataHashValue, NewTimestamp,
};

/// What a file is.
pub fn kind(kind: FileType) -> DescriptorType {
    match kind {
        FileType::Regular => DescriptorType::RegularFile,
        FileType::Directory => DescriptorType::Directory,
        FileType::SymbolicLink => DescriptorType::SymbolicLink,
        FileType::Fifo => DescriptorType::Fifo,
        FileType::Socket => DescriptorType::Socket,
        FileType::CharacterDevice => DescriptorType::CharacterDevice,
        FileType::BlockDevice => DescriptorType::BlockDevice,
    }
}

/// Its attributes.
pub fn stat(stat: &Stat) -> DescriptorStat {
    DescriptorStat {
        type_: kind(stat.kind),
        link_count: u64::from(stat.nlink),
        size: stat.size,
        data_access_timestamp: datetime(stat.atime),
        data_modification_timestamp: datetime(stat.mtime),
        status_change_timestamp: datetime(stat.ctime),
    }
}

/// What tells it from others: C libraries make an inode number of the lower half.
pub fn identity(stat: &Stat) -> MetadataHashValue {
    MetadataHashValue { lower: stat.ino, upper: stat.dev }
}

/// A time that the standard can express: none before 1970.
fn datetime(time: Timestamp) -> Option<Datetime> {
    let seconds = u64::try_from(time.seconds).ok()?;
    Some(Datetime { seconds, nanoseconds: time.nanoseconds })
}

/// A time to be set.
///
/// # Errors
/// `invalid` when it is too large.
pub fn update(time: NewTimestamp) -> Result<TimeUpdate, ErrorCode> {
    Ok(match time {
        NewTimestamp::NoChange => TimeUpdate::Omit,
        NewTimestamp::Now => TimeUpdate::Now,
        NewTimestamp::Timestamp(time) => {
            let seconds = i64::try_from(time.seconds);
            let seconds = seconds.map_err(|_| errno::file(crate::types::Errno::Inval))?;
            TimeUpdate::At(Timestamp { seconds, nanoseconds: time.nanoseconds })
        }
    })
}
