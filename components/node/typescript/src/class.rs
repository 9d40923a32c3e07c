//! Classes: modifiers, `implements`, members without a body, parameter properties.

use swc_common::Spanned;
use swc_ecma_ast::{
    Callee, Class, ClassMember, Constructor, Expr, ParamOrTsParamProp, Stmt, TsParamProp,
    TsParamPropParam,
};
use swc_ecma_visit::VisitWith;

use crate::{erase::Eraser, range};

const MODIFIERS: [&str; 7] =
    ["abstract", "declare", "override", "private", "protected", "public", "readonly"];

impl Eraser<'_> {
    /// A class declaration or expression.
    pub fn class(&mut self, class: &Class) {
        let whole = range(class.span);
        let start = class.decorators.last().map_or(whole.start, |last| range(last.span).end);
        if class.is_abstract {
            let at = self.text.skip_trivia(start);
            let before = self.text.get(0..whole.start).trim_end();
            if self.text.word(at) == "abstract" {
                self.text.blank(at..at + "abstract".len());
            } else if before.ends_with("abstract") {
                self.text.blank(before.len() - "abstract".len()..before.len());
            }
        }
        if let (Some(first), Some(last)) = (class.implements.first(), class.implements.last()) {
            let first = range(first.span()).start;
            if let Some(keyword) = self.text.get(whole.start..first).rfind("implements") {
                self.text.blank(whole.start + keyword..range(last.span()).end);
            }
        }
        class.decorators.visit_with(self);
        class.type_params.visit_with(self);
        class.super_class.visit_with(self);
        class.super_type_params.visit_with(self);
        class.body.visit_with(self);
        let members: Vec<_> = class.body.iter().map(|member| range(member.span())).collect();
        self.separate(&members);
        let constructors = class.body.iter().filter_map(ClassMember::as_constructor);
        for constructor in constructors.filter(|constructor| constructor.body.is_some()) {
            self.parameter_properties(class, constructor);
        }
    }

    /// One member.
    pub fn class_member(&mut self, member: &ClassMember) {
        let whole = range(member.span());
        let (key, decorators, is_erased, has_mark) = match member {
            ClassMember::TsIndexSignature(_) => return self.text.blank(whole),
            ClassMember::Empty(_) | ClassMember::StaticBlock(_) => {
                return member.visit_children_with(self);
            }
            ClassMember::Constructor(node) => {
                (range(node.key.span()), &[][..], node.body.is_none(), node.is_optional)
            }
            ClassMember::Method(node) => (
                range(node.key.span()),
                &node.function.decorators[..],
                node.function.body.is_none(),
                node.is_optional,
            ),
            ClassMember::PrivateMethod(node) => (
                range(node.key.span),
                &node.function.decorators[..],
                node.function.body.is_none(),
                node.is_optional,
            ),
            ClassMember::ClassProp(node) => (
                range(node.key.span()),
                &node.decorators[..],
                node.declare || node.is_abstract,
                node.is_optional || node.definite,
            ),
            ClassMember::PrivateProp(node) => (
                range(node.key.span),
                &node.decorators[..],
                false,
                node.is_optional || node.definite,
            ),
            ClassMember::AutoAccessor(node) => {
                (range(node.key.span()), &node.decorators[..], node.is_abstract, node.definite)
            }
        };
        if is_erased {
            return self.text.blank(whole);
        }
        let start = decorators.last().map_or(whole.start, |last| range(last.span).end);
        self.blank_modifiers(start, key.start);
        if has_mark {
            self.blank_mark(key.end);
        }
        member.visit_children_with(self);
    }

    /// Blanks the words of TypeScript between two offsets.
    fn blank_modifiers(&mut self, start: usize, end: usize) {
        let mut at = self.text.skip_trivia(start);
        while at < end {
            let word = self.text.word(at);
            if MODIFIERS.contains(&word) {
                self.text.blank(at..at + word.len());
            }
            at = self.text.skip_trivia(at + word.len().max(1));
        }
    }

    /// `constructor(private x)`: a field, and its assignment at the start of the body or after
    /// `super()`.
    fn parameter_properties(&mut self, class: &Class, constructor: &Constructor) {
        let mut names = Vec::new();
        for parameter in &constructor.params {
            let ParamOrTsParamProp::TsParamProp(property) = parameter else { continue };
            if self.refuse(property.param.span(), "parameter property") {
                continue;
            }
            let start = property
                .decorators
                .last()
                .map_or(range(property.span).start, |decorator| range(decorator.span).end);
            self.blank_modifiers(start, range(property.param.span()).start);
            names.extend(property_name(property));
        }
        let (false, Some(body)) = (names.is_empty(), &constructor.body) else { return };
        let first_member = class.body.first().map_or(0, |member| range(member.span()).start);
        let fields: String = names.iter().map(|name| format!(" {name};")).collect();
        self.text.insert(first_member, fields.trim_start());
        let is_super = |statement: &Stmt| match statement {
            Stmt::Expr(statement) => matches!(
                &*statement.expr,
                Expr::Call(call) if matches!(call.callee, Callee::Super(_))
            ),
            _ => false,
        };
        let after = body
            .stmts
            .iter()
            .rposition(is_super)
            .or_else(|| body.stmts.iter().rposition(is_directive))
            .and_then(|index| body.stmts.get(index))
            .map_or(range(body.span).start + 1, |statement| range(statement.span()).end);
        let assignments: String =
            names.iter().map(|name| format!(" this.{name} = {name};")).collect();
        self.text.insert(after, &format!(";{assignments}"));
    }
}

fn is_directive(statement: &Stmt) -> bool {
    match statement {
        Stmt::Expr(statement) => {
            matches!(&*statement.expr, Expr::Lit(swc_ecma_ast::Lit::Str(_)))
        }
        _ => false,
    }
}

fn property_name(property: &TsParamProp) -> Option<String> {
    match &property.param {
        TsParamPropParam::Ident(name) => Some(name.id.sym.to_string()),
        TsParamPropParam::Assign(assignment) => {
            assignment.left.as_ident().map(|name| name.id.sym.to_string())
        }
    }
}
