//! `namespace`: an object that a function, called at once, fills with what the body exports.
//!
//! An exported variable that can change is an accessor of the object, so that both sides see it.

use std::ops::Range;

use swc_ecma_ast::{
    Decl, ModuleDecl, ModuleItem, Pat, Stmt, TsModuleDecl, TsModuleName, TsNamespaceBody,
    VarDeclKind,
};
use swc_ecma_visit::{Visit, VisitWith};

use crate::{
    erase::{Eraser, Scope, is_type_only},
    range,
};

/// Whether a body has any code.
fn has_code(body: &TsNamespaceBody) -> bool {
    match body {
        TsNamespaceBody::TsNamespaceDecl(inner) => has_code(&inner.body),
        TsNamespaceBody::TsModuleBlock(block) => block.body.iter().any(|item| match item {
            ModuleItem::Stmt(Stmt::Decl(declaration)) => declares_code(declaration),
            ModuleItem::Stmt(_) => true,
            ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => declares_code(&export.decl),
            ModuleItem::ModuleDecl(ModuleDecl::TsImportEquals(import)) => !import.is_type_only,
            ModuleItem::ModuleDecl(_) => true,
        }),
    }
}

fn declares_code(declaration: &Decl) -> bool {
    match declaration {
        Decl::TsModule(node) => !node.declare && node.body.as_ref().is_some_and(has_code),
        _ => !is_type_only(declaration),
    }
}

/// The names a pattern binds.
#[derive(Default)]
struct Names(Vec<String>);

impl Visit for Names {
    fn visit_binding_ident(&mut self, node: &swc_ecma_ast::BindingIdent) {
        self.0.push(node.id.sym.to_string());
    }

    fn visit_assign_pat_prop(&mut self, node: &swc_ecma_ast::AssignPatProp) {
        self.0.push(node.key.id.sym.to_string());
    }

    fn visit_expr(&mut self, _: &swc_ecma_ast::Expr) {}
}

fn names(pattern: &Pat) -> Vec<String> {
    let mut names = Names::default();
    pattern.visit_with(&mut names);
    names.0
}

impl Eraser<'_> {
    /// Replaces the head of a declaration by the start of the function that fills `name`.
    pub fn open_function(
        &mut self,
        name: &str,
        head: Range<usize>,
        exported: bool,
        scope: &mut Scope,
    ) {
        let is_new = scope.declared.insert(name.to_owned());
        let keyword = match (&scope.namespace, exported) {
            _ if !is_new => "",
            (None, true) => "export var ",
            (Some(_), _) => "let ",
            (None, false) => "var ",
        };
        let declaration = if is_new { format!("{keyword}{name};") } else { String::new() };
        self.text.insert(head.start, &format!("{declaration}(function ({name}) {{"));
        self.text.drop(head);
    }

    /// Ends that function and calls it.
    pub fn close_function(&mut self, name: &str, end: usize, exported: bool, scope: &Scope) {
        let object = match (&scope.namespace, exported) {
            (Some(namespace), true) => {
                format!("{name} = {namespace}.{name} || ({namespace}.{name} = {{}})")
            }
            _ => format!("{name} || ({name} = {{}})"),
        };
        self.text.insert(end, &format!("}})({object});"));
    }

    /// A namespace at `whole`, which starts with `export` when it is exported.
    pub fn namespace(
        &mut self,
        node: &TsModuleDecl,
        whole: Range<usize>,
        exported: bool,
        scope: &mut Scope,
    ) {
        let (TsModuleName::Ident(name), Some(body)) = (&node.id, &node.body) else {
            return self.text.blank(whole);
        };
        if !has_code(body) {
            return self.text.blank(whole);
        }
        self.namespace_body(&name.sym, body, whole, exported, scope);
    }

    fn namespace_body(
        &mut self,
        name: &str,
        body: &TsNamespaceBody,
        whole: Range<usize>,
        exported: bool,
        scope: &mut Scope,
    ) {
        match body {
            TsNamespaceBody::TsModuleBlock(block) => {
                let block_range = range(block.span);
                self.open_function(name, whole.start..block_range.start + 1, exported, scope);
                let inner = Scope { namespace: Some(name.to_owned()), ..Scope::default() };
                self.items(&block.body, inner);
                self.text.drop(block_range.end - 1..whole.end);
            }
            // `namespace A.B {}`: B is exported from A.
            TsNamespaceBody::TsNamespaceDecl(inner) => {
                let start = range(inner.id.span).start;
                self.open_function(name, whole.start..start, exported, scope);
                let mut own = Scope { namespace: Some(name.to_owned()), ..Scope::default() };
                let rest = start..whole.end;
                self.namespace_body(&inner.id.sym, &inner.body, rest, true, &mut own);
            }
        }
        self.close_function(name, whole.end, exported, scope);
    }

    /// Takes `export` away from a declaration at `whole` and puts what it declares on the object.
    pub fn export_from_namespace(
        &mut self,
        declaration: &Decl,
        whole: Range<usize>,
        namespace: &str,
    ) {
        self.text.drop(whole.start..self.text.skip_trivia(whole.start + "export".len()));
        let mut code = String::from(";");
        match declaration {
            Decl::Fn(node) => code += &format!("{namespace}.{0} = {0};", node.ident.sym),
            Decl::Class(node) => code += &format!("{namespace}.{0} = {0};", node.ident.sym),
            Decl::Var(node) => {
                for name in node.decls.iter().flat_map(|declarator| names(&declarator.name)) {
                    code += &match node.kind {
                        VarDeclKind::Const => format!("{namespace}.{name} = {name};"),
                        _ => format!(
                            "Object.defineProperty({namespace}, {name:?}, {{ enumerable: true, \
                             configurable: true, get: () => {name}, set: ($) => {{ {name} = $; }} }});"
                        ),
                    };
                }
            }
            _ => {}
        }
        self.text.insert(whole.end, &code);
    }
}
