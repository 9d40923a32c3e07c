//! Types, and statements that are only types: one visitor over the syntax tree.
//!
//! A statement that goes away may leave its neighbours without a separator; [`Eraser::separate`]
//! writes a semicolon into the blank where the next one would be read as a continuation.

use std::{collections::HashSet, ops::Range};

use swc_common::Spanned;
use swc_ecma_ast::{
    ArrayPat, ArrowExpr, BindingIdent, Class, ClassMember, Constructor, Decl, DefaultDecl,
    ExportSpecifier, Expr, Function, ImportSpecifier, ModuleDecl, ModuleItem, ObjectPat, Stmt,
    TsAsExpr, TsConstAssertion, TsImportEqualsDecl, TsInstantiation, TsModuleRef, TsNonNullExpr,
    TsSatisfiesExpr, TsType, TsTypeAnn, TsTypeAssertion, TsTypeParamDecl, TsTypeParamInstantiation,
    VarDeclarator,
};
use swc_ecma_visit::{Visit, VisitWith};

use crate::{Mode, range, text::Text};

/// The visitor.
pub struct Eraser<'a> {
    pub text: Text<'a>,
    pub mode: Mode,
    /// Constructs that cannot be taken out, and what to say about each.
    pub unsupported: Vec<(Range<usize>, String)>,
}

/// What a list of statements belongs to.
#[derive(Default)]
pub struct Scope {
    /// The namespace whose body it is.
    pub namespace: Option<String>,
    /// Names that a function, class, enum or namespace has declared so far.
    pub declared: HashSet<String>,
}

impl<'a> Eraser<'a> {
    /// A visitor of a text.
    pub fn new(source: &'a str, mode: Mode) -> Self {
        Self { text: Text::new(source), mode, unsupported: Vec::new() }
    }

    /// Notes a construct that [`Mode::Strip`] refuses. Whether it is refused.
    pub fn refuse(&mut self, span: swc_common::Span, what: &str) -> bool {
        if self.mode == Mode::Transform {
            return false;
        }
        let message = format!("TypeScript {what} is not supported in strip-only mode");
        self.unsupported.push((range(span), message));
        true
    }

    /// Blanks a list's element with the comma behind it.
    fn blank_element(&mut self, span: swc_common::Span) {
        let range = range(span);
        let end = range.end;
        self.text.blank(range);
        self.text.blank_next(end, ",");
    }

    /// Visits a list of statements.
    pub fn items(&mut self, items: &[ModuleItem], mut scope: Scope) {
        for item in items {
            match item {
                ModuleItem::Stmt(statement) => self.statement(statement, &mut scope),
                ModuleItem::ModuleDecl(declaration) => {
                    self.module_declaration(declaration, &mut scope);
                }
            }
        }
        let ranges: Vec<_> = items.iter().map(|item| range(item.span())).collect();
        self.separate(&ranges);
    }

    fn statement(&mut self, statement: &Stmt, scope: &mut Scope) {
        match statement {
            Stmt::Decl(declaration) => {
                self.declaration(declaration, range(statement.span()), false, scope);
            }
            _ => statement.visit_children_with(self),
        }
    }

    /// A declaration, exported or not, that stands at `whole`.
    fn declaration(
        &mut self,
        declaration: &Decl,
        whole: Range<usize>,
        exported: bool,
        scope: &mut Scope,
    ) {
        if is_type_only(declaration) {
            self.text.blank(whole);
            return;
        }
        match declaration {
            Decl::TsEnum(node) => {
                if !self.refuse(node.span, "enum") {
                    self.enumeration(node, whole, exported, scope);
                }
            }
            Decl::TsModule(node) => {
                if !self.refuse(node.span, "namespace declaration") {
                    self.namespace(node, whole, exported, scope);
                }
            }
            _ => {
                match declaration {
                    Decl::Fn(node) => drop(scope.declared.insert(node.ident.sym.to_string())),
                    Decl::Class(node) => drop(scope.declared.insert(node.ident.sym.to_string())),
                    _ => {}
                }
                declaration.visit_children_with(self);
                if let (true, Some(namespace)) = (exported, scope.namespace.clone()) {
                    self.export_from_namespace(declaration, whole, &namespace);
                }
            }
        }
    }

    fn module_declaration(&mut self, node: &ModuleDecl, scope: &mut Scope) {
        let whole = range(node.span());
        match node {
            ModuleDecl::ExportDecl(export) => {
                self.declaration(&export.decl, whole, true, scope);
            }
            ModuleDecl::ExportDefaultDecl(export) => match &export.decl {
                DefaultDecl::TsInterfaceDecl(_) => self.text.blank(whole),
                DefaultDecl::Fn(function) if function.function.body.is_none() => {
                    self.text.blank(whole);
                }
                _ => export.visit_children_with(self),
            },
            ModuleDecl::Import(import) if import.type_only => self.text.blank(whole),
            ModuleDecl::Import(import) => {
                for specifier in &import.specifiers {
                    if let ImportSpecifier::Named(named) = specifier
                        && named.is_type_only
                    {
                        self.blank_element(named.span);
                    }
                }
            }
            ModuleDecl::ExportNamed(export) if export.type_only => self.text.blank(whole),
            ModuleDecl::ExportNamed(export) => {
                for specifier in &export.specifiers {
                    if let ExportSpecifier::Named(named) = specifier
                        && named.is_type_only
                    {
                        self.blank_element(named.span);
                    }
                }
            }
            ModuleDecl::ExportAll(export) if export.type_only => self.text.blank(whole),
            ModuleDecl::TsNamespaceExport(_) => self.text.blank(whole),
            ModuleDecl::TsImportEquals(import) if import.is_type_only => self.text.blank(whole),
            ModuleDecl::TsImportEquals(import) => {
                if !self.refuse(import.span, "import equals declaration") {
                    self.import_equals(import, scope);
                }
            }
            ModuleDecl::TsExportAssignment(export) => {
                if !self.refuse(export.span, "export assignment") {
                    let start = whole.start;
                    self.text.drop(start..start + "export".len());
                    self.text.insert(start, "module.exports");
                    export.visit_children_with(self);
                }
            }
            _ => node.visit_children_with(self),
        }
    }

    /// `import a = N.b` and `import a = require('b')`
    fn import_equals(&mut self, import: &TsImportEqualsDecl, scope: &Scope) {
        let start = range(import.span).start;
        let keyword = match import.is_export {
            true => self.text.skip_trivia(start + "export".len()),
            false => start,
        };
        self.text.drop(keyword..keyword + "import".len());
        self.text.insert(keyword, "const");
        if let (true, Some(namespace)) = (import.is_export, &scope.namespace) {
            self.text.drop(start..keyword);
            let name = &import.id.sym;
            let text = format!(";{namespace}.{name} = {name};");
            self.text.insert(range(import.span).end, &text);
        }
        // A reference to a module keeps its `require` call, one to a namespace its name.
        match &import.module_ref {
            TsModuleRef::TsEntityName(_) | TsModuleRef::TsExternalModuleRef(_) => {}
        }
    }

    /// Puts a semicolon where something that went away separated two items.
    pub fn separate(&mut self, items: &[Range<usize>]) {
        let mut previous: Option<usize> = None;
        for item in items {
            let Some(first) = self.text.first_kept(item.clone()) else { continue };
            if let Some(end) = previous
                && matches!(first, '(' | '[' | '`' | '+' | '-' | '/' | '*' | '<' | '.' | ',')
                && let Some(at) = self.text.first_blanked(end..item.end)
                && at < item.end
                && self.text.first_kept(end..at).is_none()
            {
                self.text.write(at, ';');
            }
            if let Some((at, last)) = self.text.last_kept(item.clone()) {
                previous = (last != ';').then_some(at + last.len_utf8());
            }
        }
    }

    /// Blanks the mark behind a name, `?` or `!`.
    pub fn blank_mark(&mut self, after: usize) {
        if self.text.blank_next(after, "?").is_none() {
            self.text.blank_next(after, "!");
        }
    }

    /// The mark of an optional pattern: before its type, else at its end.
    fn blank_pattern_mark(&mut self, pattern: Range<usize>, annotation: Option<&TsTypeAnn>) {
        let end = annotation.map_or(pattern.end, |annotation| range(annotation.span).start);
        let before = self.text.get(pattern.start..end).trim_end().trim_end_matches(':').trim_end();
        if before.ends_with('?') {
            let at = pattern.start + before.len();
            self.text.blank(at - 1..at);
        } else if annotation.is_none() {
            self.text.blank_next(end, "?");
        }
    }
}

/// Whether a declaration has no code at all.
pub fn is_type_only(declaration: &Decl) -> bool {
    match declaration {
        Decl::TsInterface(_) | Decl::TsTypeAlias(_) => true,
        Decl::Fn(node) => node.declare || node.function.body.is_none(),
        Decl::Class(node) => node.declare,
        Decl::Var(node) => node.declare,
        Decl::TsEnum(node) => node.declare,
        Decl::TsModule(node) => node.declare || node.global,
        Decl::Using(_) => false,
    }
}

impl Visit for Eraser<'_> {
    fn visit_module_items(&mut self, items: &[ModuleItem]) {
        self.items(items, Scope::default());
    }

    fn visit_stmts(&mut self, statements: &[Stmt]) {
        let mut scope = Scope::default();
        for statement in statements {
            self.statement(statement, &mut scope);
        }
        let ranges: Vec<_> = statements.iter().map(|item| range(item.span())).collect();
        self.separate(&ranges);
    }

    // Types: blanked, never looked into.

    fn visit_ts_type(&mut self, node: &TsType) {
        self.text.blank(range(node.span()));
    }

    fn visit_ts_type_ann(&mut self, node: &TsTypeAnn) {
        let mut range = range(node.span);
        if !self.text.rest(range.start).starts_with(':') {
            let before = self.text.get(0..range.start).trim_end();
            if before.ends_with(':') {
                range.start = before.len() - 1;
            }
        }
        self.text.blank(range);
    }

    fn visit_ts_type_param_decl(&mut self, node: &TsTypeParamDecl) {
        self.text.blank(range(node.span));
    }

    fn visit_ts_type_param_instantiation(&mut self, node: &TsTypeParamInstantiation) {
        self.text.blank(range(node.span));
    }

    // Expressions around a type.

    fn visit_ts_as_expr(&mut self, node: &TsAsExpr) {
        self.without_tail(&node.expr, node.span);
    }

    fn visit_ts_satisfies_expr(&mut self, node: &TsSatisfiesExpr) {
        self.without_tail(&node.expr, node.span);
    }

    fn visit_ts_const_assertion(&mut self, node: &TsConstAssertion) {
        self.without_tail(&node.expr, node.span);
    }

    fn visit_ts_non_null_expr(&mut self, node: &TsNonNullExpr) {
        self.without_tail(&node.expr, node.span);
    }

    fn visit_ts_instantiation(&mut self, node: &TsInstantiation) {
        self.without_tail(&node.expr, node.span);
    }

    fn visit_ts_type_assertion(&mut self, node: &TsTypeAssertion) {
        if self.mode == Mode::Strip {
            let message = "The angle-bracket syntax for type assertions, `<T>expr`, is not supported \
                           in type strip mode. Instead, use the 'as' syntax: `expr as T`.";
            self.unsupported.push((range(node.span), message.to_owned()));
            return;
        }
        self.text.drop(range(node.span).start..range(node.expr.span()).start);
        node.expr.visit_with(self);
    }

    // Names and patterns.

    fn visit_binding_ident(&mut self, node: &BindingIdent) {
        if node.id.optional {
            self.blank_mark(range(node.id.span).start + node.id.sym.len());
        }
        node.type_ann.visit_with(self);
    }

    fn visit_array_pat(&mut self, node: &ArrayPat) {
        if node.optional {
            self.blank_pattern_mark(range(node.span), node.type_ann.as_deref());
        }
        node.visit_children_with(self);
    }

    fn visit_object_pat(&mut self, node: &ObjectPat) {
        if node.optional {
            self.blank_pattern_mark(range(node.span), node.type_ann.as_deref());
        }
        node.visit_children_with(self);
    }

    fn visit_var_declarator(&mut self, node: &VarDeclarator) {
        if node.definite
            && let swc_ecma_ast::Pat::Ident(name) = &node.name
        {
            self.blank_mark(range(name.id.span).start + name.id.sym.len());
        }
        node.visit_children_with(self);
    }

    // Functions.

    fn visit_function(&mut self, node: &Function) {
        if let Some(this) = &node.this_param {
            self.blank_element(this.span);
        }
        node.decorators.visit_with(self);
        node.type_params.visit_with(self);
        node.params.visit_with(self);
        node.return_type.visit_with(self);
        node.body.visit_with(self);
    }

    fn visit_arrow_expr(&mut self, node: &ArrowExpr) {
        node.visit_children_with(self);
        let has_line_end = |text: &str| text.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
        // No line may end between `async` and the parameters, nor before the arrow.
        if let Some(generics) = &node.type_params {
            let generics = range(generics.span);
            let open = self.text.skip_trivia(generics.end);
            if node.is_async && has_line_end(self.text.get(generics.start..open)) {
                self.text.write(generics.start, '(');
                self.text.blank(open..open + 1);
            }
        }
        if let Some(result) = &node.return_type {
            let result = range(result.span);
            let before = self.text.get(0..result.start).trim_end().trim_end_matches(':').trim_end();
            let close = before.len().saturating_sub(1);
            if before.ends_with(')') && has_line_end(self.text.get(close..result.end)) {
                self.text.blank(close..close + 1);
                self.text.write(result.end - 1, ')');
            }
        }
    }

    // Classes: class.rs.

    fn visit_class(&mut self, node: &Class) {
        self.class(node);
    }

    fn visit_class_member(&mut self, node: &ClassMember) {
        self.class_member(node);
    }

    fn visit_constructor(&mut self, node: &Constructor) {
        node.visit_children_with(self);
    }
}

impl Eraser<'_> {
    /// Blanks what follows the expression inside a node.
    fn without_tail(&mut self, expression: &Expr, node: swc_common::Span) {
        expression.visit_with(self);
        self.text.blank(range(expression.span()).end..range(node).end);
    }
}
