//! `echo`

use crate::state::{Flow, Shell};
use crate::text::{self, Escapes};

/// `echo`: bash's takes options; that of `sh` always knows escapes and only `-n` (Debian's sh).
pub(super) async fn echo(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let mut newline = true;
    let mut escapes = shell.options.xpg_echo;
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        let letters = word.strip_prefix('-').unwrap_or_default();
        let known = if shell.options.posix { "n" } else { "neE" };
        if letters.is_empty() || !letters.chars().all(|letter| known.contains(letter)) {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                other => escapes = other == 'e',
            }
        }
        rest = after;
        if shell.options.posix {
            break;
        }
    }
    let mut text = rest.join(" ");
    if escapes {
        let (unescaped, ended) = text::unescape(&text, Escapes::Echo);
        newline &= !ended;
        text = unescaped;
    }
    if newline {
        text.push('\n');
    }
    shell.print(&text).await
}
