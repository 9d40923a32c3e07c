//! Simple and compound commands.

use std::rc::Rc;

use super::parser::{META, Parsed, Parser};
use super::tree::{
    Argument, Assignment, AssignmentValue, Branch, BranchEnd, Command, Function, Kind, List,
    Redirect, Simple, Word,
};
use super::{is_name, is_name_character, is_name_start};

/// Builtins whose arguments may be assignments.
const DECLARATIONS: [&str; 5] = ["declare", "typeset", "local", "export", "readonly"];

impl Parser {
    /// One command with its redirections.
    pub(super) fn command(&mut self) -> Parsed<Command> {
        self.skip_blanks();
        self.replace_alias();
        let line = self.line;
        let kind = match (self.peek(), self.reserved()) {
            (None, _) => return Err(self.incomplete("command")),
            (Some('('), _) => match self.arithmetic_command()? {
                Some(expression) => Kind::Arithmetic(expression),
                None => {
                    self.skip(1);
                    let list = self.compound_list()?;
                    self.close(')')?;
                    Kind::Subshell(Rc::new(list))
                }
            },
            (_, Some("{")) => {
                self.skip(1);
                let list = self.compound_list()?;
                self.expect("}")?;
                Kind::Group(list)
            }
            (_, Some("if")) => self.if_command()?,
            (_, Some(word @ ("while" | "until"))) => {
                self.skip(word.len());
                let condition = self.compound_list()?;
                let body = self.do_group()?;
                Kind::While { until: word == "until", condition, body }
            }
            (_, Some("for")) => self.for_command()?,
            (_, Some("select")) => {
                self.skip(6);
                self.skip_blanks();
                let name = self.name()?;
                self.for_words(name, true)?
            }
            (_, Some("case")) => self.case_command()?,
            (_, Some("[[")) => {
                self.skip(2);
                Kind::Condition(self.condition()?)
            }
            (_, Some("function")) => {
                self.skip(8);
                self.skip_blanks();
                let name = self.function_name()?;
                self.skip_blanks();
                if self.eat("(") {
                    self.skip_blanks();
                    self.close(')')?;
                }
                return self.function(name, line);
            }
            (_, Some("coproc")) => self.coprocess()?,
            (_, Some("time" | "!")) | (_, None) => return self.simple_command(line),
            (_, Some(_)) => return Err(self.unexpected()),
        };
        let redirects = self.redirects()?;
        Ok(Command { line, kind, redirects })
    }

    /// Passes a closing character.
    pub(super) fn close(&mut self, closing: char) -> Parsed<()> {
        self.skip_newlines()?;
        match self.peek() {
            Some(found) if found == closing => {
                self.skip(1);
                Ok(())
            }
            None => Err(self.incomplete(&closing.to_string())),
            Some(_) => Err(self.unexpected()),
        }
    }

    fn redirects(&mut self) -> Parsed<Vec<Redirect>> {
        let mut redirects = Vec::new();
        loop {
            self.skip_blanks();
            match self.redirect()? {
                Some(redirect) => redirects.push(redirect),
                None => return Ok(redirects),
            }
        }
    }

    /// `((…))`; none when it is two subshells after all.
    fn arithmetic_command(&mut self) -> Parsed<Option<Word>> {
        if !self.looking_at("((") {
            return Ok(None);
        }
        let (at, line) = (self.at, self.line);
        self.skip(2);
        let expression = self.arithmetic_until_parentheses();
        if matches!(expression, Ok(None) | Err(_)) {
            if !self.may_read_again() {
                return Err(expression.err().unwrap_or_else(|| self.unexpected()));
            }
            (self.at, self.line) = (at, line);
        }
        // When neither reads, the error is that of the subshell.
        Ok(expression.unwrap_or(None))
    }

    fn if_command(&mut self) -> Parsed<Kind> {
        self.skip(2);
        let mut branches = Vec::new();
        loop {
            let condition = self.compound_list()?;
            self.expect("then")?;
            branches.push((condition, self.compound_list()?));
            self.skip_newlines()?;
            match self.reserved() {
                Some("elif") => self.skip(4),
                Some("else") => {
                    self.skip(4);
                    let otherwise = Some(self.compound_list()?);
                    self.expect("fi")?;
                    return Ok(Kind::If { branches, otherwise });
                }
                _ => {
                    self.expect("fi")?;
                    return Ok(Kind::If { branches, otherwise: None });
                }
            }
        }
    }

    fn do_group(&mut self) -> Parsed<List> {
        self.skip_blanks();
        self.expect("do")?;
        let body = self.compound_list()?;
        self.expect("done")?;
        Ok(body)
    }

    fn name(&mut self) -> Parsed<String> {
        let start = self.at;
        while self.peek().is_some_and(is_name_character) {
            self.skip(1);
        }
        let name = self.since(start);
        if is_name(&name) { Ok(name) } else { Err(self.unexpected()) }
    }

    fn for_command(&mut self) -> Parsed<Kind> {
        self.skip(3);
        self.skip_blanks();
        if !self.eat("((") {
            let name = self.name()?;
            return self.for_words(name, false);
        }
        let mut clauses = [Word::default(), Word::default(), Word::default()];
        for (index, clause) in clauses.iter_mut().enumerate() {
            let stop = if index == 2 { ")" } else { ";" };
            *clause = self.arithmetic_until(stop)?;
            self.skip(1);
        }
        self.close(')')?;
        self.skip_blanks();
        self.eat(";");
        self.skip_newlines()?;
        let body = if self.reserved() == Some("{") { self.brace_body()? } else { self.do_group()? };
        Ok(Kind::ArithmeticFor { clauses, body })
    }

    fn brace_body(&mut self) -> Parsed<List> {
        self.skip(1);
        let body = self.compound_list()?;
        self.expect("}")?;
        Ok(body)
    }

    fn for_words(&mut self, name: String, select: bool) -> Parsed<Kind> {
        self.skip_newlines()?;
        let mut words = None;
        if self.reserved() == Some("in") {
            self.skip(2);
            let mut list = Vec::new();
            loop {
                self.skip_blanks();
                match self.word()? {
                    Some(word) => list.push(word),
                    None => break,
                }
            }
            words = Some(list);
        }
        self.skip_blanks();
        if !matches!(self.peek(), None | Some(';' | '\n')) && self.reserved().is_none() {
            return Err(self.unexpected());
        }
        self.eat(";");
        self.skip_newlines()?;
        let body = if self.reserved() == Some("{") { self.brace_body()? } else { self.do_group()? };
        Ok(Kind::For { name, words, body, select })
    }

    fn case_command(&mut self) -> Parsed<Kind> {
        self.skip(4);
        self.skip_blanks();
        let subject = self.word()?.ok_or_else(|| self.unexpected())?;
        self.expect("in")?;
        let mut branches = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.reserved() == Some("esac") {
                self.skip(4);
                return Ok(Kind::Case { subject, branches });
            }
            branches.push(self.nested(Self::branch)?);
        }
    }

    fn branch(&mut self) -> Parsed<Branch> {
        self.eat("(");
        let mut patterns = Vec::new();
        loop {
            self.skip_blanks();
            patterns.push(self.word()?.ok_or_else(|| self.unexpected())?);
            self.skip_blanks();
            if !self.eat("|") {
                break;
            }
        }
        self.close(')')?;
        self.skip_newlines()?;
        let body = self.items(false)?;
        self.skip_newlines()?;
        let end = match () {
            () if self.eat(";;&") => BranchEnd::TestNext,
            () if self.eat(";;") => BranchEnd::Leave,
            () if self.eat(";&") => BranchEnd::FallThrough,
            () if self.reserved() == Some("esac") => BranchEnd::Leave,
            () if self.peek().is_none() => return Err(self.incomplete("esac")),
            () => return Err(self.unexpected()),
        };
        Ok(Branch { patterns, body, end })
    }

    fn coprocess(&mut self) -> Parsed<Kind> {
        self.skip(6);
        self.skip_blanks();
        let (at, line) = (self.at, self.line);
        let mut name = "COPROC".to_string();
        if self.reserved().is_none() && self.peek().is_some_and(is_name_start) {
            let given = self.name()?;
            self.skip_blanks();
            if self.peek() == Some('(') || self.reserved().is_some() {
                name = given;
            } else {
                (self.at, self.line) = (at, line);
            }
        }
        let command = Rc::new(self.nested(Self::command)?);
        Ok(Kind::Coprocess { name, command })
    }

    fn function_name(&mut self) -> Parsed<String> {
        let start = self.at;
        while self.peek().is_some_and(|next| !META.contains(next) && !"$`'\"\\".contains(next)) {
            self.skip(1);
        }
        let name = self.since(start);
        if name.is_empty() { Err(self.unexpected()) } else { Ok(name) }
    }

    /// A function's body.
    fn function(&mut self, name: String, line: usize) -> Parsed<Command> {
        self.skip_newlines()?;
        let compound = ["{", "if", "while", "until", "for", "select", "case", "[["];
        let is_compound = self.reserved().is_some_and(|word| compound.contains(&word));
        if !is_compound && self.peek() != Some('(') {
            return Err(self.unexpected());
        }
        let start = self.at;
        let body = Rc::new(self.nested(Self::command)?);
        let source = self.since(start).trim_end().into();
        let function = Rc::new(Function { name, body, source });
        Ok(Command { line, kind: Kind::Function(function), redirects: Vec::new() })
    }

    fn simple_command(&mut self, line: usize) -> Parsed<Command> {
        let mut simple = Simple::default();
        let mut declares = false;
        loop {
            self.skip_blanks();
            if let Some(redirect) = self.redirect()? {
                simple.redirects.push(redirect);
                continue;
            }
            if simple.words.is_empty() || declares {
                if let Some(assignment) = self.assignment()? {
                    if declares {
                        simple.words.push(Argument::Assignment(assignment));
                    } else {
                        simple.assignments.push(assignment);
                    }
                    continue;
                }
                // After assignments the name is still to come.
                if simple.words.is_empty() && !simple.assignments.is_empty() {
                    self.replace_alias();
                }
            }
            if self.follows_alias() {
                self.replace_alias();
            }
            let Some(word) = self.word()? else { break };
            if simple.words.is_empty() {
                declares = word.literal().is_some_and(|name| DECLARATIONS.contains(&name));
                if let Some(name) = self.defines_function(&simple, &word) {
                    return self.function(name, line);
                }
            } else if let Some(name) = word.literal() {
                // `command declare a=b`, `builtin export a=b`.
                let prefixed = simple.words.len() == 1
                    && matches!(simple.words.first(), Some(Argument::Word(first))
                        if matches!(first.literal(), Some("command" | "builtin")));
                declares |= prefixed && DECLARATIONS.contains(&name);
            }
            simple.words.push(Argument::Word(word));
        }
        if simple.words.is_empty() && simple.assignments.is_empty() && simple.redirects.is_empty() {
            return Err(self.unexpected());
        }
        Ok(Command { line, kind: Kind::Simple(simple), redirects: Vec::new() })
    }

    /// Whether `()` follows the first word: then it is passed and the word is a function's name.
    fn defines_function(&mut self, simple: &Simple, word: &Word) -> Option<String> {
        let name = word.literal()?;
        let blanks = |from: usize| {
            let rest = self.chars.iter().skip(from);
            from + rest.take_while(|next| matches!(next, ' ' | '\t')).count()
        };
        let open = blanks(self.at);
        let close = blanks(open + 1);
        let empty = simple.assignments.is_empty() && simple.redirects.is_empty();
        let follows = self.chars.get(open) == Some(&'(') && self.chars.get(close) == Some(&')');
        if !empty || !follows {
            return None;
        }
        self.at = close + 1;
        Some(name.to_string())
    }

    /// An assignment, if one begins here.
    fn assignment(&mut self) -> Parsed<Option<Assignment>> {
        let (at, line) = (self.at, self.line);
        if !self.peek().is_some_and(is_name_start) {
            return Ok(None);
        }
        let name = self.name()?;
        let mut index = None;
        if self.peek() == Some('[') {
            self.skip(1);
            match self.subscript() {
                Ok(word) => index = Some(word),
                Err(_) => {
                    (self.at, self.line) = (at, line);
                    return Ok(None);
                }
            }
        }
        let append = self.looking_at("+=");
        if !append && self.peek() != Some('=') {
            (self.at, self.line) = (at, line);
            return Ok(None);
        }
        self.skip(if append { 2 } else { 1 });
        let value = if self.peek() == Some('(') {
            self.skip(1);
            AssignmentValue::Array(self.elements()?)
        } else {
            AssignmentValue::Scalar(self.word()?.unwrap_or_default())
        };
        Ok(Some(Assignment { name, index, append, value }))
    }

    /// The elements of `(…)` after the opening parenthesis.
    fn elements(&mut self) -> Parsed<Vec<(Option<Word>, Word)>> {
        let mut elements = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.peek() == Some(')') {
                self.skip(1);
                return Ok(elements);
            }
            let (at, line) = (self.at, self.line);
            if self.eat("[") {
                if let Ok(index) = self.subscript()
                    && self.eat("=")
                {
                    let value = self.word()?.unwrap_or_default();
                    elements.push((Some(index), value));
                    continue;
                }
                (self.at, self.line) = (at, line);
            }
            match self.word()? {
                Some(word) => elements.push((None, word)),
                None if self.peek().is_none() => return Err(self.incomplete(")")),
                None => return Err(self.unexpected()),
            }
        }
    }

    /// What stands in `[…]`, after the opening bracket; passes the closing one.
    pub(super) fn subscript(&mut self) -> Parsed<Word> {
        let parts = self.parts_in_subscript()?;
        self.skip(1);
        Ok(Word { parts })
    }
}
