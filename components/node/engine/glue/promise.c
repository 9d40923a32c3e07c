/*
 * Promises: microtasks, hooks and rejections, told to JavaScript functions in slots.
 */

static JSValue kernelet_microtask(JSContext *ctx, int argc, JSValueConst *argv)
{
    JSValue outer = kernelet_continuation_enter(ctx, argv[1]);
    JSValue result = JS_Call(ctx, argv[0], JS_UNDEFINED, 0, NULL);

    kernelet_continuation_leave(ctx, outer);
    return result;
}

int kernelet_enqueue_microtask(JSContext *ctx, JSValueConst callback)
{
    JSValueConst args[2] = { callback, safe_const(ctx->rt->kernelet.continuation) };

    return JS_EnqueueJob(ctx, kernelet_microtask, 2, args);
}

/*
 * 0: nothing to run; 1: one ran; 2: one threw, its exception is pending;
 * 3: one was stopped by an uncatchable error, which was cleared.
 */
int kernelet_run_one_microtask(JSContext *ctx)
{
    JSContext *job_context;
    int status = JS_ExecutePendingJob(ctx->rt, &job_context);

    if (status == 0)
        kernelet_clear_kept(ctx->rt);
    if (status >= 0)
        return status;
    if (JS_IsUncatchableError(ctx->rt->current_exception)) {
        JS_FreeValue(ctx, JS_GetException(ctx));
        return 3;
    }
    return 2;
}

/*
 * Calls a host callback whose failure must not reach the code that is running:
 * a pending exception is put aside, what the callback throws goes to the
 * failure slot, if there is one. An uncatchable error stays pending.
 */
static void kernelet_call_guarded(JSContext *ctx, JSValueConst callback, int argc,
                                  JSValueConst *argv, JSValueConst on_failure)
{
    bool had_exception = JS_HasException(ctx);
    JSValue saved = JS_UNDEFINED;
    JSValue result, error;

    if (had_exception)
        saved = JS_GetException(ctx);
    result = JS_Call(ctx, callback, JS_UNDEFINED, argc, argv);
    if (JS_IsException(result)) {
        error = JS_GetException(ctx);
        if (JS_IsFunction(ctx, on_failure) && !JS_IsUncatchableError(error)) {
            JSValueConst failure[1] = { safe_const(error) };
            JSValue ignored = JS_Call(ctx, on_failure, JS_UNDEFINED, 1, failure);

            if (JS_IsException(ignored))
                JS_FreeValue(ctx, JS_GetException(ctx));
            else
                JS_FreeValue(ctx, ignored);
        }
        JS_FreeValue(ctx, error);
    } else {
        JS_FreeValue(ctx, result);
    }
    if (had_exception)
        JS_Throw(ctx, saved);
}

static void kernelet_promise_hook(JSContext *ctx, JSPromiseHookType type, JSValueConst promise,
                                  JSValueConst parent, void *opaque)
{
    static const int slots[] = {
        [JS_PROMISE_HOOK_INIT] = KERNELET_SLOT_HOOK_INIT,
        [JS_PROMISE_HOOK_BEFORE] = KERNELET_SLOT_HOOK_BEFORE,
        [JS_PROMISE_HOOK_AFTER] = KERNELET_SLOT_HOOK_AFTER,
        [JS_PROMISE_HOOK_RESOLVE] = KERNELET_SLOT_HOOK_SETTLED,
    };
    KerneletState *state = &ctx->rt->kernelet;
    JSValueConst callback = kernelet_slot(ctx, slots[type]);
    JSValueConst args[2] = { promise, parent };
    JSValue held;

    if (state->in_promise_hook || !JS_IsFunction(ctx, callback))
        return;
    /* the hook may replace itself */
    held = js_dup(callback);
    state->in_promise_hook = true;
    kernelet_call_guarded(ctx, safe_const(held), type == JS_PROMISE_HOOK_INIT ? 2 : 1, args,
                          kernelet_slot(ctx, KERNELET_SLOT_HOOK_FAILED));
    state->in_promise_hook = false;
    JS_FreeValue(ctx, held);
}

/* Switches the engine's hook on only while somebody listens: it costs at every promise. */
void kernelet_promise_hooks_changed(JSContext *ctx)
{
    bool any = false;
    int slot;

    for (slot = KERNELET_SLOT_HOOK_INIT; slot <= KERNELET_SLOT_HOOK_SETTLED; slot++)
        any |= JS_IsFunction(ctx, kernelet_slot(ctx, slot));
    JS_SetPromiseHook(ctx->rt, any ? kernelet_promise_hook : NULL, NULL);
}

/* V8's numbers. */
enum {
    KERNELET_REJECT_WITH_NO_HANDLER = 0,
    KERNELET_HANDLER_ADDED_AFTER_REJECT = 1,
    KERNELET_REJECT_AFTER_RESOLVED = 2,
    KERNELET_RESOLVE_AFTER_RESOLVED = 3,
};

static void kernelet_rejection_event(JSContext *ctx, int event, JSValueConst promise,
                                     JSValueConst reason)
{
    JSValueConst callback = kernelet_slot(ctx, KERNELET_SLOT_REJECTION_TRACKER);
    JSValueConst args[3] = { js_int32(event), promise, reason };
    JSValue held;

    if (!JS_IsFunction(ctx, callback))
        return;
    held = js_dup(callback);
    kernelet_call_guarded(ctx, safe_const(held), 3, args, JS_UNDEFINED);
    JS_FreeValue(ctx, held);
}

static void kernelet_rejection_tracker(JSContext *ctx, JSValueConst promise, JSValueConst reason,
                                       bool is_handled, void *opaque)
{
    kernelet_rejection_event(ctx,
                             is_handled ? KERNELET_HANDLER_ADDED_AFTER_REJECT
                                        : KERNELET_REJECT_WITH_NO_HANDLER,
                             promise, is_handled ? JS_UNDEFINED : reason);
}

void kernelet_rejection_tracker_changed(JSContext *ctx)
{
    bool any = JS_IsFunction(ctx, kernelet_slot(ctx, KERNELET_SLOT_REJECTION_TRACKER));

    JS_SetHostPromiseRejectionTracker(ctx->rt, any ? kernelet_rejection_tracker : NULL, NULL);
}

/* A settled promise was resolved or rejected once more: Node's 'multipleResolves'. */
static void kernelet_settled_again(JSContext *ctx, JSValueConst promise, JSValueConst value,
                                   bool is_reject)
{
    if (!ctx->rt->host_promise_rejection_tracker)
        return;
    kernelet_rejection_event(ctx,
                             is_reject ? KERNELET_REJECT_AFTER_RESOLVED
                                       : KERNELET_RESOLVE_AFTER_RESOLVED,
                             promise, value);
}

/*
 * The promise a reaction works for, borrowed: that of its capability or, for an
 * await, that of the async function. JS_UNDEFINED when it has none.
 */
static JSValueConst kernelet_reaction_promise(JSValueConst resolve, JSValueConst handler)
{
    JSObject *p;

    if (JS_IsUndefined(resolve) && JS_VALUE_GET_TAG(handler) == JS_TAG_OBJECT) {
        p = JS_VALUE_GET_OBJ(handler);
        if ((p->class_id == JS_CLASS_ASYNC_FUNCTION_RESOLVE ||
             p->class_id == JS_CLASS_ASYNC_FUNCTION_REJECT) &&
            p->u.async_function_data)
            resolve = safe_const(p->u.async_function_data->resolving_funcs[0]);
    }
    if (JS_VALUE_GET_TAG(resolve) != JS_TAG_OBJECT)
        return JS_UNDEFINED;
    p = JS_VALUE_GET_OBJ(resolve);
    if (p->class_id != JS_CLASS_PROMISE_RESOLVE_FUNCTION || !p->u.promise_function_data)
        return JS_UNDEFINED;
    return safe_const(p->u.promise_function_data->promise);
}

static void kernelet_reaction_hook(JSContext *ctx, JSPromiseHookType type, JSValueConst resolve,
                                   JSValueConst handler)
{
    JSRuntime *rt = ctx->rt;
    JSValueConst promise;

    if (!rt->promise_hook)
        return;
    promise = kernelet_reaction_promise(resolve, handler);
    if (!JS_IsUndefined(promise))
        rt->promise_hook(ctx, type, promise, JS_UNDEFINED, rt->promise_hook_opaque);
}
