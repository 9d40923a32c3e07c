//! The syntax tree: what a script is made of. Nothing here runs anything.
//!
//! What a task of its own may run (a pipeline's command, a subshell, a substitution) is shared by
//! `Rc`, so that a task keeps it alive by itself.

use std::cell::OnceCell;
use std::rc::Rc;

/// Commands one after the other.
pub type List = Vec<Item>;

/// A and-or list and how it is waited for.
#[derive(Clone, Debug)]
pub struct Item {
    /// What runs.
    pub and_or: Rc<AndOr>,
    /// Followed by `&`.
    pub background: bool,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug)]
pub struct AndOr {
    /// The first one.
    pub first: Pipeline,
    /// The others, and on which outcome they run.
    pub rest: Vec<(Connective, Pipeline)>,
    /// Its source, as `jobs` shows it.
    pub source: Rc<str>,
}

/// What stands before a pipeline of an and-or list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connective {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands joined by pipes.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Preceded by `!` (an odd number of times).
    pub negated: bool,
    /// Preceded by `time`; true for `time -p`.
    pub timed: Option<bool>,
    /// The commands; `merge` of all but the first says that it also reads the error output before it.
    pub commands: Vec<Stage>,
}

/// A command of a pipeline.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The command.
    pub command: Rc<Command>,
    /// Its error output goes into the pipe too (`|&`).
    pub merge: bool,
}

/// A command.
#[derive(Clone, Debug)]
pub struct Command {
    /// The line it starts in, from 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
    /// Redirections of a compound command; a simple command has its own.
    pub redirects: Vec<Redirect>,
}

/// The kinds of commands.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Words, assignments, redirections.
    Simple(Simple),
    /// `{ …; }`
    Group(List),
    /// `( … )`
    Subshell(Rc<List>),
    /// `if …; then …; elif …; else …; fi`
    If {
        /// Conditions and what follows them.
        branches: Vec<(List, List)>,
        /// What runs when no condition holds.
        otherwise: Option<List>,
    },
    /// `while` and `until`.
    While {
        /// Until instead of while.
        until: bool,
        /// What is tested.
        condition: List,
        /// What is repeated.
        body: List,
    },
    /// `for NAME in …` and `select`.
    For {
        /// The variable.
        name: String,
        /// The words; none is `"$@"`.
        words: Option<Vec<Word>>,
        /// What is repeated.
        body: List,
        /// `select` instead of `for`.
        select: bool,
    },
    /// `for ((…; …; …))`
    ArithmeticFor {
        /// Before the first round, before each, after each.
        clauses: [Word; 3],
        /// What is repeated.
        body: List,
    },
    /// `case … in … esac`
    Case {
        /// What is compared.
        subject: Word,
        /// The branches.
        branches: Vec<Branch>,
    },
    /// `(( … ))`
    Arithmetic(Word),
    /// `[[ … ]]`
    Condition(Condition),
    /// `NAME() …`
    Function(Rc<Function>),
    /// `coproc NAME …`
    Coprocess {
        /// The array that gets the descriptors.
        name: String,
        /// What runs.
        command: Rc<Command>,
    },
}

/// A simple command.
#[derive(Clone, Debug, Default)]
pub struct Simple {
    /// Assignments before the first word.
    pub assignments: Vec<Assignment>,
    /// The words; those of declaration builtins may be assignments.
    pub words: Vec<Argument>,
    /// Redirections in their order.
    pub redirects: Vec<Redirect>,
}

/// A word of a simple command.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A word.
    Word(Word),
    /// `NAME=VALUE` after a declaration builtin: not split, and may be an array.
    Assignment(Assignment),
}

/// `NAME=VALUE`, `NAME[INDEX]+=VALUE`, `NAME=(…)`.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// The element.
    pub index: Option<Word>,
    /// `+=`
    pub append: bool,
    /// What it gets.
    pub value: AssignmentValue,
}

/// The right side of an assignment.
#[derive(Clone, Debug)]
pub enum AssignmentValue {
    /// One value.
    Scalar(Word),
    /// Elements, some with an index.
    Array(Vec<(Option<Word>, Word)>),
}

/// A branch of `case`.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The patterns.
    pub patterns: Vec<Word>,
    /// What runs.
    pub body: List,
    /// How it ends.
    pub end: BranchEnd,
}

/// What happens after a branch of `case`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchEnd {
    /// `;;`
    Leave,
    /// `;&`: run the next branch too.
    FallThrough,
    /// `;;&`: test the next patterns too.
    TestNext,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// What runs.
    pub body: Rc<Command>,
    /// The source of the body, as `declare -f` shows it.
    pub source: Rc<str>,
}

/// A redirection.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The descriptor, when it is given.
    pub descriptor: Option<Target>,
    /// What it becomes.
    pub kind: RedirectKind,
}

/// A descriptor before a redirection's operator.
#[derive(Clone, Debug)]
pub enum Target {
    /// A number.
    Number(u32),
    /// `{NAME}`: a free one, its number into the variable.
    Variable(String),
}

/// What a redirection does.
#[derive(Clone, Debug)]
pub enum RedirectKind {
    /// `<`
    Read(Word),
    /// `>`
    Write(Word),
    /// `>|`
    Clobber(Word),
    /// `>>`
    Append(Word),
    /// `<>`
    ReadWrite(Word),
    /// `&>` and `>&` with a file.
    WriteBoth(Word),
    /// `&>>`
    AppendBoth(Word),
    /// `<&` and `>&`
    Duplicate {
        /// The descriptor's number, with a `-` at the end moved, or `-`.
        from: Word,
        /// `>&`: when it is no number it is a file for both outputs.
        output: bool,
    },
    /// `<<` and `<<-`; the body is read after the line.
    HereDocument(Rc<OnceCell<Word>>),
    /// `<<<`
    HereString(Word),
}

/// A word: what is expanded to fields.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// The parts, side by side.
    pub parts: Vec<Part>,
}

/// A part of a word.
#[derive(Clone, Debug)]
pub enum Part {
    /// Text that is not quoted: braces, tildes and patterns count in it.
    Literal(String),
    /// Text that is quoted.
    Quoted(String),
    /// `"…"`
    DoubleQuoted(Vec<Part>),
    /// `$NAME`, `${…}`
    Parameter(Box<Parameter>),
    /// `$(…)`, `` `…` ``
    Command(Rc<Script>),
    /// `$((…))`
    Arithmetic(Word),
    /// `<(…)`, `>(…)`
    Process {
        /// `<(…)`: the word names what the commands write.
        read: bool,
        /// The commands.
        script: Rc<Script>,
    },
}

/// Commands inside a word.
#[derive(Clone, Debug)]
pub struct Script {
    /// The commands.
    pub list: List,
}

/// `${…}`
#[derive(Clone, Debug)]
pub struct Parameter {
    /// What it is about.
    pub subject: Subject,
    /// The value names what is meant (`${!NAME…}`).
    pub indirect: bool,
    /// What is done with it.
    pub operation: Operation,
}

/// What a parameter expansion is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A variable.
    Variable(String),
    /// An element of an array.
    Element(String, Box<Word>),
    /// All elements: each a field in double quotes when the flag is set (`[@]`), else joined.
    Elements(String, bool),
    /// `$1` …
    Positional(usize),
    /// `$@`, `$*`: as `Elements`.
    Arguments(bool),
    /// `$#`, `$?`, `$-`, `$$`, `$!`, `$0`
    Special(char),
}

/// What a parameter expansion does.
#[derive(Clone, Debug)]
pub enum Operation {
    /// The value.
    Value,
    /// `${#NAME}`
    Length,
    /// `-`: a word when unset (or empty, when `colon`).
    Default {
        /// Empty counts as unset.
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `=`: the same, assigned.
    Assign {
        /// Empty counts as unset.
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `?`: an error when unset.
    Require {
        /// Empty counts as unset.
        colon: bool,
        /// The message.
        word: Word,
    },
    /// `+`: a word when set.
    Alternative {
        /// Empty counts as unset.
        colon: bool,
        /// The word.
        word: Word,
    },
    /// `#` and `##`
    RemovePrefix {
        /// The longest match.
        longest: bool,
        /// What is removed.
        pattern: Word,
    },
    /// `%` and `%%`
    RemoveSuffix {
        /// The longest match.
        longest: bool,
        /// What is removed.
        pattern: Word,
    },
    /// `:OFFSET:LENGTH`
    Substring {
        /// An arithmetic expression.
        offset: Word,
        /// An arithmetic expression.
        length: Option<Word>,
    },
    /// `/PATTERN/REPLACEMENT`
    Replace {
        /// Where it may match.
        anchor: Anchor,
        /// What is replaced.
        pattern: Word,
        /// By what.
        replacement: Word,
    },
    /// `^`, `^^`, `,`, `,,`
    Case {
        /// To upper case.
        upper: bool,
        /// Every character instead of the first.
        all: bool,
        /// Which characters; empty is all.
        pattern: Word,
    },
    /// `@Q` …
    Transform(char),
    /// `${!PREFIX*}`: names of variables; as `Subject::Elements`.
    Names(bool),
    /// `${!NAME[@]}`: keys of an array; as `Subject::Elements`.
    Keys(bool),
}

/// Where a pattern of a replacement may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The first match.
    First,
    /// Every match.
    All,
    /// At the start.
    Start,
    /// At the end.
    End,
}

/// What `[[ … ]]` tests.
#[derive(Clone, Debug)]
pub enum Condition {
    /// `! …`
    Not(Box<Condition>),
    /// `… && …`
    And(Box<Condition>, Box<Condition>),
    /// `… || …`
    Or(Box<Condition>, Box<Condition>),
    /// `-f …`
    Unary(String, Word),
    /// `… == …`
    Binary(Word, String, Word),
    /// A word: whether it is empty.
    Word(Word),
}

impl Word {
    /// The text, when the word is one literal without quotes.
    pub fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// A word of one literal.
    pub fn from_literal(text: impl Into<String>) -> Self {
        Word { parts: vec![Part::Literal(text.into())] }
    }

    /// A word of one quoted text.
    pub fn from_quoted(text: impl Into<String>) -> Self {
        Word { parts: vec![Part::Quoted(text.into())] }
    }
}
