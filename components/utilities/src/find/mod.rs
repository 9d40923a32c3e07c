//! `find`: walks directories and judges what is there (find(1)). Memory does not grow with the number of
//! files.
//!
//! Own code: uutils findutils needs a C library for its expressions.

mod judge;
mod parse;

use std::io::Write as _;

use walkdir::WalkDir;

use crate::outcome::Outcome;
use crate::system::cause;
use judge::Walk;

/// Runs it: 0, or 1 when something could not be looked at or done.
pub fn main(words: Vec<String>) -> Outcome {
    let query = parse::query(words)?;
    let mut walk = Walk::new(&query);
    'starts: for start in &query.starts {
        let mut entries = WalkDir::new(start)
            .min_depth(query.least)
            .max_depth(query.most)
            .contents_first(query.depth_first)
            .follow_links(query.follow)
            .follow_root_links(query.follow || query.follow_starts)
            .same_file_system(query.one_file_system)
            .into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().map(|path| path.to_string_lossy().into_owned());
                    let path = path.unwrap_or_else(|| start.clone());
                    let why = error.io_error().map_or_else(|| error.to_string(), cause);
                    walk.fail(&format!("'{path}': {why}"))?;
                    continue;
                }
            };
            walk.visit(&entry, start)?;
            if walk.quit {
                break 'starts;
            }
            if walk.prune && entry.file_type().is_dir() && !query.depth_first {
                entries.skip_current_dir();
            }
        }
    }
    walk.finish()
}

impl Walk<'_> {
    /// Runs what is left to run: the status to exit with.
    fn finish(mut self) -> Outcome {
        self.out.flush()?;
        self.run_all()?;
        Ok(i32::from(self.failed))
    }
}
