//! Files and descriptors, straight from the kernel: WASI's streams do not say why they fail, and its
//! files have no modes.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use kernelet_system::{
    self as system, Errno, FileStat, OpenFlags, PollInterest, PollSubscription, PollTarget, Whence,
};

/// Most bytes of one read or write.
const PIECE: usize = 256 << 10;

/// Bytes that [`Output`] gathers.
const GATHERED: usize = 64 << 10;

/// The kernel's error with the text that programs show.
pub fn error(errno: Errno) -> io::Error {
    let kind = match errno {
        Errno::Noent => io::ErrorKind::NotFound,
        Errno::Acces | Errno::Perm => io::ErrorKind::PermissionDenied,
        Errno::Exist => io::ErrorKind::AlreadyExists,
        Errno::Pipe => io::ErrorKind::BrokenPipe,
        Errno::Nospc | Errno::Dquot => io::ErrorKind::StorageFull,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, system::error::text(errno))
}

/// What went wrong, without the number that the standard library adds.
pub fn cause(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_string(),
        None => text,
    }
}

/// An open descriptor.
pub struct File {
    fd: system::Fd,
    owned: bool,
}

impl File {
    /// Standard input, output or error.
    pub fn standard(fd: system::Fd) -> File {
        File { fd, owned: false }
    }

    /// A descriptor that is closed with this.
    pub fn from_descriptor(fd: system::Fd) -> File {
        File { fd, owned: true }
    }

    /// Opens a file.
    ///
    /// # Errors
    /// What open(2) says.
    pub fn with(path: &str, flags: OpenFlags, mode: u32) -> io::Result<File> {
        let flags = flags | OpenFlags::CLOSE_ON_EXEC;
        let fd = system::open(None, path.as_bytes(), flags, mode).map_err(error)?;
        Ok(File::from_descriptor(fd))
    }

    /// Opens a file to be read.
    ///
    /// # Errors
    /// What open(2) says.
    pub fn open(path: &str) -> io::Result<File> {
        File::with(path, OpenFlags::READ, 0)
    }

    /// Opens a file to be written, empty.
    ///
    /// # Errors
    /// What open(2) says.
    pub fn create(path: &str) -> io::Result<File> {
        File::with(path, OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE, 0o666)
    }

    /// Opens a file to be written at its end.
    ///
    /// # Errors
    /// What open(2) says.
    pub fn append(path: &str) -> io::Result<File> {
        File::with(path, OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::APPEND, 0o666)
    }

    /// Its number.
    pub fn fd(&self) -> system::Fd {
        self.fd
    }

    /// Its attributes.
    ///
    /// # Errors
    /// What fstat(2) says.
    pub fn stat(&self) -> io::Result<FileStat> {
        system::fstat(self.fd).map_err(error)
    }

    /// Cuts or extends it.
    ///
    /// # Errors
    /// What ftruncate(2) says.
    pub fn truncate(&self, size: u64) -> io::Result<()> {
        system::ftruncate(self.fd, size).map_err(error)
    }

    fn wait(&self, interest: PollInterest) -> io::Result<()> {
        let target = PollTarget::Descriptor((self.fd, interest));
        match system::poll(&[PollSubscription { target }], None) {
            Ok(_) | Err(Errno::Intr) => Ok(()),
            Err(errno) => Err(error(errno)),
        }
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match system::read(self.fd, buffer.len().min(PIECE) as u32) {
                Ok(data) => {
                    let length = data.len().min(buffer.len());
                    buffer[..length].copy_from_slice(&data[..length]);
                    return Ok(length);
                }
                Err(Errno::Again) => self.wait(PollInterest::READABLE)?,
                Err(Errno::Intr) => {}
                Err(errno) => return Err(error(errno)),
            }
        }
    }
}

impl Write for File {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        loop {
            match system::write(self.fd, &data[..data.len().min(PIECE)]) {
                Ok(count) => return Ok(count as usize),
                Err(Errno::Again) => self.wait(PollInterest::WRITABLE)?,
                Err(Errno::Intr) => {}
                Err(errno) => return Err(error(errno)),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (offset, whence) = match to {
            SeekFrom::Start(offset) => (i64::try_from(offset).unwrap_or(i64::MAX), Whence::Start),
            SeekFrom::Current(offset) => (offset, Whence::Current),
            SeekFrom::End(offset) => (offset, Whence::End),
        };
        system::seek(self.fd, offset, whence).map_err(error)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if self.owned {
            // There is nobody to tell.
            let _ = system::close(self.fd);
        }
    }
}

/// A file to be read, or with `-` standard input.
///
/// # Errors
/// What open(2) says, and that it is a directory.
pub fn input(path: &str) -> io::Result<BufReader<File>> {
    let file = if path == "-" { File::standard(0) } else { File::open(path)? };
    if path != "-" && file.stat()?.kind == system::FileType::Directory {
        return Err(error(Errno::Isdir));
    }
    Ok(BufReader::with_capacity(GATHERED, file))
}

/// The whole of a file, or with `-` of standard input.
///
/// # Errors
/// What open(2) and read(2) say.
pub fn read(path: &str) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    input(path)?.read_to_end(&mut content)?;
    Ok(content)
}

/// Gathers what is written to a descriptor; to a terminal goes each line at once.
pub struct Output {
    file: File,
    gathered: Vec<u8>,
    terminal: bool,
}

impl Output {
    /// Standard output.
    pub fn standard() -> Output {
        Output::to(File::standard(1))
    }

    /// A file.
    pub fn to(file: File) -> Output {
        let terminal = system::isatty(file.fd()).unwrap_or(false);
        Output { file, gathered: Vec::new(), terminal }
    }
}

impl Write for Output {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(data);
        if self.gathered.len() >= GATHERED || (self.terminal && data.contains(&b'\n')) {
            self.flush()?;
        }
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // What cannot be written is not tried again.
        self.file.write_all(&std::mem::take(&mut self.gathered))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // Those who care for the error flush before.
        let _ = self.flush();
    }
}
