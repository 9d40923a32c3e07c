//! Tokens to a tree (the grammar of awk(1) in POSIX): rules, functions, statements; expressions in
//! `expression`.

mod expression;

use std::collections::HashMap;

use super::ast::{
    Destination, Expression, Function, Pattern, Program, Rule, SPECIAL, Statement, Variable,
};
use super::lexer::{Placed, Token, tokens};

/// Deepest nesting of expressions and statements.
const DEPTH: usize = 200;

/// Reads a program.
///
/// # Errors
/// What does not fit the grammar, with the line.
pub fn parse(source: &str) -> Result<Program, String> {
    let mut parser = Parser {
        tokens: tokens(source)?,
        at: 0,
        depth: 0,
        program: Program::default(),
        globals: HashMap::new(),
        functions: HashMap::new(),
        locals: Vec::new(),
        no_greater: false,
    };
    for name in SPECIAL {
        parser.global(name);
    }
    parser.program()?;
    for (name, index) in &parser.functions {
        if parser.program.functions.get(*index).is_none_or(|function| function.body.is_none()) {
            return Err(format!("function {name} is not defined"));
        }
    }
    Ok(parser.program)
}

impl Program {
    /// The global of a name, made when there is none.
    pub fn global(&mut self, name: &str) -> usize {
        if let Some(index) = self.globals.iter().position(|known| known == name) {
            return index;
        }
        self.globals.push(name.to_string());
        self.globals.len() - 1
    }
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    depth: usize,
    program: Program,
    globals: HashMap<String, usize>,
    functions: HashMap<String, usize>,
    /// Parameters of the function that is read.
    locals: Vec<String>,
    /// `>` belongs to `print`.
    no_greater: bool,
}

type Parsed<T> = Result<T, String>;

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn second(&self) -> &Token {
        self.tokens.get(self.at + 1).map_or(&Token::End, |(token, _)| token)
    }

    fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn is(&self, operator: &str) -> bool {
        matches!(self.peek(), Token::Operator(known) if *known == operator)
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        matches!(self.peek(), Token::Keyword(known) if *known == keyword)
    }

    fn eat(&mut self, operator: &str) -> bool {
        let is = self.is(operator);
        self.at += usize::from(is);
        is
    }

    fn eat_keyword(&mut self, keyword: &str) -> bool {
        let is = self.is_keyword(keyword);
        self.at += usize::from(is);
        is
    }

    fn unexpected<T>(&self, wanted: &str) -> Parsed<T> {
        let line = self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |(_, line)| *line);
        let found = match self.peek() {
            Token::Operator(text) | Token::Keyword(text) => format!("`{text}`"),
            Token::Name(name) | Token::Call(name) => format!("`{name}`"),
            Token::Newline => "the end of the line".into(),
            Token::End => "the end of the program".into(),
            Token::Number(number) => number.to_string(),
            Token::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
            Token::Regex(text) => format!("/{text}/"),
            Token::Builtin(builtin) => format!("{builtin:?}").to_lowercase(),
        };
        Err(format!("syntax error at line {line}: {wanted} expected, there is {found}"))
    }

    fn expect(&mut self, operator: &str) -> Parsed<()> {
        if self.eat(operator) { Ok(()) } else { self.unexpected(&format!("`{operator}`")) }
    }

    fn newlines(&mut self) {
        while matches!(self.peek(), Token::Newline) {
            self.at += 1;
        }
    }

    fn ends(&mut self) {
        while matches!(self.peek(), Token::Newline) || self.is(";") {
            self.at += 1;
        }
    }

    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("the program is nested deeper than {DEPTH} levels"));
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn global(&mut self, name: &str) -> usize {
        if let Some(index) = self.globals.get(name) {
            return *index;
        }
        let index = self.program.global(name);
        self.globals.insert(name.to_string(), index);
        index
    }

    fn variable(&mut self, name: &str) -> Variable {
        match self.locals.iter().position(|local| local == name) {
            Some(index) => Variable::Local(index),
            None => Variable::Global(self.global(name)),
        }
    }

    fn function(&mut self, name: &str) -> usize {
        if let Some(index) = self.functions.get(name) {
            return *index;
        }
        self.program.functions.push(Function::default());
        let index = self.program.functions.len() - 1;
        self.functions.insert(name.to_string(), index);
        index
    }

    fn program(&mut self) -> Parsed<()> {
        loop {
            self.ends();
            if matches!(self.peek(), Token::End) {
                return Ok(());
            }
            if self.eat_keyword("function") {
                self.definition()?;
                continue;
            }
            let pattern = if self.eat_keyword("BEGIN") {
                Pattern::Begin
            } else if self.eat_keyword("END") {
                Pattern::End
            } else if self.is("{") {
                Pattern::Always
            } else {
                let first = self.expression()?;
                if self.eat(",") {
                    self.newlines();
                    Pattern::Range(first, self.expression()?)
                } else {
                    Pattern::When(first)
                }
            };
            if matches!(pattern, Pattern::Begin | Pattern::End) {
                self.newlines();
            }
            let action = if self.is("{") { Some(self.block()?) } else { None };
            if action.is_none() && matches!(pattern, Pattern::Begin | Pattern::End) {
                return self.unexpected("an action in braces");
            }
            self.program.rules.push(Rule { pattern, action });
        }
    }

    fn definition(&mut self) -> Parsed<()> {
        let (Token::Name(name) | Token::Call(name)) = self.peek().clone() else {
            return self.unexpected("the name of a function");
        };
        self.at += 1;
        self.expect("(")?;
        self.newlines();
        self.locals.clear();
        while let Token::Name(parameter) = self.peek().clone() {
            self.at += 1;
            self.locals.push(parameter);
            self.newlines();
            if !self.eat(",") {
                break;
            }
            self.newlines();
        }
        self.expect(")")?;
        self.newlines();
        let index = self.function(&name);
        let body = self.block()?;
        let parameters = std::mem::take(&mut self.locals).len();
        if let Some(function) = self.program.functions.get_mut(index) {
            if function.body.is_some() {
                return Err(format!("function {name} is defined twice"));
            }
            *function = Function { parameters, body: Some(body) };
        }
        Ok(())
    }

    fn block(&mut self) -> Parsed<Statement> {
        self.expect("{")?;
        let mut statements = Vec::new();
        loop {
            self.ends();
            if self.eat("}") {
                return Ok(Statement::Block(statements));
            }
            statements.push(self.statement()?);
        }
    }

    /// What ends a simple statement; before `}` nothing has to.
    fn end_of_simple(&mut self) -> Parsed<()> {
        if self.is("}") || matches!(self.peek(), Token::End) {
            return Ok(());
        }
        if self.eat(";") || matches!(self.peek(), Token::Newline) {
            self.newlines();
            return Ok(());
        }
        self.unexpected("`;` or a new line")
    }

    /// The body of a loop or a branch: may stand on the next line, may be empty.
    fn body(&mut self) -> Parsed<Statement> {
        self.newlines();
        if self.eat(";") {
            return Ok(Statement::Block(Vec::new()));
        }
        self.statement()
    }

    fn statement(&mut self) -> Parsed<Statement> {
        self.nested(Self::statement_inside)
    }

    fn statement_inside(&mut self) -> Parsed<Statement> {
        if self.is("{") {
            let block = self.block()?;
            return Ok(block);
        }
        let Token::Keyword(keyword) = *self.peek() else {
            let statement = self.simple()?;
            self.end_of_simple()?;
            return Ok(statement);
        };
        match keyword {
            "if" => {
                self.at += 1;
                self.expect("(")?;
                let condition = self.expression()?;
                self.expect(")")?;
                let then = self.body()?;
                let before = self.at;
                self.ends();
                if self.eat_keyword("else") {
                    let otherwise = self.body()?;
                    return Ok(Statement::If(condition, Box::new(then), Some(Box::new(otherwise))));
                }
                self.at = before;
                Ok(Statement::If(condition, Box::new(then), None))
            }
            "while" => {
                self.at += 1;
                self.expect("(")?;
                let condition = self.expression()?;
                self.expect(")")?;
                Ok(Statement::While(condition, Box::new(self.body()?)))
            }
            "do" => {
                self.at += 1;
                let body = self.body()?;
                self.ends();
                if !self.eat_keyword("while") {
                    return self.unexpected("`while`");
                }
                self.expect("(")?;
                let condition = self.expression()?;
                self.expect(")")?;
                self.end_of_simple()?;
                Ok(Statement::DoWhile(Box::new(body), condition))
            }
            "for" => self.for_loop(),
            _ => {
                let statement = self.simple()?;
                self.end_of_simple()?;
                Ok(statement)
            }
        }
    }

    fn for_loop(&mut self) -> Parsed<Statement> {
        self.at += 1;
        self.expect("(")?;
        if let Token::Name(key) = self.peek().clone()
            && matches!(self.second(), Token::Keyword("in"))
        {
            let before = self.at;
            self.at += 2;
            if let Token::Name(array) = self.advance()
                && self.eat(")")
            {
                let (key, array) = (self.variable(&key), self.variable(&array));
                return Ok(Statement::ForIn(key, array, Box::new(self.body()?)));
            }
            self.at = before;
        }
        let first = if self.is(";") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(";")?;
        self.newlines();
        let condition = if self.is(";") { None } else { Some(self.expression()?) };
        self.expect(";")?;
        self.newlines();
        let step = if self.is(")") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(")")?;
        Ok(Statement::For(first, condition, step, Box::new(self.body()?)))
    }

    fn at_end_of_statement(&self) -> bool {
        matches!(self.peek(), Token::Newline | Token::End | Token::Operator(";" | "}"))
    }

    fn simple(&mut self) -> Parsed<Statement> {
        let Token::Keyword(keyword) = *self.peek() else {
            return Ok(Statement::Expression(self.expression()?));
        };
        if keyword == "getline" {
            return Ok(Statement::Expression(self.expression()?));
        }
        self.at += 1;
        let value = |parser: &mut Self| {
            if parser.at_end_of_statement() { Ok(None) } else { parser.expression().map(Some) }
        };
        Ok(match keyword {
            "break" => Statement::Break,
            "continue" => Statement::Continue,
            "next" => Statement::Next,
            "nextfile" => Statement::NextFile,
            "exit" => Statement::Exit(value(self)?),
            "return" => Statement::Return(value(self)?),
            "delete" => {
                let Token::Name(name) = self.advance() else {
                    self.at -= 1;
                    return self.unexpected("the name of an array");
                };
                let array = self.variable(&name);
                let key = if self.eat("[") { Some(self.subscripts()?) } else { None };
                Statement::Delete(array, key)
            }
            "print" | "printf" => {
                let outer = std::mem::replace(&mut self.no_greater, true);
                let values = self.printed();
                self.no_greater = outer;
                let values = values?;
                let destination = self.destination()?;
                match keyword {
                    "print" => Statement::Print(values, destination),
                    _ if values.is_empty() => return self.unexpected("a format"),
                    _ => Statement::Printf(values, destination),
                }
            }
            _ => {
                self.at -= 1;
                return self.unexpected("a statement");
            }
        })
    }

    fn printed(&mut self) -> Parsed<Vec<Expression>> {
        let mut values = Vec::new();
        let ends = |parser: &Self| {
            parser.at_end_of_statement() || parser.is(">") || parser.is(">>") || parser.is("|")
        };
        if ends(self) {
            return Ok(values);
        }
        loop {
            values.push(self.expression()?);
            if !self.eat(",") {
                break;
            }
            self.newlines();
        }
        // `print (a, b)`: the parentheses are print's.
        if let [Expression::Group(inside)] = values.as_mut_slice() {
            values = std::mem::take(inside);
        }
        Ok(values)
    }

    fn destination(&mut self) -> Parsed<Option<Destination>> {
        let kind: fn(Expression) -> Destination = match self.peek() {
            Token::Operator(">") => Destination::File,
            Token::Operator(">>") => Destination::Append,
            Token::Operator("|") => Destination::Command,
            _ => return Ok(None),
        };
        self.at += 1;
        let outer = std::mem::replace(&mut self.no_greater, true);
        let target = self.concatenation();
        self.no_greater = outer;
        Ok(Some(kind(target?)))
    }
}
