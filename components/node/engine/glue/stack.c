/*
 * Stacks: frames are recorded when an error is made (record.c), and become text,
 * or call sites for the host or the user, when `error.stack` is read the first time.
 *
 * The property `stack` starts as an auto-init property whose opaque pointer is
 * the record; js_autoinit_mark and js_autoinit_free keep it.
 */

/* Gives an object the lazy property; the record is borrowed. */
static int kernelet_define_stack(JSContext *ctx, JSValueConst object, JSValueConst record)
{
    JSObject *p = JS_VALUE_GET_OBJ(object);
    JSShapeProperty *prs;
    JSProperty *pr;

    if (p->is_exotic && !p->fast_array) {
        /* a Proxy or the like: properties cannot be lazy */
        JSValue text = kernelet_stack_text(ctx, object, kernelet_stack_get(ctx, record));

        if (JS_IsException(text))
            return -1;
        return JS_DefinePropertyValue(ctx, object, JS_ATOM_stack, text,
                                      JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE | JS_PROP_THROW);
    }
    prs = find_own_property(&pr, p, JS_ATOM_stack);
    if (prs && (prs->flags & (JS_PROP_CONFIGURABLE | JS_PROP_TMASK)) == JS_PROP_CONFIGURABLE) {
        /* in place: the property stays where it is among the others */
        JSValue old = pr->u.value;

        if (js_shape_prepare_update(ctx, p, &prs))
            return -1;
        prs->flags = JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE | JS_PROP_AUTOINIT;
        pr->u.init.realm_and_id = (uintptr_t)JS_DupContext(ctx) | JS_AUTOINIT_ID_BYTECODE;
        pr->u.init.opaque = JS_VALUE_GET_OBJ(js_dup(record));
        JS_FreeValue(ctx, old);
        return 0;
    }
    if (prs) {
        int deleted = JS_DeleteProperty(ctx, object, JS_ATOM_stack, JS_PROP_THROW);

        if (deleted <= 0)
            return -1;
    }
    if (!p->extensible) {
        JS_ThrowTypeError(ctx, "Cannot define property stack, object is not extensible");
        return -1;
    }
    if (JS_DefineAutoInitProperty(ctx, object, JS_ATOM_stack, JS_AUTOINIT_ID_BYTECODE,
                                  JS_VALUE_GET_OBJ(js_dup(record)),
                                  JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0) {
        JS_FreeValue(ctx, unsafe_unconst(record));
        return -1;
    }
    return 0;
}

/* Gives a new error its `stack` before its other properties; its frames come when it is thrown. */
static void kernelet_reserve_stack(JSContext *ctx, JSValueConst error)
{
    JS_DefinePropertyValue(ctx, error, JS_ATOM_stack, JS_UNDEFINED,
                           JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
}

/* Whether a `stack` is only a place for one. */
static bool kernelet_is_reserved_stack(JSObject *p)
{
    JSProperty *pr;
    JSShapeProperty *prs = find_own_property(&pr, p, JS_ATOM_stack);

    return prs && (prs->flags & JS_PROP_TMASK) == JS_PROP_NORMAL &&
           JS_IsUndefined(safe_const(pr->u.value)) && p->class_id == JS_CLASS_ERROR &&
           JS_IsUndefined(safe_const(p->u.object_data));
}

/*
 * Replaces the engine's build_backtrace: same arguments, nothing runs, nothing
 * throws. `filename` is that of a text that could not be parsed.
 */
static void kernelet_capture(JSContext *ctx, JSValueConst error, JSValueConst filter,
                             const char *filename, int line, int column, int flags)
{
    JSRuntime *rt = ctx->rt;
    KerneletRecorder recorder = { .rt = rt };
    JSStackFrame *sf = rt->current_stack_frame;
    JSValue record, pending;
    bool had_exception;
    JSObject *p;

    if (rt->in_build_stack_trace || JS_VALUE_GET_TAG(error) != JS_TAG_OBJECT)
        return;
    p = JS_VALUE_GET_OBJ(error);
    recorder.limit = kernelet_stack_limit(ctx);
    if (recorder.limit < 0) {
        if (kernelet_is_reserved_stack(p))
            JS_DeleteProperty(ctx, error, JS_ATOM_stack, 0);
        return;
    }
    if (JS_VALUE_GET_TAG(filter) == JS_TAG_OBJECT) {
        JSStackFrame *below = kernelet_frame_below(sf, filter);

        /* V8 shows nothing when the function is not on the stack */
        sf = below || (flags & JS_BACKTRACE_FLAG_FILTER_FUNC) ? below : sf ? sf->prev_frame : NULL;
    } else if ((flags & JS_BACKTRACE_FLAG_SKIP_FIRST_LEVEL) && sf) {
        sf = sf->prev_frame;
    }
    kernelet_record_stack(ctx, &recorder, sf);

    /* what fails below must not replace the exception that is being made */
    had_exception = JS_HasException(ctx);
    pending = had_exception ? JS_GetException(ctx) : JS_UNDEFINED;
    rt->in_build_stack_trace = true;
    record = kernelet_stack_new(ctx, &recorder);
    if (!JS_IsException(record)) {
        if (filename) {
            KerneletStack *stack = kernelet_stack_get(ctx, safe_const(record));

            stack->file = JS_NewAtom(ctx, filename);
            stack->line = line;
            stack->column = column;
        }
        if (p->class_id == JS_CLASS_ERROR && JS_IsUndefined(safe_const(p->u.object_data)))
            p->u.object_data = js_dup(record);
        if (kernelet_define_stack(ctx, error, safe_const(record)) < 0 &&
            (flags & JS_BACKTRACE_FLAG_FILTER_FUNC) && !had_exception)
            goto done; /* captureStackTrace throws it */
    }
    if (JS_HasException(ctx))
        JS_FreeValue(ctx, JS_GetException(ctx));
done:
    rt->in_build_stack_trace = false;
    JS_FreeValue(ctx, record);
    if (had_exception)
        JS_Throw(ctx, pending);
}

/* ---- text and call sites ---- */

static bool kernelet_is_stack_property(const JSProperty *pr)
{
    /* the other opaque values of this kind are small numbers */
    return js_autoinit_get_id((JSProperty *)pr) == JS_AUTOINIT_ID_BYTECODE &&
           (uintptr_t)pr->u.init.opaque > 4096;
}

/* "Name: message", then the frames. */
static JSValue kernelet_default_text(JSContext *ctx, JSValueConst error, const KerneletFrame *frames,
                                     int count)
{
    StringBuffer text;
    JSValue header = js_error_toString(ctx, error, 0, NULL);
    int i;

    if (JS_IsException(header))
        return JS_EXCEPTION;
    if (string_buffer_init(ctx, &text, 64)) {
        JS_FreeValue(ctx, header);
        return JS_EXCEPTION;
    }
    string_buffer_concat_value_free(&text, header);
    for (i = 0; i < count; i++) {
        string_buffer_puts8(&text, "\n    at ");
        kernelet_put_frame(ctx, &text, &frames[i]);
    }
    return string_buffer_end(&text);
}

static JSValue kernelet_call_site_array(JSContext *ctx, const KerneletFrame *frames, int count)
{
    JSValue array = JS_NewArray(ctx);
    uint32_t length = 0;
    int i;

    for (i = 0; i < count && !JS_IsException(array); i++) {
        JSValue site = kernelet_call_site_new(ctx, &frames[i]);

        if (JS_IsException(site)) {
            JS_FreeValue(ctx, array);
            return JS_EXCEPTION;
        }
        if (kernelet_append(ctx, array, &length, site))
            return JS_EXCEPTION;
    }
    return array;
}

/* Who formats: the host, else the user's Error.prepareStackTrace, else nobody (undefined). Borrowed. */
static JSValueConst kernelet_formatter(JSContext *ctx)
{
    JSValueConst callback = kernelet_slot(ctx, KERNELET_SLOT_PREPARE_STACK);

    if (JS_IsFunction(ctx, callback))
        return callback;
    if (JS_VALUE_GET_TAG(ctx->error_ctor) != JS_TAG_OBJECT)
        return JS_UNDEFINED;
    callback = kernelet_own_data(JS_VALUE_GET_OBJ(ctx->error_ctor),
                                 ctx->rt->kernelet.atom_prepare_stack_trace);
    return JS_IsFunction(ctx, callback) ? callback : JS_UNDEFINED;
}

/* The value of `error.stack`. Runs user code. */
static JSValue kernelet_stack_text(JSContext *ctx, JSValueConst error, KerneletStack *stack)
{
    JSValueConst formatter = kernelet_formatter(ctx);
    JSValue held, sites, result;

    /* a formatter that reads the stack it is asked for gets the default text */
    if (!stack)
        return JS_UNDEFINED;
    if (stack->is_formatting || JS_IsUndefined(formatter))
        return kernelet_default_text(ctx, error, stack->frames, stack->count);
    sites = kernelet_call_site_array(ctx, stack->frames, stack->count);
    if (JS_IsException(sites))
        return JS_EXCEPTION;
    held = js_dup(formatter);
    stack->is_formatting = true;
    JSValueConst args[2] = { error, safe_const(sites) };
    result = JS_Call(ctx, safe_const(held), safe_const(ctx->error_ctor), 2, args);
    stack->is_formatting = false;
    JS_FreeValue(ctx, held);
    JS_FreeValue(ctx, sites);
    return result;
}

/* Forgets functions and receivers once there is a text; the position of the first frame stays. */
static void kernelet_stack_release(JSContext *ctx, KerneletStack *stack)
{
    KerneletFrame *frames = stack->frames;
    int count = stack->count, i;

    for (i = 0; i < count && stack->file == JS_ATOM_NULL; i++) {
        JSFunctionBytecode *b = kernelet_frame_bytecode(&frames[i]);

        if (!b)
            continue;
        stack->file = JS_DupAtom(ctx, b->filename);
        stack->line = kernelet_frame_line(ctx, &frames[i], &stack->column);
    }
    stack->frames = NULL;
    stack->count = 0;
    for (i = 0; i < count; i++)
        kernelet_frame_free(ctx->rt, &frames[i]);
    js_free(ctx, frames);
}

/* Turns the lazy property into a plain one with that value, which is taken over. */
static int kernelet_settle_stack_property(JSContext *ctx, JSObject *p, JSValue value)
{
    JSProperty *pr;
    JSShapeProperty *prs = find_own_property(&pr, p, JS_ATOM_stack);

    if (!prs) {
        /* deleted meanwhile */
        JS_FreeValue(ctx, value);
        return 0;
    }
    if ((prs->flags & JS_PROP_TMASK) == JS_PROP_NORMAL) {
        set_value(ctx, &pr->u.value, value);
        return 0;
    }
    if ((prs->flags & JS_PROP_TMASK) != JS_PROP_AUTOINIT || !kernelet_is_stack_property(pr)) {
        JS_FreeValue(ctx, value);
        return 0;
    }
    if (js_shape_prepare_update(ctx, p, &prs)) {
        JS_FreeValue(ctx, value);
        return -1;
    }
    JSProperty lazy = *pr;
    prs->flags &= ~JS_PROP_TMASK;
    pr->u.value = value;
    js_autoinit_free(ctx->rt, &lazy);
    return 0;
}

/* Called by JS_AutoInitProperty: the stack is read. User code may change the object meanwhile. */
static int kernelet_read_stack_property(JSContext *ctx, JSObject *p, JSProperty *pr)
{
    JSContext *realm = js_autoinit_get_realm(pr);
    JSValue record = js_dup(JS_MKPTR(JS_TAG_OBJECT, pr->u.init.opaque));
    JSValue object = js_dup(JS_MKPTR(JS_TAG_OBJECT, p));
    KerneletStack *stack = kernelet_stack_get(ctx, safe_const(record));
    bool outermost = stack && !stack->is_formatting;
    JSValue value;
    int status = -1;

    JS_DupContext(realm);
    value = kernelet_stack_text(realm, safe_const(object), stack);
    if (!JS_IsException(value))
        status = kernelet_settle_stack_property(ctx, p, value);
    if (status == 0 && outermost)
        kernelet_stack_release(ctx, stack);
    JS_FreeContext(realm);
    JS_FreeValue(ctx, object);
    JS_FreeValue(ctx, record);
    return status;
}

/* "eval at f (file:1:2)", the place that calls eval or `new Function`; a string or undefined. */
static JSValue kernelet_eval_origin(JSContext *ctx)
{
    KerneletRecorder recorder = { .rt = ctx->rt, .limit = 1 };
    JSStackFrame *sf;
    StringBuffer text;
    JSValue name;

    for (sf = ctx->rt->current_stack_frame; sf && recorder.count == 0; sf = sf->prev_frame) {
        if (JS_VALUE_GET_TAG(sf->cur_func) == JS_TAG_OBJECT &&
            js_class_has_bytecode(JS_VALUE_GET_OBJ(sf->cur_func)->class_id))
            kernelet_record_frame(&recorder, sf);
    }
    if (recorder.count == 0)
        return JS_UNDEFINED;
    if (string_buffer_init(ctx, &text, 64)) {
        JS_FreeValue(ctx, JS_GetException(ctx));
        kernelet_frame_free(ctx->rt, recorder.frames);
        js_free(ctx, recorder.frames);
        return JS_UNDEFINED;
    }
    string_buffer_puts8(&text, "eval at ");
    name = kernelet_frame_function_name(ctx, recorder.frames);
    if (JS_IsString(safe_const(name)))
        string_buffer_concat_value(&text, safe_const(name));
    else
        string_buffer_puts8(&text, "<anonymous>");
    JS_FreeValue(ctx, name);
    string_buffer_puts8(&text, " (");
    if (kernelet_frame_is_eval(recorder.frames))
        string_buffer_concat_value(&text, safe_const(kernelet_frame_bytecode(recorder.frames)
                                                         ->origin->eval_origin));
    else
        kernelet_put_location(ctx, &text, recorder.frames);
    string_buffer_putc8(&text, ')');
    kernelet_frame_free(ctx->rt, recorder.frames);
    js_free(ctx, recorder.frames);
    return string_buffer_end(&text);
}

/* What errors need, before the first one can be made; called for every context. */
static int kernelet_stack_init(JSContext *ctx)
{
    KerneletState *state = &ctx->rt->kernelet;

    if (!state->stack_class) {
        JS_NewClassID(ctx->rt, &state->stack_class);
        if (JS_NewClass(ctx->rt, state->stack_class, &kernelet_stack_class_def) < 0)
            return -1;
    }
    if (state->atom_stack_trace_limit == JS_ATOM_NULL)
        state->atom_stack_trace_limit = JS_NewAtom(ctx, "stackTraceLimit");
    if (state->atom_prepare_stack_trace == JS_ATOM_NULL)
        state->atom_prepare_stack_trace = JS_NewAtom(ctx, "prepareStackTrace");
    if (state->atom_anonymous == JS_ATOM_NULL)
        state->atom_anonymous = JS_NewAtom(ctx, "anonymous");
    return JS_DefinePropertyValue(ctx, safe_const(ctx->error_ctor), state->atom_stack_trace_limit,
                                  js_int32(10), JS_PROP_C_W_E);
}

/* ---- for the facade ---- */

/* A recorder with the current stack, without its first `skip` JavaScript frames. */
static KerneletRecorder kernelet_record_current(JSContext *ctx, int skip, int limit)
{
    KerneletRecorder recorder = { .rt = ctx->rt, .limit = INT32_MAX };
    int kept = 0, i;

    if (limit < INT32_MAX - skip - 64)
        recorder.limit = limit + skip + 64; /* native frames are dropped below */
    kernelet_record_stack(ctx, &recorder, ctx->rt->current_stack_frame);
    for (i = 0; i < recorder.count; i++) {
        KerneletFrame *frame = &recorder.frames[i];
        bool is_native = (frame->flags & (KERNELET_FRAME_NATIVE | KERNELET_FRAME_COMBINATOR)) != 0;

        if (is_native || skip-- > 0 || kept >= limit)
            kernelet_frame_free(ctx->rt, frame);
        else
            recorder.frames[kept++] = *frame;
    }
    recorder.count = kept;
    return recorder;
}

static void kernelet_recorder_free(JSContext *ctx, KerneletRecorder *recorder)
{
    int i;

    for (i = 0; i < recorder->count; i++)
        kernelet_frame_free(ctx->rt, &recorder->frames[i]);
    js_free(ctx, recorder->frames);
}

JSValue kernelet_call_sites(JSContext *ctx, int skip, int limit)
{
    KerneletRecorder recorder = kernelet_record_current(ctx, skip, limit);
    JSValue array = kernelet_call_site_array(ctx, recorder.frames, recorder.count);

    kernelet_recorder_free(ctx, &recorder);
    return array;
}

JSValue kernelet_caller_location(JSContext *ctx, int skip, int *pline, int *pcolumn)
{
    KerneletRecorder recorder = kernelet_record_current(ctx, skip, 1);
    JSValue file = JS_UNDEFINED;

    if (recorder.count > 0) {
        file = kernelet_frame_file(ctx, &recorder.frames[0]);
        *pline = kernelet_frame_line(ctx, &recorder.frames[0], pcolumn);
    }
    kernelet_recorder_free(ctx, &recorder);
    return file;
}

/* Where the source of an error is; undefined when it has no position. */
JSValue kernelet_error_position(JSContext *ctx, JSValueConst error, int *pline, int *pcolumn)
{
    KerneletStack *stack;
    JSObject *p;
    int i;

    if (JS_VALUE_GET_TAG(error) != JS_TAG_OBJECT)
        return JS_UNDEFINED;
    p = JS_VALUE_GET_OBJ(error);
    if (p->class_id != JS_CLASS_ERROR)
        return JS_UNDEFINED;
    stack = kernelet_stack_get(ctx, safe_const(p->u.object_data));
    if (!stack)
        return JS_UNDEFINED;
    if (stack->file != JS_ATOM_NULL) {
        *pline = stack->line;
        *pcolumn = stack->column;
        return JS_AtomToString(ctx, stack->file);
    }
    for (i = 0; i < stack->count; i++) {
        if (kernelet_frame_bytecode(&stack->frames[i])) {
            *pline = kernelet_frame_line(ctx, &stack->frames[i], pcolumn);
            return kernelet_frame_file(ctx, &stack->frames[i]);
        }
    }
    return JS_UNDEFINED;
}
