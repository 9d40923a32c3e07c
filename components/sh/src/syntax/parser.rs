//! The text and where the parser is in it; lists, and-or lists, pipelines; aliases.

use std::collections::HashMap;
use std::rc::Rc;

use super::redirect::Pending;
use super::tree::{AndOr, Connective, Item, List, Pipeline, Stage};

/// Aliases by name.
pub type Aliases = HashMap<String, String>;

/// Nesting that a script may have: each level costs stack when it is parsed and when it runs.
const MAX_DEPTH: usize = 120;

/// How often a `((` that is no arithmetic may be read again as two subshells: nested ones would double
/// the work at each level.
const MAX_REREADINGS: usize = 1000;

/// What stands apart from words.
pub(super) const META: &str = " \t\n;&|()<>";

/// Why a text is not a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// It ends too early: more lines may complete it. The line it ends in.
    Incomplete {
        /// What is missing.
        expected: String,
        /// The line, from 1.
        line: usize,
    },
    /// It is wrong whatever follows.
    Unexpected {
        /// What was found there.
        found: String,
        /// The line, from 1.
        line: usize,
    },
}

impl SyntaxError {
    /// The line, from 1.
    pub fn line(&self) -> usize {
        match self {
            SyntaxError::Incomplete { line, .. } | SyntaxError::Unexpected { line, .. } => *line,
        }
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SyntaxError::Incomplete { expected, .. } => {
                write!(formatter, "syntax error: unexpected end of file (expecting `{expected}')")
            }
            SyntaxError::Unexpected { found, .. } => {
                write!(formatter, "syntax error near unexpected token `{found}'")
            }
        }
    }
}

pub(super) type Parsed<T> = Result<T, SyntaxError>;

/// Reads commands out of a text, one complete command at a time.
#[derive(Debug)]
pub struct Parser {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
    pub(super) line: usize,
    /// Here documents whose bodies follow the line.
    pub(super) pending: Vec<Pending>,
    /// No more text can follow: a here document may end without its delimiter.
    pub(super) complete: bool,
    pub(super) depth: usize,
    rereadings: usize,
    aliases: Rc<Aliases>,
    /// Aliases whose text is being read, and where it ends: they are not replaced again in it.
    expanding: Vec<(String, usize)>,
    /// An alias ended with a blank: the next word may be one too.
    next_is_alias: Option<usize>,
}

impl Parser {
    /// A parser at the start of `text`, which begins at that line of its source. `complete`: nothing
    /// can follow.
    pub fn new(text: &str, line: usize, complete: bool) -> Self {
        Parser {
            chars: text.chars().collect(),
            at: 0,
            line,
            pending: Vec::new(),
            complete,
            depth: 0,
            rereadings: 0,
            aliases: Rc::default(),
            expanding: Vec::new(),
            next_is_alias: None,
        }
    }

    /// Aliases that hold from the next command on.
    pub fn set_aliases(&mut self, aliases: &Rc<Aliases>) {
        self.aliases = Rc::clone(aliases);
    }

    /// A parser of text inside this one's.
    pub(super) fn inner(&self, text: &str) -> Parser {
        let mut inner = Parser::new(text, self.line, true);
        inner.depth = self.depth;
        inner.aliases = Rc::clone(&self.aliases);
        inner
    }

    /// The line that is read next.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The next complete command: up to the end of its line. None at the end of the text.
    ///
    /// # Errors
    /// When it is none.
    pub fn next_command(&mut self) -> Parsed<Option<List>> {
        self.skip_newlines()?;
        if self.peek().is_none() {
            return Ok(None);
        }
        let list = self.items(true)?;
        self.skip_blanks();
        match self.peek() {
            None if !self.pending.is_empty() => self.here_documents()?,
            None => {}
            Some('\n') => self.newline()?,
            Some(_) => return Err(self.unexpected()),
        }
        Ok(Some(list))
    }

    /// Whether all of the text was read.
    pub fn is_at_end(&self) -> bool {
        self.peek().is_none()
    }

    /// Everything up to the end of the text.
    pub(super) fn whole(&mut self) -> Parsed<List> {
        let mut list = Vec::new();
        while let Some(mut command) = self.next_command()? {
            list.append(&mut command);
        }
        Ok(list)
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        if next == '\n' {
            self.line += 1;
        }
        Some(next)
    }

    pub(super) fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.bump();
        }
    }

    /// Whether the text goes on like this; then it is passed.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.looking_at(text);
        if found {
            self.skip(text.chars().count());
        }
        found
    }

    pub(super) fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(index, character)| self.peek_at(index) == Some(character))
    }

    /// The text from there to here.
    pub(super) fn since(&self, start: usize) -> String {
        self.chars.get(start..self.at).unwrap_or_default().iter().collect()
    }

    pub(super) fn incomplete(&self, expected: &str) -> SyntaxError {
        SyntaxError::Incomplete { expected: expected.into(), line: self.line }
    }

    /// The error that what stands here cannot stand here.
    pub(super) fn unexpected(&self) -> SyntaxError {
        let Some(first) = self.peek() else { return self.incomplete("command") };
        let found = match first {
            '\n' => "newline".to_string(),
            _ => {
                const OPERATORS: [&str; 12] =
                    [";;&", ";;", ";&", "&&", "||", "|&", "<<<", "<<", ">>", "<&", ">&", "<>"];
                let operator = OPERATORS.iter().find(|operator| self.looking_at(operator));
                let word = || self.chars.iter().skip(self.at).take_while(|c| !META.contains(**c));
                match operator {
                    Some(operator) => operator.to_string(),
                    None if META.contains(first) => first.to_string(),
                    None => word().collect(),
                }
            }
        };
        SyntaxError::Unexpected { found, line: self.line }
    }

    /// Passes blanks, escaped newlines and a comment.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t') => self.skip(1),
                Some('\\') if self.peek_at(1) == Some('\n') => self.skip(2),
                Some('#') => {
                    while self.peek().is_some_and(|next| next != '\n') {
                        self.skip(1);
                    }
                }
                _ => return,
            }
        }
    }

    /// Passes blanks, comments and newlines.
    pub(super) fn skip_newlines(&mut self) -> Parsed<()> {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some('\n') => self.newline()?,
                _ => return Ok(()),
            }
        }
    }

    /// Passes a newline and the here documents that follow it.
    pub(super) fn newline(&mut self) -> Parsed<()> {
        self.skip(1);
        self.here_documents()
    }

    /// The reserved word that stands here, if one does.
    pub(super) fn reserved(&self) -> Option<&'static str> {
        const WORDS: [&str; 22] = [
            "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until",
            "for", "in", "function", "select", "time", "coproc", "{", "}", "!", "[[", "]]",
        ];
        WORDS.into_iter().find(|word| {
            let next = self.peek_at(word.len());
            self.looking_at(word) && next.is_none_or(|next| META.contains(next))
        })
    }

    /// Passes the reserved word that must stand here.
    pub(super) fn expect(&mut self, word: &str) -> Parsed<()> {
        self.skip_newlines()?;
        if self.reserved() == Some(word) {
            self.skip(word.len());
            return Ok(());
        }
        Err(if self.peek().is_none() { self.incomplete(word) } else { self.unexpected() })
    }

    /// Whether what stands at a `((` may be read a second time.
    pub(super) fn may_read_again(&mut self) -> bool {
        self.rereadings += 1;
        self.rereadings <= MAX_REREADINGS
    }

    /// A level deeper, for as long as `parse` takes.
    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            let found = format!("{MAX_DEPTH} levels of nesting");
            return Err(SyntaxError::Unexpected { found, line: self.line });
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// A compound list: commands on any number of lines, at least one.
    pub(super) fn compound_list(&mut self) -> Parsed<List> {
        self.skip_newlines()?;
        let list = self.nested(|parser| parser.items(false))?;
        if list.is_empty() {
            return Err(self.unexpected());
        }
        Ok(list)
    }

    /// Commands up to what cannot begin one; over newlines unless `one_line`.
    pub(super) fn items(&mut self, one_line: bool) -> Parsed<List> {
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.ends_list() {
                return Ok(items);
            }
            let and_or = self.and_or()?;
            self.skip_blanks();
            let background = self.peek() == Some('&') && self.peek_at(1) != Some('&');
            let sequential =
                self.peek() == Some(';') && !matches!(self.peek_at(1), Some(';' | '&'));
            if background || sequential {
                self.skip(1);
            }
            items.push(Item { and_or: Rc::new(and_or), background });
            self.skip_blanks();
            if self.peek() == Some('\n') {
                if one_line {
                    return Ok(items);
                }
                self.skip_newlines()?;
            } else if !background && !sequential {
                return Ok(items);
            }
        }
    }

    fn ends_list(&self) -> bool {
        const ENDS: [&str; 9] = ["then", "else", "elif", "fi", "do", "done", "esac", "}", "in"];
        match self.peek() {
            None | Some(')' | '\n') => true,
            Some(';') => matches!(self.peek_at(1), Some(';' | '&')),
            _ => self.reserved().is_some_and(|word| word != "in" && ENDS.contains(&word)),
        }
    }

    fn and_or(&mut self) -> Parsed<AndOr> {
        let start = self.at;
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        let mut end = self.at;
        loop {
            self.skip_blanks();
            let connective = match () {
                () if self.eat("&&") => Connective::And,
                () if self.eat("||") => Connective::Or,
                () => break,
            };
            self.skip_newlines()?;
            rest.push((connective, self.pipeline()?));
            end = self.at;
        }
        let source = self.chars.get(start..end).unwrap_or_default().iter().collect::<String>();
        Ok(AndOr { first, rest, source: source.trim_end().into() })
    }

    fn pipeline(&mut self) -> Parsed<Pipeline> {
        let mut pipeline = Pipeline { negated: false, timed: None, commands: Vec::new() };
        loop {
            self.skip_blanks();
            match self.reserved() {
                Some("!") => {
                    self.skip(1);
                    pipeline.negated = !pipeline.negated;
                }
                Some("time") if pipeline.timed.is_none() => {
                    self.skip(4);
                    self.skip_blanks();
                    let posix = self.looking_at("-p")
                        && self.peek_at(2).is_none_or(|next| META.contains(next));
                    if posix {
                        self.skip(2);
                    }
                    pipeline.timed = Some(posix);
                }
                _ => break,
            }
        }
        let bare = matches!(self.peek(), None | Some('\n' | ';'));
        if bare && (pipeline.timed.is_some() || pipeline.negated) {
            return Ok(pipeline);
        }
        let mut merge = false;
        loop {
            let command = Rc::new(self.nested(Self::command)?);
            pipeline.commands.push(Stage { command, merge });
            self.skip_blanks();
            if self.looking_at("||") || !self.eat("|") {
                return Ok(pipeline);
            }
            merge = self.eat("&");
            self.skip_newlines()?;
        }
    }

    /// Replaces an alias that stands where a command's name is expected by its text.
    pub(super) fn replace_alias(&mut self) {
        while !self.aliases.is_empty() {
            self.expanding.retain(|(_, end)| *end > self.at);
            let is_word = |c: &&char| !META.contains(**c) && !"\\'\"$`".contains(**c);
            let name: String = self.chars.iter().skip(self.at).take_while(is_word).collect();
            let length = name.chars().count();
            let whole = self.peek_at(length).is_none_or(|next| META.contains(next));
            let known = self.expanding.iter().any(|(other, _)| *other == name);
            let Some(text) = self.aliases.get(&name) else { return };
            if !whole || known || length == 0 {
                return;
            }
            let text: Vec<char> = text.chars().collect();
            let grown = text.len();
            if matches!(text.last(), Some(' ' | '\t')) {
                self.next_is_alias = Some(self.at + grown);
            }
            for (_, end) in &mut self.expanding {
                *end = (*end + grown).saturating_sub(length);
            }
            self.chars.splice(self.at..self.at + length, text);
            self.expanding.push((name, self.at + grown));
            self.skip_blanks();
        }
    }

    /// Whether the word that begins here follows an alias that ends with a blank.
    pub(super) fn follows_alias(&mut self) -> bool {
        self.next_is_alias.take_if(|end| *end <= self.at).is_some()
    }
}
