//! Recursion, memory, seeds: nothing a program does may overflow the native stack.

mod support;

use kernelet_quickjs::{memory, random, rquickjs::Value};
use support::{show, thrown, with};

const TOO_DEEP: &str = "RangeError: Maximum call stack size exceeded";

#[test]
fn deep_recursion_is_a_range_error() {
    with(|ctx| {
        for source in [
            "(function f() { f() })()",
            "(function g() { [1].map(g) })()",
            "let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; JSON.stringify(o)",
            "JSON.parse('['.repeat(1e6))",
            "var a = []; for (let i = 0; i < 1e5; i++) a = [a]; a.flat(Infinity)",
            "var a = []; for (let i = 0; i < 1e5; i++) a = [a]; String(a)",
            "var f = () => 1; for (let i = 0; i < 1e4; i++) f = f.bind(null); f()",
            "var p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x",
            "new Function('('.repeat(1e5))",
            "new Function('['.repeat(1e5))",
            "new Function('{'.repeat(1e5))",
            "new Function('!'.repeat(1e5) + 'a')",
            "new Function('a=>'.repeat(1e5) + 'a')",
            "const t = { toString() { return String(t) } }; String(t)",
            "const h = { get(t, k, r) { return r[k] } }; new Proxy({}, h).x",
        ] {
            assert_eq!(thrown(&ctx, source), TOO_DEEP, "{source}");
        }
        let deep = thrown(&ctx, "new RegExp('(?:'.repeat(1e6))");
        assert!(deep.ends_with("Regular expression too large"), "{}", &deep[deep.len() - 60..]);
        // Catching it leaves a working engine.
        assert_eq!(
            show(
                &ctx,
                "let n = 0; try { (function f() { n++; f() })() } catch (e) { n > 100 && e instanceof RangeError }"
            ),
            "true"
        );
    });
}

#[test]
fn deep_structures_are_freed() {
    with(|ctx| {
        for source in [
            "let l = null; for (let i = 0; i < 1e6; i++) l = { l }; l = null",
            "let a = []; for (let i = 0; i < 1e6; i++) a = [a]; a = null",
            "let c = () => 0; for (let i = 0; i < 2e5; i++) { const g = c; c = () => g } c = null",
            "let m = new Map; for (let i = 0; i < 2e5; i++) m = new Map([[1, m]]); m = null",
            "let p = Promise.resolve(); for (let i = 0; i < 1e5; i++) p = p.then(() => 1); p = null",
            "let e = null; for (let i = 0; i < 1e5; i++) e = new Error('x', { cause: e }); e = null",
            "let y = {}; for (let i = 0; i < 2e5; i++) y = new Proxy(y, {}); y = null",
        ] {
            show(&ctx, &format!("{{ {source} }} ''"));
        }
        support::drain(&ctx);
        memory::collect_garbage(&ctx);
    });
}

#[test]
fn memory_limits() {
    with(|ctx| {
        let before = memory::usage(&ctx);
        assert!(before.heap_total >= before.heap_used && before.objects > 100);
        let buffer: Value = ctx.eval("new ArrayBuffer(100000)").unwrap();
        assert_eq!(memory::usage(&ctx).array_buffers, before.array_buffers + 100_000);
        drop(buffer);
        assert!(memory::allocated(&ctx) > 10_000);
        memory::set_limit(&ctx, 16 << 20);
        assert_eq!(
            thrown(&ctx, "new ArrayBuffer(100e6)"),
            "RangeError: Array buffer allocation failed"
        );
        assert_eq!(thrown(&ctx, "'x'.repeat(100e6)"), "RangeError: Invalid string length");
        assert!(!memory::out_of_memory(&ctx));
        let error = thrown(&ctx, "const all = []; for (;;) all.push({ a: [1] })");
        assert!(error.contains("out of memory"), "{error}");
        assert!(memory::out_of_memory(&ctx));
        memory::set_limit(&ctx, 0);
        assert_eq!(show(&ctx, "new ArrayBuffer(1e6).byteLength"), "1000000");
    });
}

#[test]
fn buffers_transfer_to_nothing_and_back() {
    with(|ctx| {
        assert_eq!(
            show(
                &ctx,
                "const b = new ArrayBuffer(8); const c = b.transfer(0); c.byteLength + ':' + b.detached"
            ),
            "0:true"
        );
        let array = kernelet_quickjs::bytes::uint8_array(&ctx, vec![1; 64]).unwrap();
        ctx.globals().set("given", array).unwrap();
        assert_eq!(show(&ctx, "given.buffer.transfer(0).byteLength"), "0");
    });
}

#[test]
fn seeds() {
    with(|ctx| {
        let numbers = |seed| {
            random::reseed(&ctx, seed);
            show(&ctx, "[Math.random(), Math.random()].join()")
        };
        assert_eq!(numbers(7), numbers(7));
        assert_ne!(numbers(7), numbers(8));
        assert_ne!(numbers(0), "0,0");
    });
}
