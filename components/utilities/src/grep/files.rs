//! Which files are searched.

use walkdir::WalkDir;

use crate::posix::Regex;
use crate::system::cause;

/// Rules for what is below a directory.
#[derive(Default)]
pub struct Files {
    /// Symbolic links are followed.
    pub follow: bool,
    /// A directory that is named is no error.
    pub skip_directories: bool,
    /// Names are shown without `./`.
    pub without_dot: bool,
    include: Vec<Regex>,
    exclude: Vec<Regex>,
    exclude_directories: Vec<Regex>,
}

impl Files {
    /// Only files of this name.
    ///
    /// # Errors
    /// The pattern is none.
    pub fn include(&mut self, text: &str) -> Result<(), String> {
        self.include.push(Regex::glob(text, false)?);
        Ok(())
    }

    /// No files of this name.
    ///
    /// # Errors
    /// The pattern is none.
    pub fn exclude(&mut self, text: &str) -> Result<(), String> {
        self.exclude.push(Regex::glob(text, false)?);
        Ok(())
    }

    /// Nothing below directories of this name.
    ///
    /// # Errors
    /// The pattern is none.
    pub fn exclude_directory(&mut self, text: &str) -> Result<(), String> {
        self.exclude_directories.push(Regex::glob(text.trim_end_matches('/'), false)?);
        Ok(())
    }

    fn wants(&self, name: &str) -> bool {
        (self.include.is_empty()
            || self.include.iter().any(|pattern| pattern.is_match(name.as_bytes())))
            && !self.exclude.iter().any(|pattern| pattern.is_match(name.as_bytes()))
    }

    /// The files that an operand stands for.
    pub fn of<'a>(
        &'a self,
        operand: &'a str,
        recursive: bool,
    ) -> Box<dyn Iterator<Item = Result<String, String>> + 'a> {
        if operand == "-" || !recursive {
            let directory = self.skip_directories
                && std::fs::metadata(operand).is_ok_and(|metadata| metadata.is_dir());
            let name = operand.rsplit('/').next().unwrap_or(operand);
            let wanted = !directory && (operand == "-" || self.wants(name));
            return Box::new(wanted.then(|| Ok(operand.to_string())).into_iter());
        }
        let walk = WalkDir::new(operand).follow_links(self.follow).sort_by_file_name();
        let entries = walk.into_iter().filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0
                || !entry.file_type().is_dir()
                || !self.exclude_directories.iter().any(|pattern| pattern.is_match(name.as_bytes()))
        });
        Box::new(entries.filter_map(|entry| match entry {
            Ok(entry) if entry.depth() == 0 && !entry.file_type().is_dir() => {
                Some(Ok(operand.to_string()))
            }
            Ok(entry) if !entry.file_type().is_file() => None,
            Ok(entry) => {
                let path = entry.path().to_string_lossy();
                let shown = path.strip_prefix("./").filter(|_| self.without_dot);
                let path = shown.unwrap_or(&path).to_string();
                self.wants(&entry.file_name().to_string_lossy()).then_some(Ok(path))
            }
            Err(error) => {
                let path = error.path().map(|path| path.to_string_lossy().into_owned());
                let why = error.io_error().map_or_else(|| error.to_string(), cause);
                Some(Err(format!("{}: {why}", path.unwrap_or_default())))
            }
        }))
    }
}
