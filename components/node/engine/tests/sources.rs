//! Modules, scripts, compiled functions, bytecode.

mod support;

use kernelet_quickjs::{
    bytecode::{self, Strip},
    modules::{self, Module, Status},
    rquickjs::{Ctx, Function, Object, Symbol, Value},
    scripts::{self, Goal, Origin, Script},
};
use support::{describe, drain, ok, show, text, with};

fn compile<'js>(ctx: &Ctx<'js>, url: &str, source: &str) -> Module<'js> {
    ok(ctx, Module::compile(ctx, source, &Origin::new(url)))
}

fn symbol<'js>(ctx: &Ctx<'js>, name: &str) -> Symbol<'js> {
    ctx.eval(format!("Symbol('{name}')")).unwrap()
}

#[test]
fn a_graph_is_linked_by_hand() {
    with(|ctx| {
        let main = compile(
            &ctx,
            "file:///main.mjs",
            "import { a, bump } from './a.mjs' with { type: 'x' }; import * as all from './a.mjs'; \
             export { a as again } from './a.mjs'; bump(); globalThis.seen = a + ':' + Object.keys(all);",
        );
        let dependency =
            compile(&ctx, "file:///a.mjs", "export let a = 1; export function bump() { a++ }");
        let requests = main.requests().unwrap();
        let specifiers: Vec<String> =
            requests.iter().map(|request| text(&request.specifier)).collect();
        assert_eq!(specifiers, ["./a.mjs", "./a.mjs"], "with and without attributes");
        let attributes = requests[0].attributes.as_object().unwrap();
        assert_eq!(attributes.get::<_, String>("type").unwrap(), "x");
        assert!(requests[1].attributes.is_undefined());
        assert_eq!(main.status(), Status::Uninstantiated);
        assert!(!main.is_linked());
        assert!(main.instantiate().is_err(), "not linked");
        assert!(describe(&ctx, kernelet_quickjs::rquickjs::Error::Exception).contains("./a.mjs"));
        assert!(main.evaluate().is_err());
        ctx.catch();
        assert!(main.namespace().is_err());
        ctx.catch();
        assert!(main.link(2, &dependency).is_err());
        ctx.catch();
        for index in 0..2 {
            main.link(index, &dependency).unwrap();
        }
        ok(&ctx, main.instantiate());
        assert_eq!(main.status(), Status::Instantiated);
        let promise = ok(&ctx, main.evaluate());
        assert!(promise.is_promise());
        assert_eq!(main.status(), Status::Evaluated);
        assert_eq!(show(&ctx, "seen"), "2:a,bump");
        assert_eq!(main.evaluate().unwrap(), promise, "the same promise");
        let namespace = main.namespace().unwrap().into_object().unwrap();
        assert_eq!(namespace.get::<_, i32>("again").unwrap(), 2);
        assert_eq!(main.url().unwrap(), "file:///main.mjs");
    });
}

#[test]
fn cycles_errors_and_retries() {
    with(|ctx| {
        let a = compile(
            &ctx,
            "a",
            "import { b } from 'b'; export const a = 1; export const f = () => b;",
        );
        let b = compile(
            &ctx,
            "b",
            "import { a } from 'a'; export const b = 2; export const g = () => a;",
        );
        a.link(0, &b).unwrap();
        b.link(0, &a).unwrap();
        ok(&ctx, a.instantiate());
        ok(&ctx, a.evaluate());
        assert_eq!((a.status(), b.status()), (Status::Evaluated, Status::Evaluated));

        let bad = compile(&ctx, "bad", "import { missing } from 'b';");
        bad.link(0, &b).unwrap();
        for _ in 0..2 {
            let error = bad.instantiate().unwrap_err();
            assert_eq!(
                describe(&ctx, error),
                "SyntaxError: The requested module 'b' does not provide an export named 'missing'"
            );
            assert_eq!(bad.status(), Status::Uninstantiated);
        }

        let throwing = compile(&ctx, "throwing", "throw new Error('at load')");
        ok(&ctx, throwing.instantiate());
        ok(&ctx, throwing.evaluate());
        assert_eq!(throwing.status(), Status::Errored);
        assert_eq!(text(&throwing.error().unwrap()), "Error: at load");
        let outer = compile(&ctx, "outer", "import 'throwing'; globalThis.never = 1");
        outer.link(0, &throwing).unwrap();
        ok(&ctx, outer.instantiate());
        ok(&ctx, outer.evaluate());
        assert_eq!(outer.status(), Status::Errored);
        assert_eq!(show(&ctx, "typeof never"), "undefined");
        assert!(Module::compile(&ctx, "export {", &Origin::new("syntax")).is_err());
        assert!(
            describe(&ctx, kernelet_quickjs::rquickjs::Error::Exception).starts_with("SyntaxError")
        );
    });
}

#[test]
fn top_level_await() {
    with(|ctx| {
        let waiting = compile(&ctx, "w", "export const x = await Promise.resolve(7)");
        let main = compile(&ctx, "m", "import { x } from 'w'; globalThis.got = x");
        main.link(0, &waiting).unwrap();
        ok(&ctx, main.instantiate());
        assert!(
            waiting.has_top_level_await() && !main.has_top_level_await() && main.is_graph_async()
        );
        ok(&ctx, main.evaluate());
        assert_eq!(show(&ctx, "typeof got"), "undefined");
        drain(&ctx);
        assert_eq!(show(&ctx, "got"), "7");
    });
}

#[test]
fn synthetic_modules() {
    with(|ctx| {
        let evaluate: Function = ctx.eval("() => { globalThis.ran = true }").unwrap();
        let names: Vec<Value> = ctx.eval("['default', 'strange name', 'default']").unwrap();
        let module = ok(&ctx, Module::synthetic(&ctx, &Origin::new("node:x"), &names, &evaluate));
        assert!(module.is_synthetic());
        let value = Value::new_int(ctx.clone(), 3);
        assert!(module.set_export(&names[0], &value).is_err(), "not instantiated");
        ctx.catch();
        let main = compile(
            &ctx,
            "m",
            "import d, { 'strange name' as s } from 'node:x'; globalThis.sum = d + s",
        );
        main.link(0, &module).unwrap();
        ok(&ctx, main.instantiate());
        module.set_export(&names[0], &value).unwrap();
        module.set_export(&names[1], &value).unwrap();
        assert!(module.set_export(&ctx.eval("'other'").unwrap(), &value).is_err());
        assert_eq!(
            describe(&ctx, kernelet_quickjs::rquickjs::Error::Exception),
            "ReferenceError: Export 'other' is not defined in module"
        );
        ok(&ctx, main.evaluate());
        assert_eq!(show(&ctx, "sum + ':' + ran"), "6:true");
    });
}

#[test]
fn dynamic_import_and_meta_ask_the_host() {
    with(|ctx| {
        let import: Function = ctx
            .eval("var asked = []; (option, specifier, attributes, referrer) => { \
                   asked.push([option && option.description, specifier, JSON.stringify(attributes), referrer].join('|')); \
                   if (specifier === 'throw') throw new Error('no'); return Promise.resolve({ default: 1 }) }")
            .unwrap();
        modules::set_dynamic_import_callback(&ctx, Some(&import));
        let meta: Function =
            ctx.eval("(option, meta, module) => { meta.url = 'm:' + option.description; asked.push('meta') }").unwrap();
        modules::set_import_meta_callback(&ctx, Some(&meta));
        let origin = Origin::new("file:///same").with_host_defined(symbol(&ctx, "first"));
        let one = ok(
            &ctx,
            Module::compile(
                &ctx,
                "globalThis.one = import.meta.url + import.meta.url; import('a', { with: { type: 'json' } })",
                &origin,
            ),
        );
        let origin = Origin::new("file:///same").with_host_defined(symbol(&ctx, "second"));
        let two = ok(
            &ctx,
            Module::compile(
                &ctx,
                "globalThis.two = import.meta.url; (() => import('b'))(); eval('import(\"c\")'); new Function('import(\"d\")')()",
                &origin,
            ),
        );
        for module in [&one, &two] {
            ok(&ctx, module.instantiate());
            ok(&ctx, module.evaluate());
        }
        assert_eq!(show(&ctx, "one + two"), "m:firstm:firstm:second");
        let origin = Origin::new("/f.js").with_host_defined(symbol(&ctx, "cjs"));
        let function = ok(
            &ctx,
            scripts::compile_function(
                &ctx,
                &[],
                "return import('throw').catch((e) => { asked.push(e.message) })",
                &origin,
            ),
        );
        ok(&ctx, function.call::<_, Value>(()));
        show(&ctx, "import('plain'); ''");
        drain(&ctx);
        assert_eq!(
            show(&ctx, "asked.join(' ')"),
            "meta first|a|{\"type\":\"json\"}|file:///same meta second|b|{}|file:///same \
             second|c|{}|<input> second|d|{}|<input> cjs|throw|{}|/f.js |plain|{}|eval_script no"
        );
    });
}

#[test]
fn many_modules_and_functions_are_freed() {
    with(|ctx| {
        for index in 0..200 {
            let url = format!("m{index}");
            let origin = Origin::new(&url).with_host_defined(symbol(&ctx, &url));
            let module = ok(
                &ctx,
                Module::compile(&ctx, "export const f = () => import.meta; await f()", &origin),
            );
            ok(&ctx, module.instantiate());
            ok(&ctx, module.evaluate());
            ok(&ctx, scripts::compile_function(&ctx, &["a"], "return () => a", &origin));
        }
        drain(&ctx);
        ctx.run_gc();
    });
}

#[test]
fn compiled_functions_keep_the_users_text() {
    with(|ctx| {
        let origin = Origin::new("/app/x.js");
        let function = ok(
            &ctx,
            scripts::compile_function(
                &ctx,
                &["exports", "require"],
                "#!/usr/bin/env node\nif (!require) return 'early';\nreturn typeof new.target + this.x + exports;",
                &origin,
            ),
        );
        ctx.globals().set("f", function).unwrap();
        assert_eq!(show(&ctx, "f(1)"), "early");
        assert_eq!(show(&ctx, "f.call({ x: 'X' }, 1, 2)"), "undefinedX1");
        assert_eq!(show(&ctx, "f.length + f.name"), "2");
        // V8: the text of CompileFunction.
        assert!(
            show(&ctx, "f").starts_with("function (exports, require) {\n#!/usr/bin/env node\nif")
        );
        for body in [
            "} evil(); {",
            "}); evil(); (function () {",
            "return 1 }",
            "/*",
            "'use strict'; with (a) {}",
        ] {
            assert!(scripts::compile_function(&ctx, &["a"], body, &origin).is_err(), "{body}");
            ctx.catch();
        }
        let sloppy = ok(
            &ctx,
            scripts::compile_function(
                &ctx,
                &[],
                "undeclared = 5; return (function () { return this === globalThis })()",
                &origin,
            ),
        );
        assert!(sloppy.call::<_, bool>(()).unwrap());
        assert_eq!(show(&ctx, "undeclared"), "5");
        let using = ok(
            &ctx,
            scripts::compile_function(
                &ctx,
                &[],
                "using x = { [Symbol.dispose]() { globalThis.disposed = 1 } }; return 3",
                &origin,
            ),
        );
        assert_eq!(using.call::<_, i32>(()).unwrap(), 3);
        assert_eq!(show(&ctx, "disposed"), "1");
    });
}

#[test]
fn scripts_run_repeatedly_and_elsewhere() {
    let runtime = kernelet_quickjs::rquickjs::Runtime::new().unwrap();
    let first = kernelet_quickjs::rquickjs::Context::full(&runtime).unwrap();
    let second = kernelet_quickjs::rquickjs::Context::full(&runtime).unwrap();
    first.with(|ctx| {
        let script = ok(
            &ctx,
            Script::compile(
                &ctx,
                "globalThis.n = (globalThis.n ?? 0) + 1; (() => n)()",
                &Origin::new("s.js"),
            ),
        );
        assert_eq!(text(&script.run(&ctx).unwrap()), "1");
        assert_eq!(text(&script.run(&ctx).unwrap()), "2");
        // SAFETY: the second context is alive and of the same runtime, whose lock we hold.
        let other = unsafe { Ctx::from_raw(second_pointer(&second)) };
        assert_eq!(text(&script.run(&other).unwrap()), "1");
        assert!(Script::from_value(Object::new(ctx.clone()).unwrap().into_value()).is_err());
    });
}

fn second_pointer(
    context: &kernelet_quickjs::rquickjs::Context,
) -> std::ptr::NonNull<kernelet_quickjs::qjs::JSContext> {
    context.as_raw()
}

#[test]
fn syntax_checks() {
    with(|ctx| {
        for (source, script, module, common_js) in [
            ("1 + 1", true, true, true),
            ("import x from 'y'", false, true, false),
            ("return 1", false, false, true),
            ("await 1", false, true, false),
            ("const require = 1", true, true, false),
            ("#!shebang\n1", true, true, true),
            ("}{", false, false, false),
        ] {
            assert_eq!(
                scripts::check_syntax(&ctx, source, Goal::Script).unwrap(),
                script,
                "{source}"
            );
            assert_eq!(
                scripts::check_syntax(&ctx, source, Goal::Module).unwrap(),
                module,
                "{source}"
            );
            assert_eq!(
                scripts::check_syntax(&ctx, source, Goal::CommonJs).unwrap(),
                common_js,
                "{source}"
            );
        }
        assert!(scripts::contains_module_syntax(&ctx, "export const x = 1").unwrap());
        assert!(!scripts::contains_module_syntax(&ctx, "module.exports = 1").unwrap());
    });
}

#[test]
fn bytecode_round_trip() {
    with(|ctx| {
        let bytes = ok(
            &ctx,
            bytecode::compile(
                &ctx,
                &["a"],
                "class X { y() { return a + 1 } } return new X().y() + Math.max(1, 2)",
                "lib/x.js",
                Strip::Source,
            ),
        );
        // SAFETY: the bytes come from this build.
        let function = ok(&ctx, unsafe { bytecode::read(&ctx, &bytes) });
        assert_eq!(function.call::<_, i32>((1,)).unwrap(), 4);
        assert!(text(function.as_value()).contains("[native code]"));
        let kept =
            ok(&ctx, bytecode::compile(&ctx, &["a"], "return a", "lib/x.js", Strip::Nothing));
        // SAFETY: as above.
        let function = ok(&ctx, unsafe { bytecode::read(&ctx, &kept) });
        assert_eq!(text(function.as_value()), "function (a) {\nreturn a\n}");
        assert!(bytecode::compile(&ctx, &[], "return (", "x", Strip::Source).is_err());
        ctx.catch();
    });
}
