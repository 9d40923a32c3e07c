//! What the real Node answers for the same texts (`module.stripTypeScriptTypes`), and what code in
//! the transforming mode must be.

use crate::{Mode, Reason, transform};

fn strip(source: &str) -> String {
    transform(source, Mode::Strip)
        .unwrap_or_else(|error| panic!("{source}: {}", error.message))
        .code
}

fn transformed(source: &str) -> String {
    transform(source, Mode::Transform)
        .unwrap_or_else(|error| panic!("{source}: {}", error.message))
        .code
}

#[test]
fn types_become_white_space() {
    for (source, expected) in [
        (
            "declare enum E { A }\ndeclare const enum F {A}",
            "                    \n                        ",
        ),
        ("type foo = string;\n(1)", "                  \n(1)"),
        ("const a = 1\ntype T = string\n(foo)", "const a = 1\n;              \n(foo)"),
        ("const a = b as T\n(foo)", "const a = b ;   \n(foo)"),
        ("const f = (a)\n: T => x", "const f = (a \n  ) => x"),
        (
            "abstract class A<T> extends B<T> implements C, D { abstract x: number; static #y?: number = 1; private readonly z!: string; constructor(); constructor(a?) {} get [k](): T { return 1 } [key: string]: any; override m?(this: A, b?: number): void {} }",
            "         class A    extends B                    {                     static #y          = 1;                  z         ;                constructor(a ) {} get [k]()    { return 1 }                              m (         b         )       {} }",
        ),
        (
            "function f(a: string): void;\nfunction f(this: X, a?: any) { return a! as any satisfies T }",
            "                            \nfunction f(         a      ) { return a                     }",
        ),
        (
            "import type { A } from \"a\";\nimport { type B, c, type D } from \"b\";\nexport { type B, c };\nexport type * from \"x\"; export interface I {}",
            "                           \nimport {         c,        } from \"b\";\nexport {         c };\n                                             ",
        ),
        (
            "let x = foo<string>; new Foo<T>(); f<T>`x`;",
            "let x = foo        ; new Foo   (); f   `x`;",
        ),
        ("const y = async <\nT>(x: T) => x", "const y = async (\n   x   ) => x"),
        ("let é: \"日本\" = 1", "let é       = 1"),
        (
            "export declare const x: number, y: string; export abstract class Z {}",
            "                                           export          class Z {}",
        ),
        ("a ? (b) : c => d; a ? (b): c => d : e", "a ? (b) : c => d; a ? (b)    => d : e"),
        (
            "let x!: number; const { a, b }: T = c; function g({ a }?: T, [d]: U = []) {}",
            "let x         ; const { a, b }    = c; function g({ a }    , [d]    = []) {}",
        ),
    ] {
        assert_eq!(strip(source), expected, "{source}");
    }
}

#[test]
fn refused_in_strip_mode() {
    for (source, message) in [
        (
            "enum A {\n  X,\n  Y\n}\nfoo",
            "  x TypeScript enum is not supported in strip-only mode\n   ,-[1:1]\n 1 | ,-> enum A {\n 2 | |     X,\n 3 | |     Y\n 4 | `-> }\n 5 |     foo\n   `----\n",
        ),
        (
            "namespace N {}",
            "  x TypeScript namespace declaration is not supported in strip-only mode\n   ,----\n 1 | namespace N {}\n   : ^^^^^^^^^^^^^^\n   `----\n",
        ),
        (
            "class A { private constructor(readonly a?: string) {} }",
            "  x TypeScript parameter property is not supported in strip-only mode\n   ,----\n 1 | class A { private constructor(readonly a?: string) {} }\n   :                                        ^^^^^^^^^^\n   `----\n",
        ),
    ] {
        let error = transform(source, Mode::Strip).unwrap_err();
        assert_eq!(error.reason, Reason::UnsupportedSyntax);
        assert_eq!(error.message, message);
    }
}

#[test]
fn invalid_syntax() {
    let error = transform("let x: number = = 1;\n", Mode::Strip).unwrap_err();
    assert_eq!(error.reason, Reason::InvalidSyntax);
    assert_eq!(
        error.message,
        "  x Expression expected\n   ,----\n 1 | let x: number = = 1;\n   :                 ^\n   `----\n"
    );
}

#[test]
fn transforms() {
    for (source, expected) in [
        (
            "enum A {\n  X,\n  Y = 5, Z,\n  S = 'text', L = X | Y,\n}",
            "var A;(function (A) {\nA[A[\"X\"] = 0] = \"X\";\nA[A[\"Y\"] = 5] = \"Y\";A[A[\"Z\"] = 6] = \"Z\";\nA[\"S\"] = \"text\";A[A[\"L\"] = 5] = \"L\";\n})(A || (A = {}));",
        ),
        (
            "enum B { X = f(), Y = X + 1 }",
            "var B;(function (B) {B[B[\"X\"] = f()] = \"X\";B[B[\"Y\"] = B.X + 1] = \"Y\";})(B || (B = {}));",
        ),
        ("namespace N { type T = 1 }\nfoo", "                          \nfoo"),
        (
            "export namespace N { export const x: number = 1; export function f() {} }",
            "export var N;(function (N) { const x         = 1;;N.x = x; function f() {};N.f = f; })(N || (N = {}));",
        ),
        (
            "namespace A.B { export class K {} }",
            "var A;(function (A) {let B;(function (B) { class K {};B.K = K; })(B = A.B || (A.B = {}));})(A || (A = {}));",
        ),
        (
            "class K extends L { constructor(public a: number, readonly b = 2) { super(); } }",
            "class K extends L { a; b;constructor(       a        ,          b = 2) { super();; this.a = a; this.b = b; } }",
        ),
        ("export = 5", "module.exports = 5"),
        ("import a = N.B; import b = require('c')", "const a = N.B; const b = require('c')"),
        ("const x = <number>y", "const x = y"),
    ] {
        assert_eq!(transformed(source), expected, "{source}");
    }
}

#[test]
fn mappings_are_the_identity_where_nothing_moved() {
    let output = transform("let x: number = y;\nz;", Mode::Strip).unwrap();
    assert_eq!(output.mappings, "AAAA,IAAI,YAAY;AAChB");
}
