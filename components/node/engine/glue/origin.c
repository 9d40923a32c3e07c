/*
 * Origins: where a compilation came from. See KerneletOrigin in kernelet.h.
 */

static KerneletOrigin *kernelet_origin_dup(KerneletOrigin *origin)
{
    if (origin)
        origin->ref_count++;
    return origin;
}

static void kernelet_origin_free(JSRuntime *rt, KerneletOrigin *origin)
{
    if (!origin || --origin->ref_count > 0)
        return;
    JS_FreeAtomRT(rt, origin->host_defined);
    JS_FreeValueRT(rt, origin->eval_origin);
    js_free_rt(rt, origin);
}

static KerneletOrigin *kernelet_origin_new(JSContext *ctx, JSAtom host_defined)
{
    KerneletOrigin *origin = js_mallocz(ctx, sizeof(*origin));

    if (!origin)
        return NULL;
    origin->ref_count = 1;
    origin->host_defined = JS_DupAtom(ctx, host_defined);
    origin->eval_origin = JS_UNDEFINED;
    return origin;
}

/*
 * Asks the next compilation to use that origin: host_defined is a symbol or
 * undefined. Lines and columns count from 0.
 */
static int kernelet_origin_request(JSContext *ctx, JSValueConst host_defined, int line, int column)
{
    KerneletState *state = &ctx->rt->kernelet;
    JSAtom atom = JS_ATOM_NULL;

    if (JS_VALUE_GET_TAG(host_defined) == JS_TAG_SYMBOL) {
        atom = js_symbol_to_atom(ctx, host_defined); /* borrowed */
    } else if (!JS_IsUndefined(host_defined)) {
        JS_ThrowTypeError(ctx, "The host-defined option must be a symbol");
        return -1;
    }
    kernelet_origin_free(ctx->rt, state->requested_origin);
    state->requested_origin = kernelet_origin_new(ctx, atom);
    if (!state->requested_origin)
        return -1;
    state->requested_line = line;
    state->requested_column = column;
    return 0;
}

/* The bytecode of the innermost JavaScript function that is running, or NULL. */
static JSFunctionBytecode *kernelet_current_bytecode(JSContext *ctx)
{
    JSStackFrame *sf;

    for (sf = ctx->rt->current_stack_frame; sf; sf = sf->prev_frame) {
        JSObject *p;

        if (JS_VALUE_GET_TAG(sf->cur_func) != JS_TAG_OBJECT)
            continue;
        p = JS_VALUE_GET_OBJ(sf->cur_func);
        if (js_class_has_bytecode(p->class_id))
            return p->u.func.function_bytecode;
    }
    return NULL;
}

/*
 * Begins a compilation: what was requested, or for eval and `new Function` an
 * origin that inherits from the caller. Answers the compilation that is
 * interrupted by this one, for kernelet_origin_leave.
 */
static KerneletOrigin *kernelet_origin_enter(JSContext *ctx, int eval_type)
{
    KerneletState *state = &ctx->rt->kernelet;
    KerneletOrigin *outer = state->origin;
    JSFunctionBytecode *b;

    state->origin = state->requested_origin;
    state->requested_origin = NULL;
    if (state->origin)
        return outer;
    if (eval_type != JS_EVAL_TYPE_DIRECT && eval_type != JS_EVAL_TYPE_INDIRECT)
        return outer;
    b = kernelet_current_bytecode(ctx);
    state->origin = kernelet_origin_new(ctx, b && b->origin ? b->origin->host_defined
                                                            : JS_ATOM_NULL);
    if (state->origin)
        state->origin->eval_origin = kernelet_eval_origin(ctx);
    return outer;
}

static void kernelet_origin_leave(JSContext *ctx, KerneletOrigin *outer)
{
    KerneletState *state = &ctx->rt->kernelet;

    kernelet_origin_free(ctx->rt, state->origin);
    state->origin = outer;
    state->requested_line = 0;
    state->requested_column = 0;
}

/* The host-defined option of running code, as a value. */
static JSValue kernelet_host_defined(JSContext *ctx, KerneletOrigin *origin)
{
    if (!origin || origin->host_defined == JS_ATOM_NULL)
        return JS_UNDEFINED;
    return JS_AtomToValue(ctx, origin->host_defined);
}
