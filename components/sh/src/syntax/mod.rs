//! From text to a syntax tree.
//!
//! The parser is our own. Of the crates there are, `brush-parser` brings JavaScript bindings and a
//! test framework into a program for this target and panics on some numbers in words, `yash-syntax`
//! is under the GPL, and the others serve linters. What a shell must do besides (one command at a
//! time, more lines when one is not complete, aliases) needs the parser's inside anyway.
//!
//! | File | What |
//! |---|---|
//! | `tree` | the syntax tree |
//! | `parser` | the text, lists, pipelines, aliases |
//! | `command` | simple and compound commands |
//! | `condition` | `[[ … ]]` |
//! | `redirect` | redirections and here documents |
//! | `word` | words and quotes |
//! | `parameter` | `${…}` |

mod command;
mod condition;
mod parameter;
mod parser;
mod redirect;
pub mod tree;
mod word;

#[cfg(test)]
mod tests;

pub use parser::{Aliases, Parser, SyntaxError};

/// Whether a text is a variable's name.
pub fn is_name(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_character)
}

/// Whether a name may begin with it.
pub fn is_name_start(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

/// Whether a name may go on with it.
pub fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
