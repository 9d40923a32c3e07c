//! Expressions, from the operator that binds least to the value.

use std::rc::Rc;

use super::{Parsed, Parser};
use crate::awk::ast::{Arithmetic, Builtin, Comparison, Expression, Source};
use crate::awk::lexer::Token;
use crate::posix::{Meaning, Regex, Syntax};

impl Parser {
    pub(super) fn subscripts(&mut self) -> Parsed<Vec<Expression>> {
        let outer = std::mem::replace(&mut self.no_greater, false);
        let mut keys = vec![self.expression()?];
        while self.eat(",") {
            self.newlines();
            keys.push(self.expression()?);
        }
        self.no_greater = outer;
        self.expect("]")?;
        Ok(keys)
    }

    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.nested(Self::ternary)
    }

    fn assigned(&mut self, left: Expression) -> Parsed<Expression> {
        if !matches!(left, Expression::Variable(_) | Expression::Element(..) | Expression::Field(_))
        {
            return Ok(left);
        }
        let Token::Operator(operator) = *self.peek() else { return Ok(left) };
        let with = match operator {
            "=" => None,
            "+=" => Some(Arithmetic::Add),
            "-=" => Some(Arithmetic::Subtract),
            "*=" => Some(Arithmetic::Multiply),
            "/=" => Some(Arithmetic::Divide),
            "%=" => Some(Arithmetic::Remainder),
            "^=" => Some(Arithmetic::Power),
            _ => return Ok(left),
        };
        self.at += 1;
        self.newlines();
        let right = Box::new(self.expression()?);
        Ok(match with {
            None => Expression::Assign(Box::new(left), right),
            Some(with) => Expression::AssignWith(with, Box::new(left), right),
        })
    }

    fn ternary(&mut self) -> Parsed<Expression> {
        let condition = self.or()?;
        if !self.eat("?") {
            return Ok(condition);
        }
        self.newlines();
        let yes = self.expression()?;
        self.newlines();
        self.expect(":")?;
        self.newlines();
        let no = self.expression()?;
        Ok(Expression::Conditional(Box::new(condition), Box::new(yes), Box::new(no)))
    }

    fn or(&mut self) -> Parsed<Expression> {
        let mut left = self.and()?;
        while self.eat("||") {
            self.newlines();
            left = Expression::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expression> {
        let mut left = self.membership()?;
        while self.eat("&&") {
            self.newlines();
            left = Expression::And(Box::new(left), Box::new(self.membership()?));
        }
        Ok(left)
    }

    fn membership(&mut self) -> Parsed<Expression> {
        let mut left = self.matching()?;
        while self.eat_keyword("in") {
            let Token::Name(name) = self.advance() else {
                self.at -= 1;
                return self.unexpected("the name of an array");
            };
            let array = self.variable(&name);
            let keys = match left {
                Expression::Group(keys) => keys,
                key => vec![key],
            };
            left = Expression::Contains(keys, array);
        }
        Ok(left)
    }

    fn matching(&mut self) -> Parsed<Expression> {
        let mut left = self.comparison()?;
        loop {
            let negative = match self.peek() {
                Token::Operator("~") => false,
                Token::Operator("!~") => true,
                _ => return Ok(left),
            };
            self.at += 1;
            self.newlines();
            let matches = Expression::Matches(Box::new(left), Box::new(self.comparison()?));
            left = if negative { Expression::Not(Box::new(matches)) } else { matches };
        }
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let mut left = self.concatenation()?;
        loop {
            let comparison = match self.peek() {
                Token::Operator("<") => Comparison::Less,
                Token::Operator("<=") => Comparison::LessOrEqual,
                Token::Operator("==") => Comparison::Equal,
                Token::Operator("!=") => Comparison::NotEqual,
                Token::Operator(">") if !self.no_greater => Comparison::Greater,
                Token::Operator(">=") => Comparison::GreaterOrEqual,
                // `command | getline` binds looser than concatenation.
                Token::Operator("|") if matches!(self.second(), Token::Keyword("getline")) => {
                    self.at += 2;
                    let target = self.getline_target()?;
                    left = Expression::Getline(Source::Command(Box::new(left)), target);
                    continue;
                }
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.concatenation()?;
            left = Expression::Compare(comparison, Box::new(left), Box::new(right));
        }
    }

    /// Whether a value begins here that can be joined to the one before.
    fn joins(&self) -> bool {
        match self.peek() {
            Token::Number(_)
            | Token::Text(_)
            | Token::Regex(_)
            | Token::Name(_)
            | Token::Call(_)
            | Token::Builtin(_) => true,
            Token::Operator(operator) => {
                matches!(*operator, "(" | "$" | "++" | "--")
            }
            _ => false,
        }
    }

    pub(super) fn concatenation(&mut self) -> Parsed<Expression> {
        let mut left = self.additive()?;
        while self.joins() {
            let right = self.additive()?;
            left = Expression::Join(Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn additive(&mut self) -> Parsed<Expression> {
        let mut left = self.multiplicative()?;
        loop {
            let operation = match self.peek() {
                Token::Operator("+") => Arithmetic::Add,
                Token::Operator("-") => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.multiplicative()?;
            left = Expression::Arithmetic(operation, Box::new(left), Box::new(right));
        }
    }

    fn multiplicative(&mut self) -> Parsed<Expression> {
        let mut left = self.unary()?;
        loop {
            let operation = match self.peek() {
                Token::Operator("*") => Arithmetic::Multiply,
                Token::Operator("/") => Arithmetic::Divide,
                Token::Operator("%") => Arithmetic::Remainder,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.unary()?;
            left = Expression::Arithmetic(operation, Box::new(left), Box::new(right));
        }
    }

    fn unary(&mut self) -> Parsed<Expression> {
        self.nested(|parser| {
            let sign: fn(Box<Expression>) -> Expression = match parser.peek() {
                Token::Operator("!") => Expression::Not,
                Token::Operator("-") => Expression::Negative,
                Token::Operator("+") => Expression::Positive,
                _ => return parser.power(),
            };
            parser.at += 1;
            let operand = parser.unary()?;
            // `!x ~ y` negates the match, as other awks have it; `! x = y` assigns.
            Ok(sign(Box::new(operand)))
        })
    }

    fn power(&mut self) -> Parsed<Expression> {
        let base = self.postfix()?;
        if !self.eat("^") {
            return self.assigned(base);
        }
        // Binds to the right, and tighter than a sign before it.
        let exponent = self.unary()?;
        Ok(Expression::Arithmetic(Arithmetic::Power, Box::new(base), Box::new(exponent)))
    }

    fn postfix(&mut self) -> Parsed<Expression> {
        let value = self.primary()?;
        let steps = matches!(
            value,
            Expression::Variable(_) | Expression::Element(..) | Expression::Field(_)
        );
        if steps && self.eat("++") {
            return Ok(Expression::Step(1.0, false, Box::new(value)));
        }
        if steps && self.eat("--") {
            return Ok(Expression::Step(-1.0, false, Box::new(value)));
        }
        Ok(value)
    }

    fn getline_target(&mut self) -> Parsed<Option<Box<Expression>>> {
        let begins = matches!(self.peek(), Token::Name(_) | Token::Operator("$"));
        if !begins {
            return Ok(None);
        }
        Ok(Some(Box::new(self.primary()?)))
    }

    fn primary(&mut self) -> Parsed<Expression> {
        match self.advance() {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Text(text) => Ok(Expression::Text(text.into())),
            Token::Regex(text) => {
                let regex = Regex::new(&text, Syntax::Awk, Meaning::default());
                let regex = regex.map_err(|error| format!("/{text}/: {error}"))?;
                Ok(Expression::Regex(Rc::new(regex)))
            }
            Token::Name(name) => {
                let variable = self.variable(&name);
                if self.eat("[") {
                    return Ok(Expression::Element(variable, self.subscripts()?));
                }
                Ok(Expression::Variable(variable))
            }
            Token::Call(name) => {
                self.expect("(")?;
                let arguments = self.arguments()?;
                let function = self.function(&name);
                Ok(Expression::Call(function, arguments))
            }
            Token::Builtin(builtin) => {
                if builtin == Builtin::Length && !self.is("(") {
                    return Ok(Expression::Builtin(builtin, Vec::new()));
                }
                self.expect("(")?;
                Ok(Expression::Builtin(builtin, self.arguments()?))
            }
            Token::Operator("$") => {
                let index = if self.is("++") || self.is("--") || self.is("-") {
                    self.unary()?
                } else {
                    self.primary()?
                };
                Ok(Expression::Field(Box::new(index)))
            }
            Token::Operator(step @ ("++" | "--")) => {
                let by = if step == "++" { 1.0 } else { -1.0 };
                let target = self.primary()?;
                Ok(Expression::Step(by, true, Box::new(target)))
            }
            Token::Operator("(") => {
                let outer = std::mem::replace(&mut self.no_greater, false);
                self.newlines();
                let mut inside = vec![self.expression()?];
                self.newlines();
                while self.eat(",") {
                    self.newlines();
                    inside.push(self.expression()?);
                    self.newlines();
                }
                self.no_greater = outer;
                self.expect(")")?;
                Ok(Expression::Group(inside))
            }
            Token::Keyword("getline") => {
                let target = self.getline_target()?;
                if self.eat("<") {
                    let file = self.primary()?;
                    return Ok(Expression::Getline(Source::File(Box::new(file)), target));
                }
                Ok(Expression::Getline(Source::Main, target))
            }
            _ => {
                self.at -= 1;
                self.unexpected("a value")
            }
        }
    }

    fn arguments(&mut self) -> Parsed<Vec<Expression>> {
        let outer = std::mem::replace(&mut self.no_greater, false);
        let mut arguments = Vec::new();
        self.newlines();
        while !self.is(")") {
            arguments.push(self.expression()?);
            self.newlines();
            if !self.eat(",") {
                break;
            }
            self.newlines();
        }
        self.no_greater = outer;
        self.expect(")")?;
        Ok(arguments)
    }
}
