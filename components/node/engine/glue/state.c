/*
 * The values the engine keeps for Kernelet: their life, and the continuation slot.
 * The first context of a runtime owns them; JS_MarkContext and JS_FreeContext
 * call kernelet_state_mark and kernelet_state_free.
 */

static void kernelet_state_init(JSContext *ctx)
{
    KerneletState *state = &ctx->rt->kernelet;
    int i;

    if (state->owner)
        return;
    state->owner = ctx;
    /* Atomics.wait is allowed on Node's main thread */
    ctx->rt->can_block = true;
    for (i = 0; i < KERNELET_SLOT_COUNT; i++)
        state->slots[i] = JS_UNDEFINED;
    state->continuation = JS_UNDEFINED;
    state->current_promise = JS_UNDEFINED;
}

static void kernelet_state_mark(JSRuntime *rt, JSContext *ctx, JS_MarkFunc *mark_func)
{
    KerneletState *state = &rt->kernelet;
    int i;

    if (state->owner != ctx)
        return;
    for (i = 0; i < KERNELET_SLOT_COUNT; i++)
        JS_MarkValue(rt, state->slots[i], mark_func);
    JS_MarkValue(rt, state->continuation, mark_func);
}

static void kernelet_state_free(JSContext *ctx)
{
    KerneletState *state = &ctx->rt->kernelet;
    int i;

    if (state->owner != ctx)
        return;
    for (i = 0; i < KERNELET_SLOT_COUNT; i++)
        set_value(ctx, &state->slots[i], JS_UNDEFINED);
    set_value(ctx, &state->continuation, JS_UNDEFINED);
    state->owner = NULL;
    JS_FreeAtom(ctx, state->atom_stack_trace_limit);
    JS_FreeAtom(ctx, state->atom_prepare_stack_trace);
    JS_FreeAtom(ctx, state->atom_anonymous);
    state->atom_anonymous = JS_ATOM_NULL;
    state->atom_stack_trace_limit = JS_ATOM_NULL;
    state->atom_prepare_stack_trace = JS_ATOM_NULL;
    /* an engine callback must not look for slots that are gone */
    ctx->rt->promise_hook = NULL;
    ctx->rt->host_promise_rejection_tracker = NULL;
}

/* Borrowed; JS_UNDEFINED when nothing was set. */
static JSValueConst kernelet_slot(JSContext *ctx, int slot)
{
    KerneletState *state = &ctx->rt->kernelet;

    return state->owner ? safe_const(state->slots[slot]) : JS_UNDEFINED;
}

void kernelet_slot_set(JSContext *ctx, int slot, JSValueConst value)
{
    set_value(ctx, &ctx->rt->kernelet.slots[slot], js_dup(value));
}

JSValue kernelet_continuation_get(JSContext *ctx)
{
    return js_dup(ctx->rt->kernelet.continuation);
}

void kernelet_continuation_set(JSContext *ctx, JSValueConst value)
{
    set_value(ctx, &ctx->rt->kernelet.continuation, js_dup(value));
}

/* Begins a job with the continuation it was queued with; answers the one to restore. */
static JSValue kernelet_continuation_enter(JSContext *ctx, JSValueConst value)
{
    KerneletState *state = &ctx->rt->kernelet;
    JSValue outer = state->continuation;

    state->continuation = js_dup(value);
    return outer;
}

static void kernelet_continuation_leave(JSContext *ctx, JSValue outer)
{
    set_value(ctx, &ctx->rt->kernelet.continuation, outer);
}

/*
 * Math.random starts anew. hash_seed stays: the tables of live Maps and Sets
 * were built with it.
 */
void kernelet_reseed(JSContext *ctx, uint64_t seed)
{
    /* xorshift must not start with zero */
    ctx->random_state = seed ? seed : 1;
    xorshift64star(&ctx->random_state);
}
