//! `enum`: an object with the members both ways, made by a function that is called at once.

use std::{collections::HashMap, ops::Range};

use swc_common::Spanned;
use swc_ecma_ast::{BinaryOp, Expr, Ident, Lit, TsEnumDecl, TsEnumMember, TsEnumMemberId, UnaryOp};
use swc_ecma_visit::{Visit, VisitWith};

use crate::{
    erase::{Eraser, Scope},
    range,
};

/// The value of a member that is known here.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    Number(f64),
    String(String),
}

impl Constant {
    fn code(&self) -> String {
        match self {
            Constant::Number(number) if number.is_nan() => "NaN".to_owned(),
            Constant::Number(number) if number.is_infinite() => {
                if *number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
            }
            Constant::Number(number) => number.to_string(),
            Constant::String(text) => quoted(text),
        }
    }
}

/// A string literal: Rust's escapes are JavaScript's.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn to_int32(number: f64) -> i32 {
    if number.is_finite() { number.trunc().rem_euclid(4_294_967_296.0) as u32 as i32 } else { 0 }
}

/// The value of an expression made of literals and earlier members.
fn evaluate(
    expression: &Expr,
    own: &str,
    known: &HashMap<String, Option<Constant>>,
) -> Option<Constant> {
    let number = |expression: &Expr| match evaluate(expression, own, known)? {
        Constant::Number(number) => Some(number),
        Constant::String(_) => None,
    };
    match expression {
        Expr::Paren(node) => evaluate(&node.expr, own, known),
        Expr::Lit(Lit::Num(node)) => Some(Constant::Number(node.value)),
        Expr::Lit(Lit::Str(node)) => {
            node.value.as_str().map(|text| Constant::String(text.to_owned()))
        }
        Expr::Tpl(node) if node.exprs.is_empty() => {
            let text = node.quasis.first()?.cooked.as_ref()?.as_str()?;
            Some(Constant::String(text.to_owned()))
        }
        Expr::Ident(node) => known.get(&*node.sym)?.clone(),
        Expr::Member(node) if node.obj.as_ident().is_some_and(|object| *object.sym == *own) => {
            known.get(&*node.prop.as_ident()?.sym)?.clone()
        }
        Expr::Unary(node) => {
            let value = number(&node.arg)?;
            Some(Constant::Number(match node.op {
                UnaryOp::Minus => -value,
                UnaryOp::Plus => value,
                UnaryOp::Tilde => f64::from(!to_int32(value)),
                _ => return None,
            }))
        }
        Expr::Bin(node) => {
            if node.op == BinaryOp::Add
                && let (left, right) =
                    (evaluate(&node.left, own, known)?, evaluate(&node.right, own, known)?)
                && (matches!(left, Constant::String(_)) || matches!(right, Constant::String(_)))
            {
                let text = |constant: Constant| match constant {
                    Constant::String(text) => text,
                    Constant::Number(number) => number.to_string(),
                };
                return Some(Constant::String(text(left) + &text(right)));
            }
            let (left, right) = (number(&node.left)?, number(&node.right)?);
            let (a, b) = (to_int32(left), to_int32(right));
            Some(Constant::Number(match node.op {
                BinaryOp::Add => left + right,
                BinaryOp::Sub => left - right,
                BinaryOp::Mul => left * right,
                BinaryOp::Div => left / right,
                BinaryOp::Mod => left % right,
                BinaryOp::Exp => left.powf(right),
                BinaryOp::BitOr => f64::from(a | b),
                BinaryOp::BitAnd => f64::from(a & b),
                BinaryOp::BitXor => f64::from(a ^ b),
                BinaryOp::LShift => f64::from(a.wrapping_shl(b as u32)),
                BinaryOp::RShift => f64::from(a.wrapping_shr(b as u32)),
                BinaryOp::ZeroFillRShift => f64::from((a as u32).wrapping_shr(b as u32)),
                _ => return None,
            }))
        }
        _ => None,
    }
}

/// Finds the names of members inside an initializer.
struct Members<'a> {
    known: &'a HashMap<String, Option<Constant>>,
    found: Vec<usize>,
}

impl Visit for Members<'_> {
    fn visit_expr(&mut self, node: &Expr) {
        if let Expr::Ident(Ident { sym, span, .. }) = node
            && self.known.contains_key(&**sym)
        {
            self.found.push(range(*span).start);
        }
        node.visit_children_with(self);
    }
}

fn member_name(member: &TsEnumMember) -> String {
    match &member.id {
        TsEnumMemberId::Ident(name) => name.sym.to_string(),
        TsEnumMemberId::Str(name) => name.value.to_string_lossy().into_owned(),
    }
}

impl Eraser<'_> {
    /// An enum at `whole`, which starts with `export` when it is exported.
    pub fn enumeration(
        &mut self,
        node: &TsEnumDecl,
        whole: Range<usize>,
        exported: bool,
        scope: &mut Scope,
    ) {
        let name = node.id.sym.to_string();
        let open = self.text.skip_trivia(range(node.id.span).end);
        self.open_function(&name, whole.start..open + 1, exported, scope);
        let mut known = HashMap::new();
        let mut previous = Some(Constant::Number(-1.0));
        let mut end = open + 1;
        for member in &node.members {
            let key = member_name(member);
            let member_range = range(member.span);
            self.text.drop(end..member_range.start);
            let value = match &member.init {
                Some(init) => evaluate(init, &name, &known),
                None => match previous {
                    Some(Constant::Number(number)) => Some(Constant::Number(number + 1.0)),
                    _ => Some(Constant::Number(f64::NAN)),
                },
            };
            let at = member_range.start;
            match (&value, &member.init) {
                (None, Some(init)) => {
                    let init_range = range(init.span());
                    self.text.drop(at..init_range.start);
                    self.text.drop(init_range.end..member_range.end);
                    self.text
                        .insert(init_range.start, &format!("{name}[{name}[{}] = ", quoted(&key)));
                    let mut members = Members { known: &known, found: Vec::new() };
                    init.visit_with(&mut members);
                    for place in members.found {
                        self.text.insert(place, &format!("{name}."));
                    }
                    init.visit_with(self);
                    self.text.insert(init_range.end, &format!("] = {};", quoted(&key)));
                }
                (value, _) => {
                    self.text.drop(member_range.clone());
                    let code = match value {
                        Some(Constant::String(text)) => {
                            format!("{name}[{}] = {};", quoted(&key), quoted(text))
                        }
                        Some(constant) => {
                            let key = quoted(&key);
                            format!("{name}[{name}[{key}] = {}] = {key};", constant.code())
                        }
                        None => String::new(),
                    };
                    self.text.insert(at, &code);
                }
            }
            previous = value.clone();
            known.insert(key, value);
            end = member_range.end;
        }
        self.text.drop(end..whole.end);
        self.close_function(&name, whole.end, exported, scope);
    }
}
