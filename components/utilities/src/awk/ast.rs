//! A program as a tree, with names resolved to where their values are.

use std::rc::Rc;

use crate::posix::Regex;

/// Functions of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    Atan2,
    Close,
    Cos,
    Exp,
    Fflush,
    Gsub,
    Index,
    Int,
    Length,
    Log,
    Match,
    Rand,
    Sin,
    Split,
    Sprintf,
    Sqrt,
    Srand,
    Sub,
    Substr,
    System,
    Systime,
    Tolower,
    Toupper,
}

/// Their names.
pub const BUILTINS: &[(&str, Builtin)] = &[
    ("atan2", Builtin::Atan2),
    ("close", Builtin::Close),
    ("cos", Builtin::Cos),
    ("exp", Builtin::Exp),
    ("fflush", Builtin::Fflush),
    ("gsub", Builtin::Gsub),
    ("index", Builtin::Index),
    ("int", Builtin::Int),
    ("length", Builtin::Length),
    ("log", Builtin::Log),
    ("match", Builtin::Match),
    ("rand", Builtin::Rand),
    ("sin", Builtin::Sin),
    ("split", Builtin::Split),
    ("sprintf", Builtin::Sprintf),
    ("sqrt", Builtin::Sqrt),
    ("srand", Builtin::Srand),
    ("sub", Builtin::Sub),
    ("substr", Builtin::Substr),
    ("system", Builtin::System),
    ("systime", Builtin::Systime),
    ("tolower", Builtin::Tolower),
    ("toupper", Builtin::Toupper),
];

/// Where a variable's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// Index into the globals.
    Global(usize),
    /// Index into the parameters of the running function.
    Local(usize),
}

/// Arithmetic of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

/// Comparison of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
}

/// Where `getline` reads.
pub enum Source {
    /// What the program reads.
    Main,
    File(Box<Expression>),
    Command(Box<Expression>),
}

/// What has a value.
pub enum Expression {
    Number(f64),
    Text(Rc<[u8]>),
    Regex(Rc<Regex>),
    Variable(Variable),
    Element(Variable, Vec<Expression>),
    Field(Box<Expression>),
    Assign(Box<Expression>, Box<Expression>),
    AssignWith(Arithmetic, Box<Expression>, Box<Expression>),
    Conditional(Box<Expression>, Box<Expression>, Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    Positive(Box<Expression>),
    Contains(Vec<Expression>, Variable),
    Matches(Box<Expression>, Box<Expression>),
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
    Compare(Comparison, Box<Expression>, Box<Expression>),
    Join(Box<Expression>, Box<Expression>),
    /// By how much, and whether the value is the new one.
    Step(f64, bool, Box<Expression>),
    /// In parentheses: `print (a, b)` and `(a, b) in c` have several.
    Group(Vec<Expression>),
    Builtin(Builtin, Vec<Expression>),
    Call(usize, Vec<Expression>),
    Getline(Source, Option<Box<Expression>>),
}

/// Where `print` writes instead of standard output.
pub enum Destination {
    File(Expression),
    Append(Expression),
    Command(Expression),
}

/// What is done.
pub enum Statement {
    Block(Vec<Statement>),
    Expression(Expression),
    Print(Vec<Expression>, Option<Destination>),
    Printf(Vec<Expression>, Option<Destination>),
    If(Expression, Box<Statement>, Option<Box<Statement>>),
    While(Expression, Box<Statement>),
    DoWhile(Box<Statement>, Expression),
    For(Option<Box<Statement>>, Option<Expression>, Option<Box<Statement>>, Box<Statement>),
    ForIn(Variable, Variable, Box<Statement>),
    Delete(Variable, Option<Vec<Expression>>),
    Break,
    Continue,
    Next,
    NextFile,
    Exit(Option<Expression>),
    Return(Option<Expression>),
}

/// When a rule's action is done.
pub enum Pattern {
    Begin,
    End,
    Always,
    When(Expression),
    Range(Expression, Expression),
}

/// A pattern and an action; none prints the record.
pub struct Rule {
    pub pattern: Pattern,
    pub action: Option<Statement>,
}

/// A function of the program.
#[derive(Default)]
pub struct Function {
    pub parameters: usize,
    pub body: Option<Statement>,
}

/// A whole program.
#[derive(Default)]
pub struct Program {
    pub rules: Vec<Rule>,
    pub functions: Vec<Function>,
    /// Names of the globals, in order.
    pub globals: Vec<String>,
}

/// The globals that mean something, at the start of every program's globals.
pub const SPECIAL: &[&str] = &[
    "NF", "NR", "FNR", "FS", "OFS", "ORS", "RS", "SUBSEP", "CONVFMT", "OFMT", "RSTART", "RLENGTH",
    "FILENAME", "ENVIRON", "ARGC", "ARGV",
];
/// Their indices.
pub const NF: usize = 0;
pub const NR: usize = 1;
pub const FNR: usize = 2;
pub const FS: usize = 3;
pub const OFS: usize = 4;
pub const ORS: usize = 5;
pub const RS: usize = 6;
pub const SUBSEP: usize = 7;
pub const CONVFMT: usize = 8;
pub const OFMT: usize = 9;
pub const RSTART: usize = 10;
pub const RLENGTH: usize = 11;
pub const FILENAME: usize = 12;
pub const ENVIRON: usize = 13;
pub const ARGC: usize = 14;
pub const ARGV: usize = 15;
