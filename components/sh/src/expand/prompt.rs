//! Backslash sequences of prompts (bash(1), "PROMPTING").

use kernelet_system as system;

use crate::state::Shell;
use crate::text;

impl Shell {
    /// Replaces the sequences of a prompt; what stands between `\[` and `\]` stays.
    pub fn prompt(&self, text: &str) -> String {
        let mut prompt = String::new();
        let mut characters = text.chars().peekable();
        while let Some(next) = characters.next() {
            if next != '\\' {
                prompt.push(next);
                continue;
            }
            match characters.next() {
                None => prompt.push('\\'),
                Some('n') => prompt.push('\n'),
                Some('r') => prompt.push('\r'),
                Some('a') => prompt.push('\u{7}'),
                Some('e') => prompt.push('\u{1b}'),
                Some('\\') => prompt.push('\\'),
                Some('[' | ']') => {}
                Some('$') => {
                    prompt.push(if system::identity().effective_uid == 0 { '#' } else { '$' })
                }
                Some('u') => prompt.push_str(&system::system_information().user),
                Some('h') => {
                    let host = system::system_information().hostname;
                    prompt.push_str(host.split('.').next().unwrap_or_default());
                }
                Some('H') => prompt.push_str(&system::system_information().hostname),
                Some('w') => prompt.push_str(&self.short_directory()),
                Some('W') => {
                    let directory = self.short_directory();
                    let last = directory.rsplit('/').next().filter(|name| !name.is_empty());
                    prompt.push_str(last.unwrap_or(&directory));
                }
                Some('s') => prompt.push_str(self.name.rsplit('/').next().unwrap_or_default()),
                Some('v') => prompt.push_str("5.2"),
                Some('V') => prompt.push_str("5.2.15"),
                Some('j') => prompt.push_str(&self.jobs.all().len().to_string()),
                Some('#' | '!') => {
                    prompt.push_str(&(self.common.history.borrow().len() + 1).to_string());
                }
                Some(digit @ '0'..='7') => {
                    let mut code = digit.to_digit(8).unwrap_or(0);
                    for _ in 0..2 {
                        let Some(digit) = characters.peek().and_then(|next| next.to_digit(8))
                        else {
                            break;
                        };
                        characters.next();
                        code = code * 8 + digit;
                    }
                    prompt.push_str(&text::from_bytes(&[code as u8]));
                }
                Some(other) => prompt.extend(['\\', other]),
            }
        }
        prompt
    }

    /// The working directory, with `~` for the home directory.
    fn short_directory(&self) -> String {
        let home = self.value("HOME").filter(|home| home.len() > 1);
        match home.and_then(|home| self.directory.strip_prefix(&home).map(str::to_string)) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
            _ => self.directory.clone(),
        }
    }
}
