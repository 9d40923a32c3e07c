//! From the path of a program to the image that runs it (execve(2)).
//!
//! A registered command (`command.rs`) is known by its path, whatever lies there. Any other program is
//! a file whose first line names an interpreter or an image. The latter grants nothing: only images of
//! registered commands run, and those everybody may run. A file of WebAssembly is its own image.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::path;
use crate::permission::Access;
use crate::types::FileType;
use crate::vfs::resolve::Final;
use crate::vfs::{Caller, Location};
use std::rc::Rc;

/// How the file of a command starts; the image's name and a line feed follow.
const IMAGE_LINE: &[u8] = b"#!kernelet-image ";
/// Bytes of a program that are looked at (BINPRM_BUF_SIZE of `linux/binfmts.h`).
const LINE_MAX: u32 = 256;
/// Interpreters of interpreters (execve(2), "Interpreter scripts").
const INTERPRETERS_MAX: u32 = 4;
/// How a program for this machine's processor starts (elf(5)), which no VM runs.
const NATIVE: &[u8] = b"\x7fELF";
/// How WebAssembly starts, a module and a component alike.
const WEB_ASSEMBLY: &[u8] = b"\0asm";
/// The interpreter that looks for the real one in PATH (env(1)), known even where there is none.
const ENV: &[u8] = b"/usr/bin/env";
/// Where a name is looked for without PATH (confstr(3), _CS_PATH, and the local directory).
const DEFAULT_SEARCH_PATH: &[u8] = b"/usr/local/bin:/usr/bin:/bin";

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The image.
    pub image: Rc<str>,
    /// Its arguments, an interpreter's put in front.
    pub arguments: Vec<Vec<u8>>,
    /// Names of all commands that it takes: the script's, the interpreter's, the image's.
    pub commands: Vec<Vec<u8>>,
}

/// What the first line of a file says.
#[derive(Debug, PartialEq, Eq)]
enum FirstLine<'a> {
    Image(&'a [u8]),
    Interpreter { path: &'a [u8], argument: Option<&'a [u8]> },
}

/// The contents of the file of a command.
pub fn image_line(image: &str) -> Vec<u8> {
    let mut line = IMAGE_LINE.to_vec();
    line.extend_from_slice(image.as_bytes());
    line.push(b'\n');
    line
}

/// The last component of a program's path: the name of the command.
pub fn base_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

/// The name of `NAME=value`.
pub fn variable_name(entry: &[u8]) -> &[u8] {
    entry.split(|byte| *byte == b'=').next().unwrap_or(entry)
}

/// The value of a variable in an environment.
pub fn variable<'a>(environment: &'a [Vec<u8>], name: &[u8]) -> Option<&'a [u8]> {
    environment.iter().find_map(|entry| entry.strip_prefix(name)?.strip_prefix(b"="))
}

fn parse(start: &[u8]) -> Result<FirstLine<'_>> {
    let end = start.iter().position(|byte| *byte == b'\n').unwrap_or(start.len());
    let line = start.get(..end).unwrap_or_default();
    if let Some(image) = line.strip_prefix(IMAGE_LINE) {
        return Ok(FirstLine::Image(image));
    }
    let rest = line.strip_prefix(b"#!").ok_or(Errno::Noexec)?.trim_ascii();
    let blank = rest.iter().position(|byte| matches!(byte, b' ' | b'\t'));
    let (path, argument) =
        rest.split_at_checked(blank.unwrap_or(rest.len())).ok_or(Errno::Noexec)?;
    // A NUL or nothing at all is no interpreter.
    if path::validate(path).is_err() {
        return Err(Errno::Noexec);
    }
    let argument = argument.trim_ascii();
    Ok(FirstLine::Interpreter { path, argument: (!argument.is_empty()).then_some(argument) })
}

/// Whether all that `env` would do with its argument is to look a program up.
fn names_program(argument: &[u8]) -> bool {
    !argument.starts_with(b"-") || argument.starts_with(b"-S")
}

/// What `env` makes of its argument in a first line: a name, or with `-S` a name and arguments.
fn env_arguments(argument: &[u8]) -> Vec<Vec<u8>> {
    let words = match argument.strip_prefix(b"-S") {
        Some(words) => words,
        None => return vec![argument.to_vec()],
    };
    let words = words.split(|byte| matches!(byte, b' ' | b'\t'));
    words.filter(|word| !word.is_empty()).map(<[u8]>::to_vec).collect()
}

/// What is told of a program that no VM can run.
fn native_program(program: &[u8]) -> String {
    let program = String::from_utf8_lossy(program);
    format!(
        "ERR_NATIVE_BINARY_NOT_SUPPORTED: {program} is a native program; a VM runs JavaScript, \
         WebAssembly and its own commands"
    )
}

impl Kernel {
    /// Find a program as execvp(3) does: a name without a slash in the directories of PATH.
    pub(crate) fn search_program(
        &mut self,
        caller: &Caller,
        start: Location,
        name: &[u8],
        environment: &[Vec<u8>],
        arguments: &[Vec<u8>],
    ) -> Result<Program> {
        if name.contains(&b'/') || name.is_empty() {
            return self.load_program(caller, start, name, environment, arguments);
        }
        let path = self.find_in_path(caller, start, name, environment)?;
        self.load_program(caller, start, &path, environment, arguments)
    }

    /// The first directory of PATH that has a program of that name; answers the program's path.
    fn find_in_path(
        &mut self,
        caller: &Caller,
        start: Location,
        name: &[u8],
        environment: &[Vec<u8>],
    ) -> Result<Vec<u8>> {
        path::validate(name)?;
        let directories = variable(environment, b"PATH").unwrap_or(DEFAULT_SEARCH_PATH);
        let mut failure = Errno::Noent;
        for directory in directories.split(|byte| *byte == b':') {
            // An empty entry is the working directory.
            let candidate =
                if directory.is_empty() { name.to_vec() } else { path::join(directory, name) };
            if self.commands.at(&candidate).is_some() {
                return Ok(candidate);
            }
            match self.find_program(caller, start, &candidate) {
                Ok(_) => return Ok(candidate),
                Err(Errno::Acces) => failure = Errno::Acces,
                Err(Errno::Noent | Errno::Notdir | Errno::Nametoolong | Errno::Loop) => {}
                Err(error) => return Err(error),
            }
        }
        Err(failure)
    }

    /// The file at a path, when it may be executed. What may be run is judged by the command's name
    /// (`Kernel::spawn`).
    fn find_program(
        &mut self,
        caller: &Caller,
        start: Location,
        program: &[u8],
    ) -> Result<Location> {
        let location = self.vfs.walk(caller, start, program, Final::Follow)?.existing()?;
        if self.vfs.stat(location)?.kind != FileType::Regular {
            return Err(Errno::Acces);
        }
        self.vfs.check_access(caller, location, Access::EXECUTE)?;
        Ok(location)
    }

    /// What the host is told of a program that is itself the image: its absolute path. No image has
    /// such a name.
    fn image_in_file(
        &mut self,
        caller: &Caller,
        start: Location,
        program: &[u8],
    ) -> Result<Rc<str>> {
        let walked = self.vfs.walk(caller, start, program, Final::Follow)?;
        let path = self.vfs.path_of_walked(&walked)?;
        std::str::from_utf8(&path).map(Rc::from).map_err(|_| Errno::Ilseq)
    }

    /// Load the program at a path.
    pub(crate) fn load_program(
        &mut self,
        caller: &Caller,
        start: Location,
        program: &[u8],
        environment: &[Vec<u8>],
        arguments: &[Vec<u8>],
    ) -> Result<Program> {
        let mut program = program.to_vec();
        let mut arguments = arguments.to_vec();
        let mut commands = Vec::new();
        for _ in 0..=INTERPRETERS_MAX {
            commands.push(base_name(&program).to_vec());
            if let Some(image) = self.commands.at(&program) {
                commands.push(image.as_bytes().to_vec());
                return Ok(Program { image, arguments, commands });
            }
            let location = self.find_program(caller, start, &program)?;
            let line = self.vfs.read_start(caller, location, LINE_MAX)?;
            if line.starts_with(NATIVE) {
                self.monitor.explain(caller.pid, native_program(&program));
                return Err(Errno::Noexec);
            }
            if line.starts_with(WEB_ASSEMBLY) {
                let image = self.image_in_file(caller, start, &program)?;
                return Ok(Program { image, arguments, commands });
            }
            match parse(&line)? {
                FirstLine::Image(name) => {
                    let image = self.commands.image(name).ok_or(Errno::Noexec)?;
                    commands.push(image.as_bytes().to_vec());
                    return Ok(Program { image, arguments, commands });
                }
                FirstLine::Interpreter { path, argument: Some(argument) }
                    if path == ENV && names_program(argument) =>
                {
                    let mut replaced = env_arguments(argument);
                    let name = replaced.first().cloned().ok_or(Errno::Noent)?;
                    replaced.push(program);
                    replaced.extend(arguments.into_iter().skip(1));
                    arguments = replaced;
                    program = self.find_in_path(caller, start, &name, environment)?;
                }
                FirstLine::Interpreter { path, argument } => {
                    let mut replaced = vec![path.to_vec()];
                    replaced.extend(argument.map(<[u8]>::to_vec));
                    replaced.push(program);
                    replaced.extend(arguments.into_iter().skip(1));
                    arguments = replaced;
                    program = path.to_vec();
                }
            }
        }
        Err(Errno::Loop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines() {
        assert_eq!(parse(b"#!kernelet-image node\n"), Ok(FirstLine::Image(b"node")));
        let interpreter = |path, argument| Ok(FirstLine::Interpreter { path, argument });
        assert_eq!(parse(b"#!/bin/sh\nexit"), interpreter(&b"/bin/sh"[..], None));
        assert_eq!(
            parse(b"#! /usr/bin/env  node --x \n"),
            interpreter(&b"/usr/bin/env"[..], Some(&b"node --x"[..]))
        );
        assert_eq!(parse(b"#!\n"), Err(Errno::Noexec));
        assert_eq!(parse(b"\x7fELF"), Err(Errno::Noexec));
        assert_eq!(parse(b""), Err(Errno::Noexec));
    }
}
