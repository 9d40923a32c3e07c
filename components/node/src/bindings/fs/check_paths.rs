//! `cpSyncCheckPaths`: what `fs.cpSync` checks before it copies, with the texts of Node's C++.

use rquickjs::{Object, Result, Value};

use super::{
    argument,
    call::Failure,
    mkdir::{make_all, parent},
};
use crate::{
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, set_native},
    },
    sys::{self, FileType, wit::kernelet::kernel::types::Stat},
};

/// Sets the member.
pub fn install<'js>(target: &Object<'js>) -> Result<()> {
    set_native(target, "cpSyncCheckPaths", 0, check)
}

/// What is wrong with the two paths.
#[derive(Debug, PartialEq, Eq)]
struct Refusal {
    code: &'static str,
    message: String,
}

/// `cpSyncCheckPaths(source, destination, dereference, recursive)`
fn check<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (source, destination) = (argument::path(arguments, 0)?, argument::path(arguments, 1)?);
    let (dereference, recursive) = (arguments.is_true(2), arguments.is_true(3));
    // Node's C++ has the two the wrong way round: it follows links unless told to dereference.
    let (follow, syscall) = if dereference { (false, "stat") } else { (true, "lstat") };
    let from = sys::stat(None, &source, follow)
        .map_err(|errno| Failure::at(errno, syscall, &source).throw(ctx))?;
    let to = sys::stat(None, &destination, follow).ok();
    let same = |left: &[u8], right: &[u8]| {
        let (left, right) = (sys::stat(None, left, true).ok()?, sys::stat(None, right, true).ok()?);
        Some(left.dev == right.dev && left.ino == right.ino)
    };
    if let Some(refusal) = judge((&source, &from), (&destination, to.as_ref()), recursive, same) {
        return Err(throw_node(ctx, ErrorKind::Error, refusal.code, &refusal.message));
    }
    if let Some(above) = parent(&destination)
        && (to.is_none() || sys::stat(None, above, true).is_err())
    {
        // As in C++, a failure here shows when the copy itself fails.
        let _ = make_all(
            above,
            |path| sys::mkdir(None, path, 0o777),
            |path| sys::stat(None, path, true).map(|stat| stat.kind == FileType::Directory),
        );
    }
    Ok(Value::new_undefined(ctx.clone()))
}

/// `same` says whether two paths are one file, none when one of them is missing.
fn judge(
    (source, from): (&[u8], &Stat),
    (destination, to): (&[u8], Option<&Stat>),
    recursive: bool,
    same: impl Fn(&[u8], &[u8]) -> Option<bool>,
) -> Option<Refusal> {
    let refuse = |code, message: String| Some(Refusal { code, message });
    let from_text = String::from_utf8_lossy(source).into_owned();
    let to_text = String::from_utf8_lossy(destination).into_owned();
    let is_directory = from.kind == FileType::Directory;
    if let Some(to) = to {
        if same(source, destination) == Some(true) {
            return refuse(
                "ERR_FS_CP_EINVAL",
                format!("src and dest cannot be the same {to_text}"),
            );
        }
        let onto_directory = to.kind == FileType::Directory;
        if is_directory && !onto_directory {
            return refuse(
                "ERR_FS_CP_DIR_TO_NON_DIR",
                format!("Cannot overwrite non-directory {from_text} with directory {to_text}"),
            );
        }
        if !is_directory && onto_directory {
            return refuse(
                "ERR_FS_CP_NON_DIR_TO_DIR",
                format!("Cannot overwrite directory {to_text} with non-directory {from_text}"),
            );
        }
    }
    let with_slash = if from_text.ends_with('/') { from_text } else { from_text + "/" };
    let below_itself = || {
        refuse(
            "ERR_FS_CP_EINVAL",
            format!("Cannot copy {with_slash} to a subdirectory of self {to_text}"),
        )
    };
    if is_directory && to_text.starts_with(&with_slash) {
        return below_itself();
    }
    let mut above = parent(destination).unwrap_or_default();
    let source_parent = parent(source).unwrap_or_default();
    while let Some(higher) = parent(above) {
        if source_parent == above || higher == above {
            break;
        }
        match same(source, parent(destination).unwrap_or_default()) {
            Some(true) => return below_itself(),
            Some(false) => above = higher,
            None => break,
        }
    }
    if is_directory && !recursive {
        return refuse(
            "ERR_FS_EISDIR",
            format!("Recursive option not enabled, cannot copy a directory: {with_slash}"),
        );
    }
    match from.kind {
        FileType::Socket => {
            refuse("ERR_FS_CP_SOCKET", format!("Cannot copy a socket file: {to_text}"))
        }
        FileType::Fifo => {
            refuse("ERR_FS_CP_FIFO_PIPE", format!("Cannot copy a FIFO pipe: {to_text}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::Timestamp;

    fn stat(kind: FileType) -> Stat {
        let never = Timestamp { seconds: 0, nanoseconds: 0 };
        Stat {
            dev: 1,
            ino: 1,
            kind,
            mode: 0,
            nlink: 1,
            uid: 0,
            gid: 0,
            rdev: 0,
            size: 0,
            blocks: 0,
            block_size: 512,
            atime: never,
            mtime: never,
            ctime: never,
            birthtime: never,
        }
    }

    fn message(
        from: (&str, FileType),
        to: (&str, Option<FileType>),
        recursive: bool,
    ) -> Option<String> {
        let (source, target) = (stat(from.1), to.1.map(stat));
        judge(
            (from.0.as_bytes(), &source),
            (to.0.as_bytes(), target.as_ref()),
            recursive,
            |left, right| Some(left == right),
        )
        .map(|refusal| refusal.message)
    }

    #[test]
    fn texts_are_those_of_node() {
        use FileType::{Directory, Fifo, Regular};
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            message(("f", Regular), ("f", Some(Regular)), false),
            text("src and dest cannot be the same f")
        );
        assert_eq!(
            message(("d", Directory), ("f", Some(Regular)), false),
            text("Cannot overwrite non-directory d with directory f")
        );
        assert_eq!(
            message(("f", Regular), ("d", Some(Directory)), false),
            text("Cannot overwrite directory d with non-directory f")
        );
        assert_eq!(
            message(("d", Directory), ("d/sub/x", None), true),
            text("Cannot copy d/ to a subdirectory of self d/sub/x")
        );
        assert_eq!(
            message(("d", Directory), ("q", None), false),
            text("Recursive option not enabled, cannot copy a directory: d/")
        );
        assert_eq!(
            message(("fifo", Fifo), ("q2", None), false),
            text("Cannot copy a FIFO pipe: q2")
        );
        assert_eq!(message(("d", Directory), ("q", None), true), None);
    }
}
