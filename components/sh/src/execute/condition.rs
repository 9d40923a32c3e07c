//! `[[ … ]]`, and the tests of files, texts and numbers that `test` shares with it.

use std::cmp::Ordering;

use kernelet_system as system;
use system::{AccessMode, FileType};

use crate::expand::Boxed;
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::Condition;

impl Shell {
    /// Whether a condition holds; none when it cannot be tested, which was said.
    pub(super) fn condition<'a>(
        &'a mut self,
        condition: &'a Condition,
    ) -> Boxed<'a, Flow<Option<bool>>> {
        Box::pin(async move {
            Ok(match condition {
                Condition::Not(inner) => self.condition(inner).await?.map(|holds| !holds),
                Condition::And(left, right) => match self.condition(left).await? {
                    Some(true) => self.condition(right).await?,
                    other => other,
                },
                Condition::Or(left, right) => match self.condition(left).await? {
                    Some(false) => self.condition(right).await?,
                    other => other,
                },
                Condition::Word(word) => Some(!self.text(word).await?.is_empty()),
                Condition::Unary(operator, word) => {
                    let text = self.text(word).await?;
                    Some(self.test_one(operator, &text))
                }
                Condition::Binary(left, operator, right) => {
                    let text = self.text(left).await?;
                    match operator.as_str() {
                        "=" | "==" | "!=" => {
                            let pattern =
                                self.pattern(right).await?.insensitive(self.options.nocasematch);
                            Some(pattern.matches(&text) == (operator != "!="))
                        }
                        "=~" => {
                            let expression = self.regular_expression(right).await?;
                            self.matches_expression(&text, &expression)?
                        }
                        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
                            let right = self.text(right).await?;
                            let (left, right) = (self.evaluate(&text)?, self.evaluate(&right)?);
                            compare(operator, left, right)
                        }
                        _ => {
                            let right = self.text(right).await?;
                            self.test_two(&text, operator, &right)
                        }
                    }
                }
            })
        })
    }

    /// `=~`; what matched is in BASH_REMATCH.
    fn matches_expression(&mut self, text: &str, expression: &str) -> Flow<Option<bool>> {
        let built = regex_lite::RegexBuilder::new(expression)
            .case_insensitive(self.options.nocasematch)
            .dot_matches_new_line(true)
            .build();
        let Ok(built) = built else {
            self.complain(&format!("{expression}: invalid regular expression"));
            return Ok(None);
        };
        let groups: Vec<String> = match built.captures(text) {
            None => Vec::new(),
            Some(groups) => groups
                .iter()
                .map(|group| group.map(|group| group.as_str().to_string()).unwrap_or_default())
                .collect(),
        };
        let matched = !groups.is_empty();
        self.check_writable("BASH_REMATCH").map_err(|_| Interrupt::Abort(1))?;
        self.variables.get_itself_mut("BASH_REMATCH").value =
            crate::state::variable::Value::Array((0..).zip(groups).collect());
        Ok(Some(matched))
    }

    /// A test of one operand.
    pub fn test_one(&mut self, operator: &str, operand: &str) -> bool {
        let stat = |follow| system::stat(None, &self.path(operand), follow).ok();
        let is = |kind: FileType| stat(true).is_some_and(|stat| stat.kind == kind);
        let bit = |bit: u32| stat(true).is_some_and(|stat| stat.mode & bit != 0);
        let may = |wanted| {
            !operand.is_empty() && system::access(None, &self.path(operand), wanted).is_ok()
        };
        match operator {
            "-n" => !operand.is_empty(),
            "-z" => operand.is_empty(),
            "-a" | "-e" => !operand.is_empty() && stat(true).is_some(),
            "-f" => is(FileType::Regular),
            "-d" => is(FileType::Directory),
            "-b" => is(FileType::BlockDevice),
            "-c" => is(FileType::CharacterDevice),
            "-p" => is(FileType::Fifo),
            "-S" => is(FileType::Socket),
            "-h" | "-L" => stat(false).is_some_and(|stat| stat.kind == FileType::SymbolicLink),
            "-s" => stat(true).is_some_and(|stat| stat.size > 0),
            "-g" => bit(0o2000),
            "-u" => bit(0o4000),
            "-k" => bit(0o1000),
            "-r" => may(AccessMode::READ),
            "-w" => may(AccessMode::WRITE),
            "-x" => may(AccessMode::EXECUTE),
            "-O" => stat(true).is_some_and(|stat| stat.uid == system::identity().effective_uid),
            "-G" => stat(true).is_some_and(|stat| stat.gid == system::identity().effective_gid),
            "-N" => stat(true).is_some_and(|stat| {
                (stat.mtime.seconds, stat.mtime.nanoseconds)
                    > (stat.atime.seconds, stat.atime.nanoseconds)
            }),
            "-t" => {
                let fd =
                    operand.trim().parse().ok().and_then(|number| self.descriptors.fd(number).ok());
                fd.is_some_and(|fd| system::isatty(fd) == Ok(true))
            }
            "-v" => match crate::syntax::Parser::subject_of(operand) {
                Some(crate::syntax::tree::Subject::Element(name, index)) => {
                    let index = index.parts.iter().map(literal).collect::<String>();
                    self.element(&name, &index).is_ok_and(|value| value.is_some())
                }
                Some(crate::syntax::tree::Subject::Elements(name, _)) => {
                    self.elements(&name).is_some_and(|list| !list.is_empty())
                }
                Some(crate::syntax::tree::Subject::Positional(number)) => {
                    self.arguments.len() >= number
                }
                _ => self.value(operand).is_some(),
            },
            "-R" => self.variables.get_itself(operand).is_some_and(|variable| variable.reference),
            "-o" => {
                let table = crate::state::options::Table::Set;
                self.options.clone().named(table, operand).is_some_and(|on| *on)
            }
            _ => false,
        }
    }

    /// A test of two operands that are no numbers; none when the operator is none.
    pub fn test_two(&mut self, left: &str, operator: &str, right: &str) -> Option<bool> {
        let stat = |path: &str| system::stat(None, &self.path(path), true).ok();
        let time = |path: &str| stat(path).map(|stat| (stat.mtime.seconds, stat.mtime.nanoseconds));
        Some(match operator {
            "=" | "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            ">" => left > right,
            "-nt" => time(left).is_some() && time(left) > time(right),
            "-ot" => time(right).is_some() && time(left) < time(right),
            "-ef" => {
                let place = |path: &str| stat(path).map(|stat| (stat.dev, stat.ino));
                place(left).is_some() && place(left) == place(right)
            }
            _ => return None,
        })
    }
}

/// A comparison of numbers; none when the operator is none.
pub fn compare(operator: &str, left: i64, right: i64) -> Option<bool> {
    let order = left.cmp(&right);
    Some(match operator {
        "-eq" => order == Ordering::Equal,
        "-ne" => order != Ordering::Equal,
        "-lt" => order == Ordering::Less,
        "-le" => order != Ordering::Greater,
        "-gt" => order == Ordering::Greater,
        "-ge" => order != Ordering::Less,
        _ => return None,
    })
}

fn literal(part: &crate::syntax::tree::Part) -> &str {
    use crate::syntax::tree::Part;
    match part {
        Part::Literal(text) | Part::Quoted(text) => text,
        _ => "",
    }
}
