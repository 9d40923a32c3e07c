//! Promises, microtasks, hooks, the continuation slot.

mod support;

use kernelet_quickjs::{
    continuation, memory,
    promises::{self, Hooks},
    rquickjs::{Function, Value},
};
use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
};
use support::{drain, ok, show, text, with};

#[test]
fn microtasks_report_exceptions_and_go_on() {
    with(|ctx| {
        let tasks: Vec<Function> = ctx
            .eval("var log = []; [() => log.push(1), () => { throw new Error('two') }, () => log.push(3)]")
            .unwrap();
        for task in &tasks {
            promises::enqueue_microtask(&ctx, task).unwrap();
        }
        let mut seen = Vec::new();
        let flow = promises::run_microtasks(&ctx, |error| {
            seen.push(text(&error));
            ControlFlow::Continue(())
        });
        assert_eq!(flow, ControlFlow::Continue(()));
        assert_eq!(seen, ["Error: two"]);
        assert_eq!(show(&ctx, "log.join()"), "1,3");
        for task in &tasks {
            promises::enqueue_microtask(&ctx, task).unwrap();
        }
        let flow = promises::run_microtasks(&ctx, |_| ControlFlow::Break(()));
        assert_eq!(flow, ControlFlow::Break(()));
        drain(&ctx);
        assert_eq!(show(&ctx, "log.join()"), "1,3,1,3");
    });
}

#[test]
fn rejections_are_tracked() {
    with(|ctx| {
        let tracker: Function = ctx
            .eval("var log = []; (event, promise, reason) => { log.push(event + ':' + reason) }")
            .unwrap();
        promises::set_rejection_tracker(&ctx, Some(&tracker));
        show(
            &ctx,
            "var p = Promise.reject(1); p.catch(() => 0); Promise.resolve(2).then(() => { throw 3 }); ''",
        );
        show(&ctx, "new Promise((resolve, reject) => { resolve(4); reject(5); resolve(6); }); ''");
        drain(&ctx);
        assert_eq!(show(&ctx, "log.join()"), "0:1,1:undefined,2:5,3:6,0:3");
        let throwing: Function = ctx.eval("() => { throw new Error('tracker') }").unwrap();
        promises::set_rejection_tracker(&ctx, Some(&throwing));
        show(&ctx, "Promise.reject(1); ''");
        drain(&ctx);
        promises::set_rejection_tracker(&ctx, None);
    });
}

#[test]
fn hooks_see_reactions_and_awaits() {
    with(|ctx| {
        let make = |name: &str| -> Function {
            ctx.eval(format!(
                "(p, parent) => {{ log.push('{name}' + id(p) + (parent ? '<' + id(parent) : '')) }}"
            ))
            .unwrap()
        };
        show(
            &ctx,
            "var log = [], ids = new Map(); function id(p) { if (!ids.has(p)) ids.set(p, ids.size + 1); return ids.get(p) } ''",
        );
        let hooks = Hooks {
            init: Some(make("init")),
            before: Some(make("before")),
            after: Some(make("after")),
            settled: Some(make("resolve")),
        };
        promises::set_hooks(&ctx, &hooks, None);
        show(&ctx, "Promise.resolve(1).then(() => log.push('body')); ''");
        drain(&ctx);
        // V8 prints the same for the same program.
        assert_eq!(
            show(&ctx, "log.join(' ')"),
            "init1 resolve1 init2<1 before2 body resolve2 after2"
        );
        show(
            &ctx,
            "log.length = 0; ids.clear(); (async () => { await 1; log.push('resumed') })(); ''",
        );
        drain(&ctx);
        let seen = show(&ctx, "log.join(' ')");
        assert!(seen.contains("before1 resumed resolve1 after1"), "{seen}");
        promises::set_hooks(&ctx, &Hooks::default(), None);
        show(&ctx, "log.length = 0; Promise.resolve(); ''");
        assert_eq!(show(&ctx, "log.length"), "0");
    });
}

#[test]
fn a_throwing_hook_disturbs_nobody() {
    with(|ctx| {
        let throwing: Function = ctx.eval("() => { throw new Error('hook') }").unwrap();
        let failed: Function =
            ctx.eval("var failures = []; (e) => { failures.push(e.message); throw e }").unwrap();
        let hooks = Hooks {
            init: Some(throwing.clone()),
            before: Some(throwing.clone()),
            after: Some(throwing.clone()),
            settled: Some(throwing),
        };
        for on_failure in [None, Some(&failed)] {
            promises::set_hooks(&ctx, &hooks, on_failure);
            show(
                &ctx,
                "var out = []; (async () => { await null; try { await Promise.reject(1) } catch (e) { out.push(e) } \
                 return { then(f) { f(2) } } })().then((v) => out.push(v)); \
                 Promise.reject(3).finally(() => { throw 4 }).catch((e) => out.push(e)); ''",
            );
            drain(&ctx);
            assert_eq!(show(&ctx, "out.sort().join()"), "1,2,4");
        }
        promises::set_hooks(&ctx, &Hooks::default(), None);
        let count: i32 = ctx.eval("failures.length").unwrap();
        assert!(count > 10, "{count}");
    });
}

#[test]
fn the_continuation_follows_asynchronous_code() {
    with(|ctx| {
        ctx.globals()
            .set(
                "get",
                Function::new(ctx.clone(), |ctx: kernelet_quickjs::rquickjs::Ctx<'_>| {
                    text(&continuation::get(&ctx))
                }),
            )
            .unwrap();
        let run = |value: i32, source: &str| {
            continuation::set(&ctx, &Value::new_int(ctx.clone(), value));
            ok(&ctx, ctx.eval::<Value, _>(source));
        };
        show(&ctx, "var log = []; var stored; ''");
        run(
            1,
            "(async () => { await null; log.push('await' + get()); await null; log.push('again' + get()) })()",
        );
        run(2, "Promise.resolve().then(() => log.push('then' + get()))");
        run(3, "Promise.resolve({ then(f) { log.push('thenable' + get()); f() } })");
        run(4, "new Promise((r) => { stored = r }).then(() => log.push('late' + get()))");
        continuation::set(&ctx, &Value::new_int(ctx.clone(), 5));
        let task: Function = ctx.eval("() => log.push('micro' + get())").unwrap();
        promises::enqueue_microtask(&ctx, &task).unwrap();
        continuation::set(&ctx, &Value::new_int(ctx.clone(), 6));
        show(&ctx, "stored(); ''");
        drain(&ctx);
        assert_eq!(text(&continuation::get(&ctx)), "6", "restored after every job");
        assert_eq!(show(&ctx, "log.sort().join()"), "again1,await1,late4,micro5,then2,thenable3");
    });
}

#[test]
fn the_interrupt_handler_stops_a_loop_and_leaves_nothing_behind() {
    static STOP: AtomicBool = AtomicBool::new(true);
    with(|ctx| {
        memory::set_interrupt_handler(&ctx, Some(|| STOP.load(Ordering::Relaxed)));
        let result = ctx.eval::<Value, _>("try { for (;;) {} } catch { 'caught' } finally { 1 }");
        assert!(result.is_err());
        assert!(ctx.catch().is_uncatchable_error());
        show_async(&ctx);
        STOP.store(false, Ordering::Relaxed);
        assert_eq!(
            show(&ctx, "let sum = 0; for (let i = 0; i < 50000; i++) sum += i; sum"),
            "1249975000"
        );
        memory::set_interrupt_handler(&ctx, None);
    });

    fn show_async(ctx: &kernelet_quickjs::rquickjs::Ctx<'_>) {
        let task: Function = ctx.eval("() => { for (;;) {} }").unwrap();
        promises::enqueue_microtask(ctx, &task).unwrap();
        let flow = promises::run_microtasks(ctx, |_| ControlFlow::Continue(()));
        assert_eq!(flow, ControlFlow::Break(()));
        assert!(!ctx.has_exception());
    }
}

#[test]
fn what_is_weakly_held_goes_late() {
    with(|ctx| {
        show(&ctx, "var log = []; var weak = new WeakRef({ x: 1 }); ''");
        assert_eq!(show(&ctx, "weak.deref().x"), "1");
        show(
            &ctx,
            "var registry = new FinalizationRegistry((held) => log.push(held)); registry.register({}, 'a'); \
             registry.register({}, 'b'); ''",
        );
        drain(&ctx);
        assert_eq!(show(&ctx, "weak.deref().x + log.join()"), "1");
        memory::collect_garbage(&ctx);
        assert_eq!(show(&ctx, "weak.deref() + log.join()"), "undefined");
        drain(&ctx);
        assert_eq!(show(&ctx, "log.join()"), "a,b");
        show(&ctx, "registry.register({}, 'never told'); new WeakRef({}); ''");
    });
}
