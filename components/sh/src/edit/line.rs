//! The line that is edited: its characters and the cursor. Nothing here knows of a terminal.

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    characters: Vec<char>,
    /// How many characters are before it.
    cursor: usize,
    /// What was cut last (`^Y` puts it back).
    cut: Vec<char>,
}

impl Line {
    /// The whole text.
    pub fn text(&self) -> String {
        self.characters.iter().collect()
    }

    /// The characters before the cursor.
    pub fn before(&self) -> &[char] {
        self.characters.get(..self.cursor).unwrap_or_default()
    }

    /// The characters after it.
    pub fn after(&self) -> &[char] {
        self.characters.get(self.cursor..).unwrap_or_default()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// Replaces everything; the cursor is at the end.
    pub fn set(&mut self, text: &str) {
        self.characters = text.chars().collect();
        self.cursor = self.characters.len();
    }

    /// Puts a character before the cursor.
    pub fn insert(&mut self, character: char) {
        self.characters.insert(self.cursor, character);
        self.cursor += 1;
    }

    /// Moves the cursor by characters; it stays in the line.
    pub fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.characters.len());
    }

    /// Moves to the start.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// Moves to the end.
    pub fn end(&mut self) {
        self.cursor = self.characters.len();
    }

    /// Moves to the start of the word before the cursor.
    pub fn word_back(&mut self) {
        self.cursor = self.word_start();
    }

    /// Moves behind the word after the cursor.
    pub fn word_forward(&mut self) {
        let after = self.after();
        let gap = after.iter().take_while(|one| !one.is_alphanumeric()).count();
        let word = after.iter().skip(gap).take_while(|one| one.is_alphanumeric()).count();
        self.cursor += gap + word;
    }

    /// Takes the character before the cursor away.
    pub fn erase(&mut self) {
        if self.cursor > 0 {
            self.cursor -= 1;
            self.characters.remove(self.cursor);
        }
    }

    /// Takes the character at the cursor away.
    pub fn delete(&mut self) {
        if self.cursor < self.characters.len() {
            self.characters.remove(self.cursor);
        }
    }

    /// Cuts what is before the cursor (`^U`).
    pub fn cut_before(&mut self) {
        self.cut_from(0);
    }

    /// Cuts the word before the cursor (`^W`).
    pub fn cut_word(&mut self) {
        let blank = |one: &&char| one.is_whitespace();
        let gap = self.before().iter().rev().take_while(blank).count();
        let word = self.before().iter().rev().skip(gap).take_while(|one| !blank(one)).count();
        self.cut_from(self.cursor - gap - word);
    }

    /// Cuts what is after the cursor (`^K`).
    pub fn cut_after(&mut self) {
        self.cut = self.characters.split_off(self.cursor);
    }

    /// Puts back what was cut last (`^Y`).
    pub fn put_back(&mut self) {
        let cut = self.cut.clone();
        self.cursor += cut.len();
        let at = self.cursor - cut.len();
        self.characters.splice(at..at, cut);
    }

    fn cut_from(&mut self, start: usize) {
        self.cut = self.characters.drain(start..self.cursor).collect();
        self.cursor = start;
    }

    fn word_start(&self) -> usize {
        let before = self.before();
        let gap = before.iter().rev().take_while(|one| !one.is_alphanumeric()).count();
        let word = before.iter().rev().skip(gap).take_while(|one| one.is_alphanumeric()).count();
        self.cursor - gap - word
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(before: &str, after: &str) -> Line {
        let mut line = Line::default();
        line.set(&format!("{before}{after}"));
        line.step(-(after.chars().count() as isize));
        line
    }

    fn shown(line: &Line) -> String {
        let part = |characters: &[char]| characters.iter().collect::<String>();
        format!("{}|{}", part(line.before()), part(line.after()))
    }

    #[test]
    fn words_are_moved_over_and_cut() {
        let mut it = line("echo one-two  ", "three");
        it.word_back();
        assert_eq!(shown(&it), "echo one-|two  three");
        it.word_forward();
        it.cut_word();
        assert_eq!(shown(&it), "echo |  three");
        it.put_back();
        assert_eq!(shown(&it), "echo one-two|  three");
        it.cut_after();
        it.home();
        it.put_back();
        assert_eq!(shown(&it), "  three|echo one-two");
        it.cut_before();
        assert_eq!(shown(&it), "|echo one-two");
    }

    #[test]
    fn the_ends_hold() {
        let mut it = Line::default();
        it.erase();
        it.delete();
        it.step(-1);
        it.step(1);
        it.cut_word();
        it.word_forward();
        assert_eq!((shown(&it), it.is_empty()), ("|".into(), true));
    }

    proptest! {
        #[test]
        fn fuzz_any_keys_leave_a_line(keys in proptest::collection::vec((0..14_u8, any::<char>()), 0..200)) {
            let mut it = Line::default();
            for (key, character) in keys {
                match key {
                    0..3 => it.insert(character),
                    3 => it.erase(),
                    4 => it.delete(),
                    5 => it.step(-1),
                    6 => it.step(1),
                    7 => it.home(),
                    8 => it.word_back(),
                    9 => it.word_forward(),
                    10 => it.cut_word(),
                    11 => it.cut_after(),
                    12 => it.put_back(),
                    _ => it.cut_before(),
                }
                prop_assert_eq!(it.before().len() + it.after().len(), it.text().chars().count());
            }
        }
    }
}
