//! The command registry: which program image a command's name starts.
//!
//! A command is known by its name in all directories where commands stand: what lies there under a
//! registered name is never looked at. Each has a file, for those who look for one; the file's line
//! starts the same image, so that it can be copied, linked and moved like any program.

use crate::errno::{Errno, Refusal, Result};
use crate::fs::memory::{LateFile, Layer, MemoryFileSystem};
use crate::fs::{FileSystem, NewKind, NewNode};
use crate::host::Clocks;
use crate::kernel::Kernel;
use crate::layer::build::Builder;
use crate::path;
use crate::process::program::image_line;
use crate::types::{Command, Timestamp};
use crate::vfs::resolve::Final;
use crate::vfs::{Caller, Vfs};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Where the files of commands are, the first being the usual place.
const DIRECTORIES: [&[u8]; 3] = [b"/bin", b"/usr/bin", b"/usr/local/bin"];
/// Where a client keeps numbered directories of its commands.
const NUMBERED: &[u8] = b"/__secure_exec/commands";

/// See the module.
#[derive(Debug, Default)]
pub struct Commands {
    images_by_name: BTreeMap<Rc<[u8]>, Rc<str>>,
    /// The images, with the path of a command that starts each.
    images: BTreeMap<Rc<str>, Rc<[u8]>>,
}

impl Commands {
    /// The image that a path means, when it is that of a registered command.
    pub fn at(&self, path: &[u8]) -> Option<Rc<str>> {
        let slash = path.iter().rposition(|byte| *byte == b'/')?;
        let (directory, name) = path.split_at_checked(slash)?;
        let image = self.images_by_name.get(name.get(1..)?)?;
        stands_for_commands(directory).then(|| image.clone())
    }

    /// The image of that name, when some command starts it.
    pub fn image(&self, name: &[u8]) -> Option<Rc<str>> {
        let known = self.images.get_key_value(std::str::from_utf8(name).ok()?);
        known.map(|(image, _)| image.clone())
    }

    /// The path of the program that an image is: that of the command with its name or else of some
    /// command that starts it, or of the file.
    pub fn executable(&self, image: &Rc<str>) -> Rc<[u8]> {
        self.images.get(image).cloned().unwrap_or_else(|| Rc::from(image.as_bytes()))
    }

    /// Answers its name and its image.
    fn insert(&mut self, command: &Command) -> (Rc<[u8]>, Rc<str>) {
        let name = crate::process::program::base_name(&command.path);
        let known = self.images.get_key_value(command.image.as_str());
        let image =
            known.map_or_else(|| Rc::from(command.image.as_str()), |(image, _)| image.clone());
        if known.is_none() || name == image.as_bytes() {
            self.images.insert(Rc::clone(&image), Rc::from(&command.path[..]));
        }
        let name: Rc<[u8]> = Rc::from(name);
        self.images_by_name.insert(Rc::clone(&name), Rc::clone(&image));
        (name, image)
    }
}

/// Whether commands stand in a directory, which is written without `.` and `..`.
fn stands_for_commands(directory: &[u8]) -> bool {
    let number = |rest: &[u8]| {
        rest.split_first().is_some_and(|(slash, number)| {
            *slash == b'/' && !number.is_empty() && number.iter().all(u8::is_ascii_digit)
        })
    };
    DIRECTORIES.contains(&directory) || directory.strip_prefix(NUMBERED).is_some_and(number)
}

/// The command with an absolute path, or why it is none.
fn placed(command: &Command) -> Result<Command, Refusal> {
    let shown = String::from_utf8_lossy(&command.path);
    let path = if command.path.contains(&b'/') {
        command.path.clone()
    } else {
        path::join(DIRECTORIES[0], &command.path)
    };
    let name = crate::process::program::base_name(&path);
    let directory = path.len().saturating_sub(name.len()).saturating_sub(1);
    let is_name = !name.is_empty() && !matches!(name, b"." | b"..") && name.len() <= path::NAME_MAX;
    if !is_name
        || path.contains(&0)
        || !path.get(..directory).is_some_and(|directory| DIRECTORIES.contains(&directory))
    {
        return Err(Refusal::invalid(format!(
            "command \"{shown}\" needs a name, or a path in /bin, /usr/bin or /usr/local/bin"
        )));
    }
    if command.image.is_empty()
        || command.image.starts_with('/')
        || command.image.contains(['\n', '\0'])
    {
        return Err(Refusal::invalid(format!(
            "command \"{shown}\" needs an image name in one line, not a path"
        )));
    }
    Ok(Command { path, image: command.image.clone() })
}

/// The registry of these commands, and a layer with their files: the bottom of a new VM's root, so that
/// whatever lies at the path of one stays as it is. A file is made when somebody looks into its
/// directory: until then a VM pays for the names alone.
///
/// # Errors
/// `inval` names the command that is none.
pub fn layer(new: &[Command], clock: &dyn Clocks) -> Result<(Commands, Layer), Refusal> {
    let mut commands = Commands::default();
    let mut files: BTreeMap<&[u8], Vec<LateFile>> = BTreeMap::new();
    let mut lines: BTreeMap<Rc<str>, Rc<Vec<u8>>> = BTreeMap::new();
    let placed = new.iter().map(placed).collect::<Result<Vec<_>, _>>()?;
    for command in &placed {
        let (name, image) = commands.insert(command);
        let line = || Rc::new(image_line(&command.image));
        let content = Rc::clone(lines.entry(image).or_insert_with(line));
        let length = command.path.len().saturating_sub(name.len()).saturating_sub(1);
        let directory = command.path.get(..length).unwrap_or_default();
        files.entry(directory).or_default().push(LateFile { name, content });
    }
    let layer = directories(files, clock);
    let layer = layer.map_err(|errno| Refusal::new(errno, "the commands' files cannot be made"))?;
    Ok((commands, layer))
}

/// A layer of these directories, with what is to be in them.
fn directories(files: BTreeMap<&[u8], Vec<LateFile>>, clock: &dyn Clocks) -> Result<Layer> {
    let now = Still(clock.realtime());
    let mut tree = MemoryFileSystem::new(u64::MAX, u64::MAX, &now);
    let root = tree.root();
    tree.imply(root);
    let mut late = BTreeMap::new();
    for (path, files) in files {
        let mut directory = root;
        for name in path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()) {
            directory = match tree.lookup(directory, name) {
                Ok(known) => known,
                Err(_) => {
                    let new = NewNode { kind: NewKind::Directory, mode: 0o755, uid: 0, gid: 0 };
                    let made = tree.create(directory, name, &new, &now)?;
                    tree.imply(made);
                    made
                }
            };
        }
        late.insert(directory, files);
    }
    Ok(tree.into_layer()?.with_late_files(late))
}

/// The moment at which all of them are made.
struct Still(Timestamp);

impl Clocks for Still {
    fn realtime(&self) -> Timestamp {
        self.0
    }

    fn monotonic(&self) -> u64 {
        0
    }
}

fn no_file(command: &Command, errno: Errno) -> Refusal {
    let shown = String::from_utf8_lossy(&command.path);
    Refusal::new(errno, format!("the file of command \"{shown}\" cannot be made"))
}

/// Make the files that [`layer`] has but a tree hides, because it has a symbolic link on the way to
/// one of the directories (as where `/bin` is `usr/bin`).
pub fn make_hidden(vfs: &mut Vfs, caller: &Caller, commands: &[Command]) -> Result<(), Refusal> {
    let root = vfs.root();
    for directory in DIRECTORIES {
        if vfs.real_path(caller, root, directory).is_ok_and(|real| real == directory) {
            continue;
        }
        let placed = commands.iter().map(placed).collect::<Result<Vec<_>, _>>()?;
        let within = |command: &Command| {
            let name = crate::process::program::base_name(&command.path);
            command.path.strip_prefix(directory).is_some_and(|rest| rest.get(1..) == Some(name))
        };
        let hidden: Vec<Command> = placed.into_iter().filter(within).collect();
        make_files(vfs, caller, &hidden)?;
    }
    Ok(())
}

/// Make files for these: all, or none. What lies at the path of one stays as it is.
fn make_files(vfs: &mut Vfs, caller: &Caller, placed: &[Command]) -> Result<(), Refusal> {
    let mut made: Vec<&[u8]> = Vec::new();
    let root = vfs.root();
    for command in placed {
        let there = vfs.walk(caller, root, &command.path, Final::Name);
        if there.is_ok_and(|walked| walked.target.is_some()) {
            continue;
        }
        let mut builder = Builder::new(vfs, caller.host.clone());
        match builder.file(&command.path, 0o755, &image_line(&command.image)) {
            Ok(()) => made.push(&command.path),
            // A read-only root shows no file; the command is there all the same.
            Err(Errno::Rofs) => {}
            Err(errno) => {
                for path in made {
                    // It was made a moment ago; what cannot be unmade does no harm.
                    let _ = vfs.unlink(caller, root, path);
                }
                return Err(no_file(command, errno));
            }
        }
    }
    Ok(())
}

impl Kernel {
    /// Register commands at run time; the last registration of a name counts.
    ///
    /// # Errors
    /// `inval` names the command that is none; otherwise why its file cannot be made.
    pub fn register_commands(&mut self, new: &[Command]) -> Result<(), Refusal> {
        self.vfs.begin_call();
        let caller = Caller::operator(self.host.clone());
        let placed = new.iter().map(placed).collect::<Result<Vec<_>, _>>()?;
        make_files(&mut self.vfs, &caller, &placed)?;
        for command in &placed {
            self.commands.insert(command);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_invariants, kernel};

    fn command(path: &str, image: &str) -> Command {
        Command { path: path.as_bytes().to_vec(), image: image.to_owned() }
    }

    #[test]
    fn names_stand_in_all_directories_of_commands() {
        let (mut kernel, _) = kernel();
        kernel.register_commands(&[command("ls", "coreutils"), command("cat", "cat")]).unwrap();
        kernel.register_commands(&[command("/usr/bin/cat", "coreutils")]).unwrap();
        let image = |path: &str| kernel.commands.at(path.as_bytes());
        for path in ["/bin/ls", "/usr/bin/ls", "/usr/local/bin/ls", "/__secure_exec/commands/07/ls"]
        {
            assert_eq!(image(path).as_deref(), Some("coreutils"), "{path}");
        }
        assert_eq!(image("/bin/cat").as_deref(), Some("coreutils"), "the last registration counts");
        for path in ["ls", "/ls", "/bin/ls/", "/sbin/ls", "/bin/x/ls", "/__secure_exec/commands/ls"]
        {
            assert_eq!(image(path), None, "{path}");
        }
        let line = kernel.read_file(None, b"/bin/ls", 99).unwrap();
        assert_eq!(line, b"#!kernelet-image coreutils\n");
        check_invariants(&mut kernel);
    }

    #[test]
    fn files_are_there_whatever_the_root_is_made_of() {
        use crate::layer::{Lower, RootConfiguration, tests::entries};
        use crate::testing::{FakeHost, configuration};
        let hidden = ["d /usr/bin", "l /bin usr/bin", "f /usr/bin/sh mine"];
        for lines in [&hidden[..], &["f /bin/sh mine"], &["d /opt"], &[]] {
            let configuration = crate::types::Configuration {
                root: RootConfiguration {
                    disable_default_base_layer: true,
                    lowers: vec![Lower::Snapshot(entries(lines))],
                    ..RootConfiguration::default()
                },
                commands: ["sh", "ls", "/usr/bin/node"].map(|path| command(path, "i")).to_vec(),
                ..configuration()
            };
            let mut kernel =
                Kernel::configure(Rc::new(FakeHost::default()), configuration).unwrap();
            let mut read = |path: &[u8]| kernel.read_file(None, path, 99).unwrap();
            assert_eq!(read(b"/bin/ls"), image_line("i"), "{lines:?}");
            assert_eq!(read(b"/usr/bin/node"), image_line("i"), "{lines:?}");
            let own = lines.iter().any(|line| line.ends_with("mine"));
            assert_eq!(read(b"/bin/sh"), if own { b"mine".to_vec() } else { image_line("i") });
            check_invariants(&mut kernel);
        }
    }

    #[test]
    fn all_or_none() {
        let (mut kernel, _) = kernel();
        let long = "n".repeat(256);
        for bad in ["", "..", "a\0b", "/opt/ls", "/bin/", "bin/ls", &long] {
            let refusal = kernel.register_commands(&[command("ok", "x"), command(bad, "x")]);
            assert_eq!(refusal.unwrap_err().errno, Errno::Inval, "{bad}");
        }
        assert!(kernel.register_commands(&[command("ok", "two\nlines")]).is_err());
        assert_eq!(kernel.commands.at(b"/bin/ok"), None);
        assert_eq!(kernel.stat(None, b"/bin/ok", true), Err(Errno::Noent));

        // 256 inodes do not hold these.
        let many: Vec<Command> = (0..300).map(|n| command(&format!("c{n}"), "many")).collect();
        assert_eq!(kernel.register_commands(&many).unwrap_err().errno, Errno::Nospc);
        assert_eq!(kernel.commands.at(b"/bin/c0"), None);
        assert_eq!(kernel.stat(None, b"/bin/c0", true), Err(Errno::Noent));
        check_invariants(&mut kernel);
    }
}
