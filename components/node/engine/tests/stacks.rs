//! Stacks, call sites and positions, against the texts real Node 22.14 prints.

mod support;

use kernelet_quickjs::{
    rquickjs::{Array, Ctx, Function, Value},
    scripts::{self, Origin},
    stack,
};
use support::{drain, ok, show, text, with};

/// Runs a function body as the file `/t.js` and shows its result as a string.
fn run<'js>(ctx: &Ctx<'js>, body: &str) -> String {
    let function = ok(ctx, scripts::compile_function(ctx, &[], body, &Origin::new("/t.js")));
    text(&ok(ctx, function.call::<_, Value>(())))
}

#[test]
fn frames_are_written_as_v8_writes_them() {
    with(|ctx| {
        let first = |expression: &str| {
            run(
                &ctx,
                &format!(
                    "'use strict'; class Foo {{ constructor() {{ this.s = new Error('e').stack }} bar() {{ return new Error().stack }} \
                     static st() {{ return new Error().stack }} get g() {{ return new Error().stack }} #p() {{ return new Error().stack }} \
                     callp() {{ return this.#p() }} }}\n\
                     const o = {{ m() {{ return new Error().stack }}, f: function () {{ return new Error().stack }} }}; o.n = o.m;\n\
                     return ({expression}).split('\\n')[1].replace(/ \\(.*| \\/t.js.*/, '').trim()"
                ),
            )
        };
        for (expression, expected) in [
            ("new Foo().s", "at new Foo"),
            ("new Foo().bar()", "at Foo.bar"),
            ("Foo.st()", "at Foo.st"),
            ("new Foo().g", "at get g"),
            ("new Foo().callp()", "at #p"),
            ("o.m()", "at Object.m"),
            ("o.n()", "at Object.m"),
            ("(0, o.f)()", "at f"),
            ("(() => new Error().stack)()", "at"),
            ("(function named() { return new Error().stack }).call(5)", "at Number.named"),
            ("(function named() { return new Error().stack }).call(Foo)", "at Foo.named"),
            ("(function () { return new Error().stack }).call({})", "at Object.<anonymous>"),
            ("new (function () { this.s = new Error().stack })().s", "at new <anonymous>"),
            ("[1].map(function cb() { return new Error().stack })[0]", "at cb"),
        ] {
            assert_eq!(first(expression), expected, "{expression}");
        }
    });
}

#[test]
fn header_lines_columns_and_native_frames() {
    with(|ctx| {
        assert_eq!(
            run(
                &ctx,
                "function f() {\n  return [1].map(() => new TypeError('msg').stack)[0]\n}\nreturn f()"
            ),
            "TypeError: msg\n    at /t.js:2:24\n    at Array.map (<anonymous>)\n    at f (/t.js:2:14)\n    at /t.js:4:8"
        );
        // Columns are UTF-16 units, as V8 counts them.
        assert_eq!(
            run(&ctx, "const \u{e9} = '\u{1F600}'; return new Error().stack"),
            "Error\n    at /t.js:1:24"
        );
        // The header is that of the moment the stack is read.
        assert_eq!(
            run(
                &ctx,
                "const e = new Error('a'); e.message = 'b'; e.name = 'N'; return e.stack.split('\\n')[0]"
            ),
            "N: b"
        );
        assert_eq!(
            run(
                &ctx,
                "const e = new Error('a'); return [Object.keys(e), e.hasOwnProperty('stack'), 'stack' in Error.prototype].join('|')"
            ),
            "|true|false"
        );
        assert_eq!(run(&ctx, "const e = new Error('a'); e.stack = 5; return e.stack"), "5");
        assert_eq!(
            run(
                &ctx,
                "const e = new Error('a'); Object.defineProperty(e, 'stack', { value: 6 }); return e.stack"
            ),
            "6"
        );
        assert_eq!(
            run(&ctx, "const e = new Error('a'); delete e.stack; return typeof e.stack"),
            "undefined"
        );
        assert_eq!(
            run(
                &ctx,
                "class A extends Error {} class B extends A { constructor() { super('m') } }\nreturn new B().stack"
            ),
            "Error: m\n    at /t.js:2:8"
        );
    });
}

#[test]
fn origins_shift_lines_and_columns() {
    with(|ctx| {
        let origin = Origin::new("/t.js").at(10, 20);
        let function = ok(
            &ctx,
            scripts::compile_function(
                &ctx,
                &[],
                "return new Error().stack +\nnew Error().stack",
                &origin,
            ),
        );
        assert_eq!(
            text(&ok(&ctx, function.call::<_, Value>(()))),
            "Error\n    at /t.js:11:28Error\n    at /t.js:12:1"
        );
    });
}

#[test]
fn limits_and_capture() {
    with(|ctx| {
        assert_eq!(
            run(
                &ctx,
                "Error.stackTraceLimit = 1; function f() { return new Error('x').stack } const s = f(); Error.stackTraceLimit = 10; return s"
            ),
            "Error: x\n    at f (/t.js:1:50)"
        );
        assert_eq!(
            run(
                &ctx,
                "Error.stackTraceLimit = 0; const s = new Error('x').stack; Error.stackTraceLimit = 10; return s"
            ),
            "Error: x"
        );
        assert_eq!(
            run(
                &ctx,
                "Error.stackTraceLimit = 'no'; const s = typeof new Error('x').stack; Error.stackTraceLimit = 10; return s"
            ),
            "undefined"
        );
        assert_eq!(
            run(
                &ctx,
                "Error.stackTraceLimit = Infinity; const f = (n) => n ? f(n - 1) : new Error('x').stack.split('\\n').length; const s = f(300); Error.stackTraceLimit = 10; return s"
            ),
            "303"
        );
        assert_eq!(
            run(
                &ctx,
                "const o = { name: 'N', message: 'm' }; function inner() { Error.captureStackTrace(o, inner) }\nfunction outer() { inner() }\nouter(); return o.stack"
            ),
            "N: m\n    at outer (/t.js:2:20)\n    at /t.js:3:1"
        );
        assert_eq!(
            run(
                &ctx,
                "const o = {}; Error.captureStackTrace(o, function never() {}); return o.stack"
            ),
            "Error"
        );
        assert_eq!(
            run(
                &ctx,
                "try { Error.captureStackTrace(Object.freeze({})) } catch (e) { return e.message }"
            ),
            "Cannot define property stack, object is not extensible"
        );
        assert_eq!(
            run(
                &ctx,
                "const a = []; Error.captureStackTrace(a); const p = new Proxy({}, {}); Error.captureStackTrace(p); return typeof a.stack + typeof p.stack"
            ),
            "stringstring"
        );
    });
}

#[test]
fn the_user_prepares_stacks() {
    with(|ctx| {
        let sites = run(
            &ctx,
            "Error.prepareStackTrace = (error, sites) => sites.slice(0, 2).map((site) => [site, site.getTypeName(), site.getFunctionName(), \
             site.getMethodName(), site.getFileName(), site.getLineNumber(), site.getColumnNumber(), site.isToplevel(), site.isConstructor(), \
             site.isEval(), site.isNative(), site.isAsync(), typeof site.getThis(), typeof site.getFunction()].join()).join('\\n');\n\
             const o = { m() { return new Error().stack } };\n\
             const s = o.m(); Error.prepareStackTrace = undefined; return s",
        );
        assert_eq!(
            sites,
            "Object.m (/t.js:2:26),Object,m,m,/t.js,2,26,false,false,false,false,false,object,function\n\
             /t.js:3:13,,,,/t.js,3,13,true,false,false,false,false,object,function"
        );
        assert_eq!(
            run(
                &ctx,
                "let n = 0; Error.prepareStackTrace = () => ++n; const e = new Error(); e.stack; e.stack; Error.prepareStackTrace = undefined; return n + ':' + e.stack"
            ),
            "1:1"
        );
        assert_eq!(
            run(
                &ctx,
                "Error.prepareStackTrace = (e) => 'in ' + e.stack; const s = new Error('r').stack; Error.prepareStackTrace = undefined; return s.split('\\n')[0]"
            ),
            "in Error: r"
        );
        assert_eq!(
            run(
                &ctx,
                "Error.prepareStackTrace = () => { throw new Error('bad') }; let s; try { new Error().stack } catch (e) { Error.prepareStackTrace = undefined; s = e.message } return s"
            ),
            "bad"
        );
        // The callback may change the object while it runs.
        assert_eq!(
            run(
                &ctx,
                "Error.prepareStackTrace = (e) => { for (let i = 0; i < 50; i++) e['p' + i] = i; delete e.stack; return 'done' }; const e = new Error(); const s = e.stack; Error.prepareStackTrace = undefined; return s"
            ),
            "undefined"
        );
    });
}

#[test]
fn the_host_prepares_stacks() {
    with(|ctx| {
        let callback: Function =
            ctx.eval("(error, sites) => error.message + ':' + sites.length + ':' + sites[0].getFunctionName()").unwrap();
        stack::set_prepare(&ctx, Some(&callback));
        assert_eq!(run(&ctx, "return (function f() { return new Error('m').stack })()"), "m:2:f");
        stack::set_prepare(&ctx, None);
        let error: Value = ctx.eval("new RangeError('x')").unwrap();
        let sites = stack::call_sites(&ctx, 0, 5).unwrap();
        assert_eq!(
            text(stack::default_text(&error, sites.as_value()).unwrap().as_value()),
            "RangeError: x"
        );
    });
}

#[test]
fn call_sites_of_the_current_stack() {
    with(|ctx| {
        let sites = Function::new(ctx.clone(), |ctx: Ctx<'_>| -> String {
            let sites: Array = stack::call_sites(&ctx, 1, 2).unwrap();
            let names: Vec<String> =
                sites.iter::<Value>().map(|site| text(&site.unwrap())).collect();
            let caller = stack::caller_location(&ctx, 1).unwrap().unwrap();
            format!("{} | {}:{}:{}", names.join(" < "), caller.file, caller.line, caller.column)
        })
        .unwrap();
        ctx.globals().set("sites", sites).unwrap();
        assert_eq!(
            run(
                &ctx,
                "function a() { return sites() }\nfunction b() { return a() }\nfunction c() { return b() }\nreturn c()"
            ),
            "b (/t.js:2:23) < c (/t.js:3:23) | /t.js:2:23"
        );
    });
}

#[test]
fn asynchronous_frames() {
    with(|ctx| {
        run(
            &ctx,
            "async function inner() { await 1; throw new Error('x') }\n\
             async function mid() { await inner() }\n\
             async function all() { await Promise.all([1, inner()]) }\n\
             globalThis.out = [];\n\
             mid().catch((e) => out.push(e.stack)); all().catch((e) => out.push(e.stack)); return ''",
        );
        drain(&ctx);
        assert_eq!(
            show(&ctx, "out.join('\\n')"),
            "Error: x\n    at inner (/t.js:1:41)\n    at async mid (/t.js:2:24)\n\
             Error: x\n    at inner (/t.js:1:41)\n    at async Promise.all (index 1)\n    at async all (/t.js:3:24)"
        );
    });
}

#[test]
fn eval_frames() {
    with(|ctx| {
        assert_eq!(
            run(&ctx, "function f() { return eval('new Error(1).stack') }\nreturn f()"),
            "Error: 1\n    at eval (eval at f (/t.js:1:23), <anonymous>:1:1)\n    at f (/t.js:1:23)\n    at /t.js:2:8"
        );
        assert_eq!(
            run(&ctx, "return new Function('return new Error(1).stack')()"),
            "Error: 1\n    at eval (eval at <anonymous> (/t.js:1:8), <anonymous>:3:8)\n    at /t.js:1:49"
        );
    });
}

#[test]
fn positions_of_errors() {
    with(|ctx| {
        let error: Value = ctx.eval("try { eval('1 +\\n  )') } catch (e) { e }").unwrap();
        let position = stack::error_position(&error).unwrap().unwrap();
        assert_eq!((position.line, position.column), (2, 3));
        let failed =
            scripts::compile_function(&ctx, &[], "let a;\nlet a;", &Origin::new("/bad.js"));
        assert!(failed.is_err());
        let position = stack::error_position(&ctx.catch()).unwrap().unwrap();
        assert_eq!((position.file.as_str(), position.line), ("/bad.js", 2));
        let function =
            ok(&ctx, scripts::compile_function(&ctx, &[], "\n  null.x", &Origin::new("/run.js")));
        assert!(function.call::<_, Value>(()).is_err());
        let error = ctx.catch();
        let position = stack::error_position(&error).unwrap().unwrap();
        assert_eq!((position.file.as_str(), position.line, position.column), ("/run.js", 2, 8));
        let _ = error.as_object().unwrap().get::<_, Value>("stack").unwrap();
        assert_eq!(
            stack::error_position(&error).unwrap().unwrap(),
            position,
            "also after formatting"
        );
    });
}
