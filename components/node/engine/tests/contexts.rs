//! Realms and joined global objects. The support frees the runtime, which asserts that a realm goes
//! with its last reference.

mod support;

use kernelet_quickjs::{
    bytes,
    contexts::Realm,
    rquickjs::{Ctx, Object, Value},
    scripts::{Origin, Script},
};
use support::{describe, ok, show, text, with};

fn joined<'js>(ctx: &Ctx<'js>, sandbox: &str) -> (Realm<'js>, Object<'js>) {
    let sandbox: Object<'js> = ok(ctx, ctx.eval(format!("globalThis.sandbox = {sandbox}")));
    let realm = ok(ctx, Realm::new(ctx, false));
    ok(ctx, realm.join(&sandbox));
    (realm, sandbox)
}

fn run(realm: &Realm<'_>, source: &str) -> String {
    realm.enter(|inside| {
        let script = Script::compile(inside, source, &Origin::new("inside.js"));
        match script.and_then(|script| script.run(inside)) {
            Ok(value) => text(&value),
            Err(error) => describe(inside, error),
        }
    })
}

#[test]
fn sandbox_and_global_are_one() {
    with(|ctx| {
        let (realm, _) = joined(&ctx, "{ x: 1 }");
        assert_eq!(
            run(&realm, "var y = x + 1; z = 3; function f() { return late } x = 10; y"),
            "2"
        );
        assert_eq!(show(&ctx, "JSON.stringify([sandbox.x, sandbox.y, sandbox.z])"), "[10,2,3]");
        show(&ctx, "sandbox.late = 'later'");
        assert_eq!(run(&realm, "f() + typeof Array + (this === globalThis)"), "laterfunctiontrue");
        assert_eq!(show(&ctx, "typeof globalThis.z"), "undefined");
        show(&ctx, "sandbox.Array = 5");
        assert_eq!(run(&realm, "Array"), "5");
        show(&ctx, "delete sandbox.Array");
        assert_eq!(run(&realm, "typeof Array + delete z + typeof z"), "functiontrueundefined");
        assert_eq!(
            run(&realm, "'use strict'; nowhere = 1"),
            "ReferenceError: nowhere is not defined"
        );
        assert_eq!(run(&realm, "nowhere"), "ReferenceError: nowhere is not defined");
    });
}

#[test]
fn accessors_and_constants_keep_their_nature() {
    with(|ctx| {
        let (realm, _) = joined(
            &ctx,
            "Object.defineProperty({ get a() { return 7 }, set b(v) { this.c = v } }, 'k', { value: 1 })",
        );
        assert_eq!(run(&realm, "b = a; k = 2; [c, k].join()"), "7,1");
        assert_eq!(run(&realm, "'use strict'; k = 2"), "TypeError: Cannot redefine property: k");
        assert_eq!(run(&realm, "let l = 1; var v; typeof l"), "number");
        assert_eq!(
            run(&realm, "let v = 1"),
            "SyntaxError: Identifier 'v' has already been declared"
        );
    });
}

#[test]
fn a_realm_can_refuse_code_from_strings() {
    with(|ctx| {
        let realm = ok(&ctx, Realm::new(&ctx, true));
        let refusal = "EvalError: Code generation from strings disallowed for this context";
        for source in ["eval('1')", "(0, eval)('1')", "Function('return 1')()"] {
            assert_eq!(run(&realm, source), refusal);
        }
        assert_eq!(run(&realm, "eval(1)"), "1");
    });
}

#[test]
fn own_microtasks_leave_those_of_others() {
    with(|ctx| {
        let (realm, _) = joined(&ctx, "{ log: [] }");
        show(&ctx, "Promise.resolve().then(() => sandbox.log.push('outer'))");
        run(&realm, "Promise.resolve().then(() => log.push('inner'))");
        ok(&ctx, realm.run_own_microtasks());
        assert_eq!(show(&ctx, "sandbox.log.join()"), "inner");
        support::drain(&ctx);
        assert_eq!(show(&ctx, "sandbox.log.join()"), "inner,outer");
    });
}

#[test]
fn other_values_are_no_realms() {
    with(|ctx| {
        for source in ["1", "({})", "(() => {})"] {
            let value: Value<'_> = ok(&ctx, ctx.eval(source));
            assert!(Realm::from_value(value).is_err(), "{source}");
        }
    });
}

#[test]
fn foreign_memory_is_not_taken_away() {
    with(|ctx| {
        let mut memory = [1_u8, 2, 3];
        // SAFETY: the memory outlives the detached buffer.
        let buffer = ok(&ctx, unsafe { bytes::foreign_array_buffer(&ctx, memory.as_mut_ptr(), 3) });
        ok(&ctx, ctx.globals().set("buffer", buffer.clone()));
        for source in ["buffer.transfer()", "buffer.transfer(10)", "buffer.transfer(0)"] {
            assert!(support::thrown(&ctx, source).starts_with("TypeError"), "{source}");
        }
        show(&ctx, "new Uint8Array(buffer)[1] = 9");
        assert_eq!(memory, [1, 9, 3]);
        bytes::detach(buffer.as_value());
        assert_eq!(show(&ctx, "buffer.byteLength"), "0");
    });
}
