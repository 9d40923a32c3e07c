/*
 * When objects that are only weakly held go. The engine counts references: without this a target
 * would be gone, and its finalization callback called, at the statement that drops it.
 */

/* AddToKeptObjects of ECMAScript, for the target of a new WeakRef; -1 with an exception pending. */
static int kernelet_keep_during_job(JSContext *ctx, JSValueConst value)
{
    KerneletState *state = &ctx->rt->kernelet;

    if (js_resize_array(ctx, (void **)&state->kept, sizeof(*state->kept), &state->kept_size,
                        state->kept_count + 1))
        return -1;
    state->kept[state->kept_count++] = js_dup(value);
    return 0;
}

/*
 * ClearKeptObjects: the microtasks have run. As in V8 a garbage collection takes the targets, not this
 * moment: what AbortSignal.any() is made of is held weakly only, and must live while it can.
 */
static void kernelet_clear_kept(JSRuntime *rt)
{
    rt->kernelet.kept_cleared = rt->kernelet.kept_count;
}

/* A garbage collection: the targets that are kept no longer go. */
static void kernelet_release_kept(JSRuntime *rt)
{
    KerneletState *state = &rt->kernelet;
    int i, count = state->kept_cleared;

    if (count == 0)
        return;
    /* freeing runs no JavaScript, but it may end in here again through a finalizer of the host */
    state->kept_cleared = 0;
    for (i = 0; i < count; i++)
        JS_FreeValueRT(rt, state->kept[i]);
    state->kept_count -= count;
    memmove(state->kept, state->kept + count, state->kept_count * sizeof(*state->kept));
}

static JSValue kernelet_finalization_job(JSContext *ctx, int argc, JSValueConst *argv)
{
    return JS_Call(ctx, argv[0], JS_UNDEFINED, 1, &argv[1]);
}

/*
 * A target of a FinalizationRegistry is gone. Without memory the callback is not called: the
 * language promises none.
 */
static void kernelet_finalize_later(JSRuntime *rt, JSValueConst callback, JSValueConst held)
{
    KerneletFinalization *entry = js_malloc_rt(rt, sizeof(*entry));

    if (!entry)
        return;
    entry->callback = js_dup(callback);
    entry->held = js_dup(held);
    entry->next = rt->kernelet.finalizations;
    rt->kernelet.finalizations = entry;
}

static void kernelet_free_finalization(JSRuntime *rt, KerneletFinalization *entry)
{
    JS_FreeValueRT(rt, entry->callback);
    JS_FreeValueRT(rt, entry->held);
    js_free_rt(rt, entry);
}

/* The end of a garbage collection: the callbacks become microtasks, oldest first. */
static void kernelet_finalize_now(JSRuntime *rt)
{
    KerneletFinalization *entry, *ordered = NULL, *next;

    kernelet_release_kept(rt);
    entry = rt->kernelet.finalizations;
    rt->kernelet.finalizations = NULL;
    for (; entry; entry = next) {
        next = entry->next;
        entry->next = ordered;
        ordered = entry;
    }
    for (entry = ordered; entry; entry = next) {
        JSValueConst args[2] = { safe_const(entry->callback), safe_const(entry->held) };

        next = entry->next;
        if (rt->kernelet.owner)
            JS_EnqueueJob(rt->kernelet.owner, kernelet_finalization_job, 2, args);
        kernelet_free_finalization(rt, entry);
    }
}

/* The runtime ends: nothing is called any more. */
static void kernelet_weak_free(JSRuntime *rt)
{
    KerneletFinalization *entry, *next;

    kernelet_clear_kept(rt);
    kernelet_release_kept(rt);
    js_free_rt(rt, rt->kernelet.kept);
    rt->kernelet.kept = NULL;
    rt->kernelet.kept_size = 0;
    entry = rt->kernelet.finalizations;
    rt->kernelet.finalizations = NULL;
    for (; entry; entry = next) {
        next = entry->next;
        kernelet_free_finalization(rt, entry);
    }
}
