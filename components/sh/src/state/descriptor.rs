//! The shell's table of descriptors.
//!
//! Subshells are tasks of one process, so descriptors are numbered per shell: a shell's number maps to
//! a descriptor of the process, which is closed when the last table lets go of it. A redirection
//! changes the table only; a command gets the table when it is started.

use std::collections::BTreeMap;
use std::rc::Rc;

use kernelet_system as system;
use system::{Errno, Fd};

/// A descriptor of the process.
#[derive(Debug)]
pub struct Descriptor {
    fd: Fd,
}

impl Descriptor {
    /// Owns a descriptor: it is closed with the last reference.
    pub fn new(fd: Fd) -> Rc<Self> {
        Rc::new(Descriptor { fd })
    }

    /// Its number in the process.
    pub fn fd(&self) -> Fd {
        self.fd
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // Nobody can be told.
        let _ = system::close(self.fd);
    }
}

/// Descriptors by the numbers that scripts use.
#[derive(Clone, Debug, Default)]
pub struct Descriptors {
    table: BTreeMap<u32, Rc<Descriptor>>,
}

/// Numbers that the program may have been started with.
const INHERITED: u32 = 20;

impl Descriptors {
    /// What the process was started with.
    pub fn inherited() -> Self {
        let open = (0..INHERITED).filter(|fd| system::get_flags(*fd).is_ok());
        Descriptors { table: open.map(|fd| (fd, Descriptor::new(fd))).collect() }
    }

    /// The descriptor of that number.
    ///
    /// # Errors
    /// `badf` when it is not open.
    pub fn get(&self, number: u32) -> Result<&Rc<Descriptor>, Errno> {
        self.table.get(&number).ok_or(Errno::Badf)
    }

    /// Its number in the process.
    ///
    /// # Errors
    /// `badf` when it is not open.
    pub fn fd(&self, number: u32) -> Result<Fd, Errno> {
        self.get(number).map(|descriptor| descriptor.fd)
    }

    /// Makes a number refer to a descriptor.
    pub fn set(&mut self, number: u32, descriptor: Rc<Descriptor>) {
        self.table.insert(number, descriptor);
    }

    /// Closes a number.
    pub fn close(&mut self, number: u32) {
        self.table.remove(&number);
    }

    /// The lowest free number from `minimum` on.
    pub fn free_from(&self, minimum: u32) -> u32 {
        (minimum..).find(|number| !self.table.contains_key(number)).unwrap_or(minimum)
    }

    /// The highest free number up to `maximum`, as process substitutions take.
    pub fn free_below(&self, maximum: u32) -> u32 {
        (0..=maximum).rev().find(|number| !self.table.contains_key(number)).unwrap_or(maximum)
    }

    /// What a command gets.
    pub fn mappings(&self) -> Vec<system::DescriptorMapping> {
        let mapping = |(child, descriptor): (&u32, &Rc<Descriptor>)| system::DescriptorMapping {
            child: *child,
            parent: descriptor.fd,
        };
        self.table.iter().map(mapping).collect()
    }
}

/// Makes a pipe: what is read from, what is written to.
///
/// # Errors
/// What the kernel says.
pub fn pipe() -> Result<(Rc<Descriptor>, Rc<Descriptor>), Errno> {
    let (read, write) = system::pipe(true)?;
    Ok((Descriptor::new(read), Descriptor::new(write)))
}
