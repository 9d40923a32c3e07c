//! `dd`: copies in blocks (dd(1)). Own code: that of uutils shows its progress from a thread, which WASI has
//! not.

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use kernelet_system::OpenFlags;

use crate::outcome::{Outcome, Trouble};
use crate::system::{File, cause};

/// Most bytes of a block.
const BLOCK: u64 = 64 << 20;

struct Options {
    from: Option<String>,
    to: Option<String>,
    input_block: usize,
    output_block: usize,
    count: Option<u64>,
    skip: u64,
    seek: u64,
    count_bytes: bool,
    skip_bytes: bool,
    seek_bytes: bool,
    full_block: bool,
    append: bool,
    no_truncate: bool,
    no_error: bool,
    pad: bool,
    swap: bool,
    upper: Option<bool>,
    create_new: bool,
    no_create: bool,
    sync: bool,
    quiet: bool,
    no_transfer: bool,
}

/// Runs it; statistics go to standard error.
pub fn main(words: Vec<String>) -> Outcome {
    let options = parse(&words)?;
    let started = kernelet_system::monotonic_nanoseconds();
    let mut copy = Copy { options, whole_in: 0, part_in: 0, whole_out: 0, part_out: 0, bytes: 0 };
    let copied = copy.run();
    if !copy.options.quiet {
        copy.tell(kernelet_system::monotonic_nanoseconds().saturating_sub(started));
    }
    copied
}

fn parse(words: &[String]) -> Result<Options, Trouble> {
    let mut options = Options {
        from: None,
        to: None,
        input_block: 512,
        output_block: 512,
        count: None,
        skip: 0,
        seek: 0,
        count_bytes: false,
        skip_bytes: false,
        seek_bytes: false,
        full_block: false,
        append: false,
        no_truncate: false,
        no_error: false,
        pad: false,
        swap: false,
        upper: None,
        create_new: false,
        no_create: false,
        sync: false,
        quiet: false,
        no_transfer: false,
    };
    let mut both = None;
    for word in words.iter().skip(1) {
        let (name, value) =
            word.split_once('=').ok_or_else(|| format!("unrecognized operand '{word}'"))?;
        let block = || match number(value)? {
            0 => Err(Trouble::from(format!("invalid number: '{value}'"))),
            size if size > BLOCK => Err(format!("{word}: a block is at most {BLOCK} bytes").into()),
            size => Ok(size as usize),
        };
        match name {
            "if" => options.from = Some(value.into()),
            "of" => options.to = Some(value.into()),
            "bs" => both = Some(block()?),
            "ibs" => options.input_block = block()?,
            "obs" => options.output_block = block()?,
            "count" => {
                options.count_bytes |= value.ends_with('B') && !value.ends_with("kB");
                options.count = Some(number(value)?);
            }
            "skip" | "iseek" => options.skip = number(value)?,
            "seek" | "oseek" => options.seek = number(value)?,
            "conv" => value.split(',').try_for_each(|one| options.conversion(one))?,
            "iflag" | "oflag" => value.split(',').try_for_each(|one| options.flag(one))?,
            "status" => match value {
                "none" => options.quiet = true,
                "noxfer" => options.no_transfer = true,
                "progress" => {}
                _ => return Err(format!("invalid status level: '{value}'").into()),
            },
            _ => return Err(format!("unrecognized operand '{word}'").into()),
        }
    }
    if let Some(size) = both {
        (options.input_block, options.output_block) = (size, size);
    }
    Ok(options)
}

impl Options {
    fn conversion(&mut self, name: &str) -> Result<(), Trouble> {
        match name {
            "notrunc" => self.no_truncate = true,
            "noerror" => self.no_error = true,
            "sync" => self.pad = true,
            "swab" => self.swap = true,
            "ucase" => self.upper = Some(true),
            "lcase" => self.upper = Some(false),
            "excl" => self.create_new = true,
            "nocreat" => self.no_create = true,
            "fsync" | "fdatasync" => self.sync = true,
            _ => return Err(format!("invalid conversion: '{name}'").into()),
        }
        Ok(())
    }

    fn flag(&mut self, name: &str) -> Result<(), Trouble> {
        match name {
            "append" => self.append = true,
            "fullblock" => self.full_block = true,
            "count_bytes" => self.count_bytes = true,
            "skip_bytes" => self.skip_bytes = true,
            "seek_bytes" => self.seek_bytes = true,
            "sync" | "dsync" => self.sync = true,
            _ => return Err(format!("invalid flag: '{name}'").into()),
        }
        Ok(())
    }
}

/// `4`, `2k`, `1M`, `3x512` (the units of dd(1)).
fn number(text: &str) -> Result<u64, Trouble> {
    let invalid = || Trouble::from(format!("invalid number: '{text}'"));
    let mut product: u64 = 1;
    for factor in text.split('x') {
        let digits = factor.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        let unit: u64 = match &factor[digits.len()..] {
            "" | "c" | "B" => 1,
            "w" => 2,
            "b" => 512,
            "k" | "K" | "KiB" => 1 << 10,
            "kB" | "KB" => 1000,
            "M" | "MiB" => 1 << 20,
            "MB" => 1_000_000,
            "G" | "GiB" => 1 << 30,
            "GB" => 1_000_000_000,
            "T" | "TiB" => 1 << 40,
            _ => return Err(invalid()),
        };
        let value: u64 = digits.parse().map_err(|_| invalid())?;
        product = value
            .checked_mul(unit)
            .and_then(|value| value.checked_mul(product))
            .ok_or_else(invalid)?;
    }
    Ok(product)
}

struct Copy {
    options: Options,
    whole_in: u64,
    part_in: u64,
    whole_out: u64,
    part_out: u64,
    bytes: u64,
}

impl Copy {
    fn run(&mut self) -> Outcome {
        let mut input = match &self.options.from {
            Some(path) => {
                File::open(path).map_err(|error| failed("failed to open", path, &error))?
            }
            None => File::standard(0),
        };
        let to = self.options.to.clone().unwrap_or_else(|| "standard output".into());
        let mut output = self.open_output(&to)?;
        self.skip(&mut input)?;
        let mut waiting = Vec::new();
        let mut left = self.options.count;
        let mut status = 0;
        loop {
            if left == Some(0) {
                break;
            }
            let size = match left {
                Some(left) if self.options.count_bytes => {
                    self.options.input_block.min(usize::try_from(left).unwrap_or(usize::MAX))
                }
                _ => self.options.input_block,
            };
            let mut block = vec![0; size];
            let length = match self.read(&mut input, &mut block) {
                Ok(length) => length,
                Err(error) => {
                    let from = self.options.from.as_deref().unwrap_or("standard input");
                    eprintln!("dd: error reading '{from}': {}", cause(&error));
                    status = 1;
                    if !self.options.no_error {
                        break;
                    }
                    // The block is passed over.
                    if input.seek(SeekFrom::Current(size as i64)).is_err() {
                        break;
                    }
                    0
                }
            };
            if length == 0 && status == 0 {
                break;
            }
            if length == self.options.input_block {
                self.whole_in += 1;
            } else {
                self.part_in += 1;
            }
            if let Some(left) = &mut left {
                *left -= if self.options.count_bytes { (length as u64).min(*left) } else { 1 };
            }
            block.truncate(if self.options.pad { size } else { length });
            self.convert(&mut block);
            waiting.extend_from_slice(&block);
            while waiting.len() >= self.options.output_block
                || (!waiting.is_empty() && self.options.input_block == self.options.output_block)
            {
                let rest = waiting.split_off(waiting.len().min(self.options.output_block));
                self.write(&mut output, &waiting, &to)?;
                waiting = rest;
            }
        }
        if !waiting.is_empty() {
            self.write(&mut output, &waiting, &to)?;
        }
        if self.options.sync {
            kernelet_system::fsync(output.fd())
                .map_err(crate::system::file::error)
                .map_err(|error| failed("fsync failed for", &to, &error))?;
        }
        Ok(status)
    }

    fn open_output(&self, path: &str) -> Result<File, Trouble> {
        let options = &self.options;
        if options.to.is_none() {
            return Ok(File::standard(1));
        }
        let mut flags = OpenFlags::WRITE;
        flags.set(OpenFlags::CREATE, !options.no_create);
        flags.set(OpenFlags::EXCLUSIVE, options.create_new);
        flags.set(OpenFlags::APPEND, options.append);
        let mut file = File::with(path, flags, 0o666)
            .map_err(|error| failed("failed to open", path, &error))?;
        let unit = if options.seek_bytes { 1 } else { options.output_block as u64 };
        let offset = options.seek.saturating_mul(unit);
        // A device cannot be cut, and needs not be.
        if !options.no_truncate
            && !options.append
            && file.stat().is_ok_and(|stat| stat.kind == kernelet_system::FileType::Regular)
        {
            file.truncate(offset).map_err(|error| failed("failed to truncate", path, &error))?;
        }
        if offset > 0 {
            file.seek(SeekFrom::Start(offset))
                .map_err(|error| failed("cannot seek in", path, &error))?;
        }
        Ok(file)
    }

    fn skip(&self, input: &mut File) -> Result<(), Trouble> {
        let unit = if self.options.skip_bytes { 1 } else { self.options.input_block as u64 };
        let mut left = self.options.skip.saturating_mul(unit);
        if left == 0
            || input.seek(SeekFrom::Current(i64::try_from(left).unwrap_or(i64::MAX))).is_ok()
        {
            return Ok(());
        }
        // What cannot be sought in is read.
        let mut block = vec![0; self.options.input_block];
        while left > 0 {
            let most = block.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let length = input.read(block.get_mut(..most).unwrap_or_default())?;
            if length == 0 {
                break;
            }
            left -= length as u64;
        }
        Ok(())
    }

    fn read(&self, input: &mut File, block: &mut [u8]) -> std::io::Result<usize> {
        let mut length = 0;
        while length < block.len() {
            let read = input.read(&mut block[length..])?;
            length += read;
            if read == 0 || !self.options.full_block {
                break;
            }
        }
        Ok(length)
    }

    fn convert(&self, block: &mut [u8]) {
        if self.options.swap {
            block.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
        }
        match self.options.upper {
            Some(true) => block.make_ascii_uppercase(),
            Some(false) => block.make_ascii_lowercase(),
            None => {}
        }
    }

    /// Writes one block, and counts what went.
    fn write(&mut self, output: &mut File, block: &[u8], to: &str) -> Result<(), Trouble> {
        let mut rest = block;
        while !rest.is_empty() {
            match output.write(rest) {
                Ok(count) => {
                    self.bytes += count as u64;
                    rest = rest.get(count..).unwrap_or_default();
                }
                Err(error) => {
                    self.part_out += u64::from(rest.len() < block.len());
                    return Err(failed("error writing", to, &error));
                }
            }
        }
        if block.len() == self.options.output_block {
            self.whole_out += 1;
        } else {
            self.part_out += 1;
        }
        Ok(())
    }

    fn tell(&self, nanoseconds: u64) {
        eprintln!("{}+{} records in", self.whole_in, self.part_in);
        eprintln!("{}+{} records out", self.whole_out, self.part_out);
        if self.options.no_transfer {
            return;
        }
        let seconds = (nanoseconds as f64 / 1e9).max(1e-9);
        let bytes = self.bytes as f64;
        let sizes = if self.bytes < 1000 {
            String::new()
        } else if self.bytes < 1024 {
            format!(" ({})", scaled(bytes, 1000.0, &["B", "kB"]))
        } else {
            let decimal = scaled(bytes, 1000.0, &["B", "kB", "MB", "GB", "TB"]);
            format!(" ({decimal}, {})", scaled(bytes, 1024.0, &["B", "KiB", "MiB", "GiB", "TiB"]))
        };
        let speed = scaled(bytes / seconds, 1000.0, &["B", "kB", "MB", "GB", "TB"]);
        let plural = if self.bytes == 1 { "" } else { "s" };
        eprintln!("{} byte{plural}{sizes} copied, {seconds:.6} s, {speed}/s", self.bytes);
    }
}

fn failed(what: &str, path: &str, error: &std::io::Error) -> Trouble {
    format!("{what} '{path}': {}", cause(error)).into()
}

fn scaled(mut value: f64, step: f64, units: &[&str]) -> String {
    let mut unit = "";
    for next in units {
        unit = next;
        if value < step {
            break;
        }
        if Some(next) != units.last() {
            value /= step;
        }
    }
    if value < 10.0 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
}
