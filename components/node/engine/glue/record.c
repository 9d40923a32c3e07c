/*
 * Recording frames: the JavaScript stack, then the async functions that wait for
 * the job that is running. Nothing here runs user code or throws.
 */

struct KerneletStack {
    KerneletFrame *frames; /* js_malloc_rt */
    int count;
    bool is_formatting;
    /* where the source of a SyntaxError is wrong; JS_ATOM_NULL: nowhere */
    JSAtom file;
    int line;
    int column;
};

static void kernelet_frame_free(JSRuntime *rt, KerneletFrame *frame)
{
    JS_FreeValueRT(rt, frame->function);
    JS_FreeValueRT(rt, frame->this_obj);
}

static void kernelet_stack_finalizer(JSRuntime *rt, JSValueConst value)
{
    KerneletStack *stack = JS_VALUE_GET_OBJ(value)->u.opaque;
    int i;

    if (!stack)
        return;
    for (i = 0; i < stack->count; i++)
        kernelet_frame_free(rt, &stack->frames[i]);
    js_free_rt(rt, stack->frames);
    JS_FreeAtomRT(rt, stack->file);
    js_free_rt(rt, stack);
}

static void kernelet_stack_mark(JSRuntime *rt, JSValueConst value, JS_MarkFunc *mark_func)
{
    KerneletStack *stack = JS_VALUE_GET_OBJ(value)->u.opaque;
    int i;

    for (i = 0; stack && i < stack->count; i++) {
        JS_MarkValue(rt, stack->frames[i].function, mark_func);
        JS_MarkValue(rt, stack->frames[i].this_obj, mark_func);
    }
}

static const JSClassDef kernelet_stack_class_def = {
    .class_name = "StackRecord",
    .finalizer = kernelet_stack_finalizer,
    .gc_mark = kernelet_stack_mark,
};

/* The record behind a value, or NULL. */
static KerneletStack *kernelet_stack_get(JSContext *ctx, JSValueConst value)
{
    if (JS_VALUE_GET_TAG(value) != JS_TAG_OBJECT || !ctx->rt->kernelet.stack_class ||
        JS_VALUE_GET_OBJ(value)->class_id != ctx->rt->kernelet.stack_class)
        return NULL;
    return JS_VALUE_GET_OBJ(value)->u.opaque;
}

typedef struct KerneletRecorder {
    JSRuntime *rt;
    KerneletFrame *frames;
    int count;
    int size;
    int limit;
    bool seen_strict; /* strict code hides receivers, also those of its callers */
} KerneletRecorder;

/* Recording must not throw: what does not fit into memory is left out. */
static bool kernelet_record(KerneletRecorder *recorder, JSValueConst function,
                            JSValueConst this_obj, uint32_t position, uint32_t flags)
{
    KerneletFrame *frame;

    if (recorder->count >= recorder->limit)
        return false;
    if (recorder->count == recorder->size) {
        int size = recorder->size ? recorder->size * 2 : 8;
        KerneletFrame *frames = js_realloc_rt(recorder->rt, recorder->frames,
                                              size * sizeof(*frames));

        if (!frames) {
            recorder->limit = recorder->count;
            return false;
        }
        recorder->frames = frames;
        recorder->size = size;
    }
    frame = &recorder->frames[recorder->count++];
    frame->function = js_dup(function);
    frame->this_obj = JS_IsUninitialized(this_obj) ? JS_UNDEFINED : js_dup(this_obj);
    frame->position = position;
    recorder->seen_strict |= (flags & KERNELET_FRAME_STRICT) != 0;
    frame->flags = flags | (recorder->seen_strict ? KERNELET_FRAME_STRICT : 0);
    return true;
}

/*
 * Functions of the engine that leave no frame in V8: they call on without one,
 * or stand above the error that they make.
 */
static bool kernelet_is_invisible(JSObject *p)
{
    static const void *const invisible[] = {
        js_function_call,      js_function_apply,  js_reflect_construct, js_reflect_apply,
        js_error_constructor,  js_function_constructor,
        js_array_constructor,  js_error_capture_stack_trace, js_string_concat,
    };
    int i;

    JSValueConst name;

    if (p->class_id != JS_CLASS_C_FUNCTION)
        return true;
    /* "[Symbol.replace]" and the like: V8 goes there directly */
    name = kernelet_own_data(p, JS_ATOM_name);
    if (JS_VALUE_GET_TAG(name) == JS_TAG_STRING && JS_VALUE_GET_STRING(name)->len > 0 &&
        string_get(JS_VALUE_GET_STRING(name), 0) == '[')
        return true;
    for (i = 0; i < countof(invisible); i++) {
        if ((const void *)p->u.cfunc.c_function.generic == invisible[i])
            return true;
    }
    return false;
}

static uint32_t kernelet_bytecode_position(const JSStackFrame *sf, const JSFunctionBytecode *b)
{
    return sf->cur_pc && sf->cur_pc > b->byte_code_buf ? sf->cur_pc - b->byte_code_buf - 1 : 0;
}

static void kernelet_record_frame(KerneletRecorder *recorder, JSStackFrame *sf)
{
    JSObject *p;
    uint32_t flags = sf->is_constructor ? KERNELET_FRAME_CONSTRUCTOR : 0;

    if (JS_VALUE_GET_TAG(sf->cur_func) != JS_TAG_OBJECT)
        return;
    p = JS_VALUE_GET_OBJ(sf->cur_func);
    if (js_class_has_bytecode(p->class_id)) {
        JSFunctionBytecode *b = p->u.func.function_bytecode;

        if (b->is_strict_mode)
            flags |= KERNELET_FRAME_STRICT;
        kernelet_record(recorder, safe_const(sf->cur_func), safe_const(sf->this_obj),
                        kernelet_bytecode_position(sf, b), flags);
    } else if (!kernelet_is_invisible(p)) {
        kernelet_record(recorder, safe_const(sf->cur_func), safe_const(sf->this_obj), 0,
                        flags | KERNELET_FRAME_STRICT | KERNELET_FRAME_NATIVE);
    }
}

/* The promise of an async function that is suspended or running. */
static JSValueConst kernelet_async_promise(JSAsyncFunctionData *data)
{
    return kernelet_reaction_promise(safe_const(data->resolving_funcs[0]), JS_UNDEFINED);
}

/*
 * The one reaction that waits for a promise to be fulfilled (0) or rejected (1).
 * None or several: there is no story to tell.
 */
static JSPromiseReactionData *kernelet_only_reaction(JSValueConst promise, int which)
{
    JSPromiseData *data;
    struct list_head *list;

    if (!JS_IsPromise(promise))
        return NULL;
    data = JS_VALUE_GET_OBJ(promise)->u.promise_data;
    if (!data || data->promise_state != JS_PROMISE_PENDING)
        return NULL;
    list = &data->promise_reactions[which];
    if (list_empty(list) || list->next->next != list)
        return NULL;
    return list_entry(list->next, JSPromiseReactionData, link);
}

/* Promise.all and the like: answers the promise they settle, after recording their frame. */
static JSValueConst kernelet_record_combinator(KerneletRecorder *recorder, JSObject *handler)
{
    JSCFunctionDataRecord *record = handler->u.c_function_data_record;
    uint32_t flag;

    if (!record || record->func != js_promise_all_resolve_element)
        return JS_UNDEFINED;
    switch (record->magic & 3) {
    case PROMISE_MAGIC_all:
        flag = KERNELET_FRAME_PROMISE_ALL;
        break;
    case PROMISE_MAGIC_any:
        flag = KERNELET_FRAME_PROMISE_ANY;
        break;
    default:
        flag = KERNELET_FRAME_PROMISE_ALL_SETTLED;
        break;
    }
    kernelet_record(recorder, JS_UNDEFINED, JS_UNDEFINED, JS_VALUE_GET_INT(record->data[1]),
                    flag | KERNELET_FRAME_ASYNC | KERNELET_FRAME_STRICT);
    return kernelet_reaction_promise(safe_const(record->data[3]), JS_UNDEFINED);
}

/* One step from a promise to who awaits it; answers the next promise, or undefined. */
static JSValueConst kernelet_record_waiter(KerneletRecorder *recorder, JSValueConst promise)
{
    JSPromiseReactionData *reaction = kernelet_only_reaction(promise, 0);
    JSPromiseReactionData *on_reject = kernelet_only_reaction(promise, 1);
    JSObject *handler;
    int i;

    if (!reaction || !on_reject)
        return JS_UNDEFINED;
    /* Promise.any counts rejections, the others fulfilments */
    JSValueConst handlers[2] = { safe_const(reaction->handler), safe_const(on_reject->handler) };
    if (JS_VALUE_GET_TAG(reaction->handler) == JS_TAG_OBJECT) {
        handler = JS_VALUE_GET_OBJ(reaction->handler);
        if (handler->class_id == JS_CLASS_ASYNC_FUNCTION_RESOLVE && handler->u.async_function_data) {
            JSAsyncFunctionData *data = handler->u.async_function_data;
            JSStackFrame *sf = &data->func_state.frame;
            JSFunctionBytecode *b;

            if (!data->is_active || JS_VALUE_GET_TAG(sf->cur_func) != JS_TAG_OBJECT)
                return JS_UNDEFINED;
            b = JS_VALUE_GET_OBJ(sf->cur_func)->u.func.function_bytecode;
            kernelet_record(recorder, safe_const(sf->cur_func),
                            safe_const(data->func_state.this_val),
                            kernelet_bytecode_position(sf, b),
                            KERNELET_FRAME_ASYNC | (b->is_strict_mode ? KERNELET_FRAME_STRICT : 0));
            return kernelet_async_promise(data);
        }
    }
    for (i = 0; i < countof(handlers); i++) {
        JSValueConst next;

        if (JS_VALUE_GET_TAG(handlers[i]) != JS_TAG_OBJECT ||
            JS_VALUE_GET_OBJ(handlers[i])->class_id != JS_CLASS_C_FUNCTION_DATA)
            continue;
        next = kernelet_record_combinator(recorder, JS_VALUE_GET_OBJ(handlers[i]));
        if (!JS_IsUndefined(next))
            return next;
    }
    return kernelet_reaction_promise(safe_const(reaction->resolving_funcs[0]), JS_UNDEFINED);
}

/* Async functions that wait for the job that is running, as V8 shows with "async". */
static void kernelet_record_waiters(JSContext *ctx, KerneletRecorder *recorder)
{
    JSValueConst promise = ctx->rt->kernelet.current_promise;
    int steps;

    /* a chain of promises can be circular */
    for (steps = 0; steps < 1000 && recorder->count < recorder->limit; steps++) {
        if (JS_IsUndefined(promise))
            return;
        promise = kernelet_record_waiter(recorder, promise);
    }
}

/* The frame below the innermost one of that function, or NULL when there is none. */
static JSStackFrame *kernelet_frame_below(JSStackFrame *sf, JSValueConst function)
{
    if (JS_VALUE_GET_TAG(function) != JS_TAG_OBJECT)
        return NULL;
    for (; sf; sf = sf->prev_frame) {
        if (JS_VALUE_GET_TAG(sf->cur_func) == JS_TAG_OBJECT &&
            JS_VALUE_GET_OBJ(sf->cur_func) == JS_VALUE_GET_OBJ(function))
            return sf->prev_frame;
    }
    return NULL;
}

static void kernelet_record_stack(JSContext *ctx, KerneletRecorder *recorder, JSStackFrame *sf)
{
    for (; sf && recorder->count < recorder->limit; sf = sf->prev_frame) {
        kernelet_record_frame(recorder, sf);
        if (JS_VALUE_GET_TAG(sf->cur_func) == JS_TAG_OBJECT) {
            JSObject *p = JS_VALUE_GET_OBJ(sf->cur_func);

            if (js_class_has_bytecode(p->class_id) &&
                p->u.func.function_bytecode->backtrace_barrier)
                return;
        }
    }
    kernelet_record_waiters(ctx, recorder);
}

/* Error.stackTraceLimit, without calling a getter; -1 when it is no number: then there is no stack. */
static int kernelet_stack_limit(JSContext *ctx)
{
    JSValueConst value;
    double number;

    if (JS_VALUE_GET_TAG(ctx->error_ctor) != JS_TAG_OBJECT)
        return -1;
    value = kernelet_own_data(JS_VALUE_GET_OBJ(ctx->error_ctor),
                              ctx->rt->kernelet.atom_stack_trace_limit);
    if (!JS_IsNumber(value))
        return -1;
    if (JS_VALUE_GET_TAG(value) == JS_TAG_INT)
        return max_int(JS_VALUE_GET_INT(value), 0);
    number = JS_VALUE_GET_FLOAT64(value);
    if (!(number > 0))
        return 0;
    return number > INT32_MAX ? INT32_MAX : (int)number;
}

/* Makes the object that holds what was recorded; takes over the frames. */
static JSValue kernelet_stack_new(JSContext *ctx, KerneletRecorder *recorder)
{
    JSRuntime *rt = ctx->rt;
    KerneletStack *stack = NULL;
    JSValue object = JS_EXCEPTION;

    if (rt->kernelet.stack_class)
        object = JS_NewObjectProtoClass(ctx, JS_NULL, rt->kernelet.stack_class);
    if (!JS_IsException(object))
        stack = js_mallocz_rt(rt, sizeof(*stack));
    if (!stack) {
        int i;

        for (i = 0; i < recorder->count; i++)
            kernelet_frame_free(rt, &recorder->frames[i]);
        js_free_rt(rt, recorder->frames);
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    stack->frames = recorder->frames;
    stack->count = recorder->count;
    JS_SetOpaque(object, stack);
    return object;
}
