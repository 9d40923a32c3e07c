//! Error messages: those real Node 22.14 gives for the same program.

mod support;

use support::{thrown, with};

fn check(cases: &[(&str, &str)]) {
    with(|ctx| {
        for (source, expected) in cases {
            assert_eq!(
                thrown(&ctx, &format!("(function () {{ {source} }})()")),
                *expected,
                "{source}"
            );
        }
    });
}

#[test]
fn values_and_properties() {
    check(&[
        ("null.foo", "TypeError: Cannot read properties of null (reading 'foo')"),
        (
            "undefined[Symbol.iterator]",
            "TypeError: Cannot read properties of undefined (reading 'Symbol(Symbol.iterator)')",
        ),
        ("let u; u.x = 1", "TypeError: Cannot set properties of undefined (setting 'x')"),
        ("nope", "ReferenceError: nope is not defined"),
        ("x; let x", "ReferenceError: Cannot access 'x' before initialization"),
        ("const c = 1; c = 2", "TypeError: Assignment to constant variable."),
        (
            "'use strict'; Object.freeze({ x: 1 }).x = 2",
            "TypeError: Cannot assign to read only property 'x' of object '#<Object>'",
        ),
        (
            "'use strict'; Object.freeze([1])[0] = 2",
            "TypeError: Cannot assign to read only property '0' of object '[object Array]'",
        ),
        (
            "'use strict'; class Foo { get x() { return 1 } } new Foo().x = 2",
            "TypeError: Cannot set property x of #<Foo> which has only a getter",
        ),
        (
            "'use strict'; Object.preventExtensions({}).y = 2",
            "TypeError: Cannot add property y, object is not extensible",
        ),
        (
            "'use strict'; delete Object.freeze({ q: 1 }).q",
            "TypeError: Cannot delete property 'q' of #<Object>",
        ),
        ("'use strict'; 'str'.x = 1", "TypeError: Cannot create property 'x' on string 'str'"),
        ("class A {} A()", "TypeError: Class constructor A cannot be invoked without 'new'"),
        (
            "class A extends Object { constructor() { this.x } } new A",
            "ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
        ),
        (
            "class A extends undefined {}",
            "TypeError: Class extends value undefined is not a constructor or null",
        ),
        ("`${Symbol()}`", "TypeError: Cannot convert a Symbol value to a string"),
        ("+Symbol()", "TypeError: Cannot convert a Symbol value to a number"),
        ("1n + 1", "TypeError: Cannot mix BigInt and other types, use explicit conversions"),
        ("1n / 0n", "RangeError: Division by zero"),
        ("'x' in 'y'", "TypeError: Cannot use 'in' operator to search for 'x' in y"),
        ("Object.keys(null)", "TypeError: Cannot convert undefined or null to object"),
        (
            "Object.defineProperty(Object.freeze({ x: 1 }), 'x', { value: 2 })",
            "TypeError: Cannot redefine property: x",
        ),
        (
            "Object.defineProperty({}, 'x', 1)",
            "TypeError: Property description must be an object: 1",
        ),
        ("Map()", "TypeError: Constructor Map requires 'new'"),
        (
            "Map.prototype.get.call({})",
            "TypeError: Method Map.prototype.get called on incompatible receiver #<Object>",
        ),
        (
            "class A { #x; static m(o) { return o.#x } } A.m({})",
            "TypeError: Cannot read private member #x from an object whose class did not declare it",
        ),
    ]);
}

#[test]
fn called_expressions() {
    check(&[
        ("const obj = {}; obj.foo()", "TypeError: obj.foo is not a function"),
        (
            "const o = { f() { return {} } }; o.f().bar()",
            "TypeError: o.f(...).bar is not a function",
        ),
        ("let f; f()", "TypeError: f is not a function"),
        ("const o = { f() {} }; o.f()()", "TypeError: o.f(...) is not a function"),
        ("const o = {}, k = 'z'; o[k]()", "TypeError: o[k] is not a function"),
        ("const o = {}; o['lit']()", "TypeError: o.lit is not a function"),
        ("const o = {}; o?.zz()", "TypeError: o?.zz is not a function"),
        ("const o = {}; new o.a()", "TypeError: o.a is not a constructor"),
        ("let u; new u", "TypeError: u is not a constructor"),
        ("({}).foo()", "TypeError: {}.foo is not a function"),
        ("'str'.foo()", "TypeError: \"str\".foo is not a function"),
        ("new (class {})().zz()", "TypeError: (intermediate value).zz is not a function"),
        ("const a = {}, b = {};\n(a || b)\n  .foo()", "TypeError: (a || b).foo is not a function"),
        ("[].map()", "TypeError: undefined is not a function"),
        ("[].forEach([1])", "TypeError: object is not a function"),
        ("new Promise(1)", "TypeError: Promise resolver 1 is not a function"),
        (
            "new Map(5)",
            "TypeError: number 5 is not iterable (cannot read property Symbol(Symbol.iterator))",
        ),
        (
            "let a; [a] = undefined",
            "TypeError: undefined is not iterable (cannot read property Symbol(Symbol.iterator))",
        ),
    ]);
}

#[test]
fn builtins() {
    check(&[
        ("[].reduce(() => 1)", "TypeError: Reduce of empty array with no initial value"),
        ("new Array(-1)", "RangeError: Invalid array length"),
        ("new ArrayBuffer(-1)", "RangeError: Invalid array buffer length"),
        ("new Uint8Array(-1)", "RangeError: Invalid typed array length: -1"),
        (
            "new Uint32Array(new ArrayBuffer(8), 1)",
            "RangeError: start offset of Uint32Array should be a multiple of 4",
        ),
        (
            "new DataView(new ArrayBuffer(1)).getInt16(0)",
            "RangeError: Offset is outside the bounds of the DataView",
        ),
        ("'x'.repeat(-1)", "RangeError: Invalid count value: -1"),
        ("'x'.repeat(2 ** 30)", "RangeError: Invalid string length"),
        ("(1).toFixed(101)", "RangeError: toFixed() digits argument must be between 0 and 100"),
        ("(1).toString(1)", "RangeError: toString() radix argument must be between 2 and 36"),
        ("new Date(NaN).toISOString()", "RangeError: Invalid time value"),
        ("decodeURIComponent('%')", "URIError: URI malformed"),
        ("new RegExp('(')", "SyntaxError: Invalid regular expression: /(/: Unterminated group"),
        (
            "new RegExp('[', 'u')",
            "SyntaxError: Invalid regular expression: /[/u: Unterminated character class",
        ),
        ("new RegExp('a', 'zz')", "SyntaxError: Invalid flags supplied to RegExp constructor 'zz'"),
        (
            "const c = { d: {} }; c.d.e = c; JSON.stringify(c)",
            "TypeError: Converting circular structure to JSON\n    --> starting at object with constructor 'Object'\n    |     property 'd' -> object with constructor 'Object'\n    --- property 'e' closes the circle",
        ),
        ("JSON.stringify(1n)", "TypeError: Do not know how to serialize a BigInt"),
    ]);
}

#[test]
fn json() {
    check(&[
        ("JSON.parse('')", "SyntaxError: Unexpected end of JSON input"),
        (
            "JSON.parse('{')",
            "SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
        ),
        (
            "JSON.parse('{\"a\":1,}')",
            "SyntaxError: Expected double-quoted property name in JSON at position 7 (line 1 column 8)",
        ),
        ("JSON.parse('[1,]')", "SyntaxError: Unexpected token ']', \"[1,]\" is not valid JSON"),
        ("JSON.parse('<html>')", "SyntaxError: Unexpected token '<', \"<html>\" is not valid JSON"),
        (
            "JSON.parse('[1,2,3,4,5,6,7,8,9,x,1,2,3,4,5,6,7]')",
            "SyntaxError: Unexpected token 'x', ...\"5,6,7,8,9,x,1,2,3,4,\"... is not valid JSON",
        ),
        (
            "JSON.parse('\"abc')",
            "SyntaxError: Unterminated string in JSON at position 4 (line 1 column 5)",
        ),
        (
            "JSON.parse('1 2')",
            "SyntaxError: Unexpected non-whitespace character after JSON at position 2 (line 1 column 3)",
        ),
        ("JSON.parse(undefined)", "SyntaxError: \"undefined\" is not valid JSON"),
        ("JSON.parse({})", "SyntaxError: \"[object Object]\" is not valid JSON"),
        (
            "JSON.parse('\u{e9}')",
            "SyntaxError: Unexpected token '\u{e9}', \"\u{e9}\" is not valid JSON",
        ),
    ]);
}

#[test]
fn syntax() {
    with(|ctx| {
        for (source, expected) in [
            ("}", "Unexpected token '}'"),
            ("a b", "Unexpected identifier 'b'"),
            ("(", "Unexpected end of input"),
            ("@", "Invalid or unexpected token"),
            ("'abc", "Invalid or unexpected token"),
            ("f(1 2)", "missing ) after argument list"),
            ("let a; let a", "Identifier 'a' has already been declared"),
            ("'use strict'; implements", "Unexpected strict mode reserved word"),
            (
                "await 1",
                "await is only valid in async functions and the top level bodies of modules",
            ),
            ("import x from 'y'", "Cannot use import statement outside a module"),
            ("export default 1", "Unexpected token 'export'"),
            ("return 1", "Illegal return statement"),
            ("const a", "Missing initializer in const declaration"),
            ("1 = 2", "Invalid left-hand side in assignment"),
            ("1++", "Invalid left-hand side expression in postfix operation"),
            ("super()", "'super' keyword unexpected here"),
            ("function () {}", "Function statements require a function name"),
            ("var 1", "Unexpected number"),
            ("/(/", "Invalid regular expression: /(/: Unterminated group"),
        ] {
            assert_eq!(thrown(&ctx, source), format!("SyntaxError: {expected}"), "{source}");
        }
    });
}

/// Replacing messages must not replace names: the two look alike in the engine's tables.
#[test]
fn names_of_builtins_are_untouched() {
    with(|ctx| {
        let names = support::show(
            &ctx,
            "Object.getOwnPropertyNames(Symbol).filter((n) => typeof Symbol[n] === 'symbol').sort().join()",
        );
        assert_eq!(
            names,
            "asyncDispose,asyncIterator,dispose,hasInstance,isConcatSpreadable,iterator,match,matchAll,\
             replace,search,species,split,toPrimitive,toStringTag,unscopables"
        );
        let strange = support::show(
            &ctx,
            "[globalThis, Object, Array, Error, Date, Promise, Proxy, Reflect, JSON, Map, Set, RegExp, Atomics, Iterator] \
             .flatMap((o) => [o, o.prototype ?? o]).flatMap((o) => Reflect.ownKeys(o)) \
             .filter((k) => typeof k === 'string' && / /.test(k)).join()",
        );
        assert_eq!(strange, "");
    });
}

#[test]
fn destructuring_and_iteration() {
    check(&[
        ("const [a] = undefined", "TypeError: undefined is not iterable"),
        ("const [a] = {}", "TypeError: {} is not iterable"),
        (
            "const x = {}; const [a] = x.y",
            "TypeError: undefined is not iterable (cannot read property Symbol(Symbol.iterator))",
        ),
        ("for (const [a] of [1]);", "TypeError: .for is not iterable"),
        ("const o = {}; for (const x of o.x);", "TypeError: o.x is not iterable"),
        (
            "const o = { x() { return 1 } }; for (const x of o.x());",
            "TypeError: o.x is not a function or its return value is not iterable",
        ),
        ("const o = {}; [...o.x]", "TypeError: o.x is not iterable"),
        (
            "Math.max(...1)",
            "TypeError: Spread syntax requires ...iterable[Symbol.iterator] to be a function",
        ),
        (
            "const { a } = null",
            "TypeError: Cannot destructure property 'a' of 'null' as it is null.",
        ),
        (
            "const o = {}; const { a, b } = o.x",
            "TypeError: Cannot destructure property 'a' of 'o.x' as it is undefined.",
        ),
        ("const {} = null", "TypeError: Cannot destructure 'null' as it is null."),
        (
            "(function f({ a, b }) {})()",
            "TypeError: Cannot destructure property 'a' of 'undefined' as it is undefined.",
        ),
        (
            "(({ a }) => a)(null)",
            "TypeError: Cannot destructure property 'a' of 'object null' as it is null.",
        ),
        (
            "const o = {}; const { a: { b } } = o",
            "TypeError: Cannot read properties of undefined (reading 'b')",
        ),
        ("const { a = 1 } = null", "TypeError: Cannot read properties of null (reading 'a')"),
        (
            "try { throw null } catch ({ a }) {}",
            "TypeError: Cannot destructure property 'a' of '.catch' as it is null.",
        ),
    ]);
}

#[test]
fn classes_and_built_in_functions() {
    check(&[
        (
            "class A { #m() {} static t(o) { o.#m() } } A.t({})",
            "TypeError: Receiver must be an instance of class A",
        ),
        (
            "class A { static #m() {} static t() { this.#m() } } A.t.call({})",
            "TypeError: Receiver must be class A",
        ),
        (
            "new (class A extends null {})",
            "TypeError: Super constructor null of A is not a constructor",
        ),
        (
            "Reflect.apply(1)",
            "TypeError: Function.prototype.apply was called on 1, which is a number and not a function",
        ),
        ("Reflect.get(1, 'x')", "TypeError: Reflect.get called on non-object"),
        ("new Map([1])", "TypeError: Iterator value 1 is not an entry object"),
        (
            "Object.freeze(new Uint8Array(1))",
            "TypeError: Cannot freeze array buffer views with elements",
        ),
        ("new Uint8Array(2).set([1], 2)", "RangeError: offset is out of bounds"),
        ("'x'.repeat(2 ** 31)", "RangeError: Invalid string length"),
        ("BigInt('x')", "SyntaxError: Cannot convert x to a BigInt"),
    ]);
}
