/*
 * CallSite objects: what Error.prepareStackTrace and util.getCallSites get.
 */

static KerneletFrame *kernelet_call_site_get(JSContext *ctx, JSValueConst value)
{
    return JS_GetOpaque2(ctx, value, JS_CLASS_CALL_SITE);
}

static void js_callsite_finalizer(JSRuntime *rt, JSValueConst value)
{
    KerneletFrame *frame = JS_GetOpaque(value, JS_CLASS_CALL_SITE);

    if (frame) {
        kernelet_frame_free(rt, frame);
        js_free_rt(rt, frame);
    }
}

static void js_callsite_mark(JSRuntime *rt, JSValueConst value, JS_MarkFunc *mark_func)
{
    KerneletFrame *frame = JS_GetOpaque(value, JS_CLASS_CALL_SITE);

    if (frame) {
        JS_MarkValue(rt, frame->function, mark_func);
        JS_MarkValue(rt, frame->this_obj, mark_func);
    }
}

static JSValue kernelet_call_site_new(JSContext *ctx, const KerneletFrame *frame)
{
    JSValue object = JS_NewObjectClass(ctx, JS_CLASS_CALL_SITE);
    KerneletFrame *copy;

    if (JS_IsException(object))
        return JS_EXCEPTION;
    copy = js_malloc(ctx, sizeof(*copy));
    if (!copy) {
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    *copy = *frame;
    js_dup(copy->function);
    js_dup(copy->this_obj);
    JS_SetOpaqueInternal(object, copy);
    return object;
}

enum {
    KERNELET_SITE_THIS,
    KERNELET_SITE_TYPE_NAME,
    KERNELET_SITE_FUNCTION,
    KERNELET_SITE_FUNCTION_NAME,
    KERNELET_SITE_METHOD_NAME,
    KERNELET_SITE_FILE_NAME,
    KERNELET_SITE_LINE,
    KERNELET_SITE_COLUMN,
    KERNELET_SITE_ENCLOSING_LINE,
    KERNELET_SITE_ENCLOSING_COLUMN,
    KERNELET_SITE_POSITION,
    KERNELET_SITE_EVAL_ORIGIN,
    KERNELET_SITE_SCRIPT_NAME,
    KERNELET_SITE_SCRIPT_HASH,
    KERNELET_SITE_PROMISE_INDEX,
    KERNELET_SITE_IS_TOPLEVEL,
    KERNELET_SITE_IS_EVAL,
    KERNELET_SITE_IS_NATIVE,
    KERNELET_SITE_IS_CONSTRUCTOR,
    KERNELET_SITE_IS_ASYNC,
    KERNELET_SITE_IS_PROMISE_ALL,
    KERNELET_SITE_TO_STRING,
};

/* A line or column, null when there is none. */
static JSValue kernelet_site_number(int number)
{
    return number > 0 ? js_int32(number) : JS_NULL;
}

static JSValue kernelet_site_get(JSContext *ctx, JSValueConst this_val, int argc,
                                 JSValueConst *argv, int what)
{
    KerneletFrame *frame = kernelet_call_site_get(ctx, this_val);
    JSFunctionBytecode *b;
    int line, column;

    if (!frame)
        return JS_EXCEPTION;
    b = kernelet_frame_bytecode(frame);
    switch (what) {
    case KERNELET_SITE_THIS:
        if (frame->flags & KERNELET_FRAME_STRICT)
            return JS_UNDEFINED;
        return kernelet_frame_is_toplevel(ctx, frame) ? js_dup(ctx->global_obj)
                                                      : js_dup(frame->this_obj);
    case KERNELET_SITE_TYPE_NAME:
        return frame->flags & KERNELET_FRAME_CONSTRUCTOR ? JS_NULL
                                                         : kernelet_frame_type_name(ctx, frame);
    case KERNELET_SITE_FUNCTION:
        if ((frame->flags & KERNELET_FRAME_STRICT) || kernelet_frame_is_eval(frame))
            return JS_UNDEFINED;
        return js_dup(frame->function);
    case KERNELET_SITE_FUNCTION_NAME:
        return kernelet_frame_function_name(ctx, frame);
    case KERNELET_SITE_METHOD_NAME:
        return frame->flags & KERNELET_FRAME_CONSTRUCTOR ? JS_NULL
                                                         : kernelet_frame_method_name(ctx, frame);
    case KERNELET_SITE_FILE_NAME:
    case KERNELET_SITE_SCRIPT_NAME:
        return kernelet_frame_is_eval(frame) ? JS_UNDEFINED : kernelet_frame_file(ctx, frame);
    case KERNELET_SITE_LINE:
        return kernelet_site_number(kernelet_frame_line(ctx, frame, &column));
    case KERNELET_SITE_COLUMN:
        line = kernelet_frame_line(ctx, frame, &column);
        return kernelet_site_number(line > 0 ? column : 0);
    case KERNELET_SITE_ENCLOSING_LINE:
        return kernelet_site_number(b ? b->line_num : 0);
    case KERNELET_SITE_ENCLOSING_COLUMN:
        return kernelet_site_number(b ? b->col_num : 0);
    case KERNELET_SITE_POSITION:
        return js_int32(frame->position);
    case KERNELET_SITE_EVAL_ORIGIN:
        return kernelet_frame_is_eval(frame) ? js_dup(b->origin->eval_origin) : JS_UNDEFINED;
    case KERNELET_SITE_SCRIPT_HASH:
        return js_empty_string(ctx->rt);
    case KERNELET_SITE_PROMISE_INDEX:
        return frame->flags & KERNELET_FRAME_COMBINATOR ? js_int32(frame->position) : JS_NULL;
    case KERNELET_SITE_IS_TOPLEVEL:
        return js_bool(kernelet_frame_is_toplevel(ctx, frame));
    case KERNELET_SITE_IS_EVAL:
        return js_bool(kernelet_frame_is_eval(frame));
    case KERNELET_SITE_IS_NATIVE:
        return js_bool(false); /* V8 means its own natives, which no longer exist */
    case KERNELET_SITE_IS_CONSTRUCTOR:
        return js_bool((frame->flags & KERNELET_FRAME_CONSTRUCTOR) != 0);
    case KERNELET_SITE_IS_ASYNC:
        return js_bool((frame->flags & KERNELET_FRAME_ASYNC) != 0);
    case KERNELET_SITE_IS_PROMISE_ALL:
        return js_bool((frame->flags & KERNELET_FRAME_PROMISE_ALL) != 0);
    default:
        return kernelet_frame_text(ctx, frame);
    }
}

#define KERNELET_SITE_METHOD(name, what) JS_CFUNC_MAGIC_DEF(name, 0, kernelet_site_get, what)

static const JSCFunctionListEntry js_callsite_proto_funcs[] = {
    KERNELET_SITE_METHOD("getColumnNumber", KERNELET_SITE_COLUMN),
    KERNELET_SITE_METHOD("getEnclosingColumnNumber", KERNELET_SITE_ENCLOSING_COLUMN),
    KERNELET_SITE_METHOD("getEnclosingLineNumber", KERNELET_SITE_ENCLOSING_LINE),
    KERNELET_SITE_METHOD("getEvalOrigin", KERNELET_SITE_EVAL_ORIGIN),
    KERNELET_SITE_METHOD("getFileName", KERNELET_SITE_FILE_NAME),
    KERNELET_SITE_METHOD("getFunction", KERNELET_SITE_FUNCTION),
    KERNELET_SITE_METHOD("getFunctionName", KERNELET_SITE_FUNCTION_NAME),
    KERNELET_SITE_METHOD("getLineNumber", KERNELET_SITE_LINE),
    KERNELET_SITE_METHOD("getMethodName", KERNELET_SITE_METHOD_NAME),
    KERNELET_SITE_METHOD("getPosition", KERNELET_SITE_POSITION),
    KERNELET_SITE_METHOD("getPromiseIndex", KERNELET_SITE_PROMISE_INDEX),
    KERNELET_SITE_METHOD("getScriptNameOrSourceURL", KERNELET_SITE_SCRIPT_NAME),
    KERNELET_SITE_METHOD("getScriptHash", KERNELET_SITE_SCRIPT_HASH),
    KERNELET_SITE_METHOD("getThis", KERNELET_SITE_THIS),
    KERNELET_SITE_METHOD("getTypeName", KERNELET_SITE_TYPE_NAME),
    KERNELET_SITE_METHOD("isAsync", KERNELET_SITE_IS_ASYNC),
    KERNELET_SITE_METHOD("isConstructor", KERNELET_SITE_IS_CONSTRUCTOR),
    KERNELET_SITE_METHOD("isEval", KERNELET_SITE_IS_EVAL),
    KERNELET_SITE_METHOD("isNative", KERNELET_SITE_IS_NATIVE),
    KERNELET_SITE_METHOD("isPromiseAll", KERNELET_SITE_IS_PROMISE_ALL),
    KERNELET_SITE_METHOD("isToplevel", KERNELET_SITE_IS_TOPLEVEL),
    KERNELET_SITE_METHOD("toString", KERNELET_SITE_TO_STRING),
};

static const JSClassShortDef js_callsite_class_def[] = {
    { JS_ATOM_CallSite, js_callsite_finalizer, js_callsite_mark }, /* JS_CLASS_CALL_SITE */
};

/* The property `constructor` of call sites; only the engine makes them. */
static JSValue kernelet_call_site_constructor(JSContext *ctx, JSValueConst this_val, int argc,
                                              JSValueConst *argv)
{
    return JS_ThrowTypeError(ctx, "Illegal constructor");
}

/* Called by JS_AddIntrinsicBaseObjects for every context. */
static int _JS_AddIntrinsicCallSite(JSContext *ctx)
{
    JSRuntime *rt = ctx->rt;
    JSValue constructor;

    if (!JS_IsRegisteredClass(rt, JS_CLASS_CALL_SITE) &&
        init_class_range(rt, js_callsite_class_def, JS_CLASS_CALL_SITE,
                         countof(js_callsite_class_def)))
        return -1;
    ctx->class_proto[JS_CLASS_CALL_SITE] = JS_NewObject(ctx);
    if (JS_SetPropertyFunctionList(ctx, ctx->class_proto[JS_CLASS_CALL_SITE],
                                   js_callsite_proto_funcs, countof(js_callsite_proto_funcs)))
        return -1;
    constructor = JS_NewCFunction2(ctx, kernelet_call_site_constructor, "CallSite", 0,
                                   JS_CFUNC_constructor_or_func, 0);
    if (JS_IsException(constructor))
        return -1;
    if (JS_DefinePropertyValue(ctx, constructor, JS_ATOM_prototype,
                               js_dup(ctx->class_proto[JS_CLASS_CALL_SITE]), 0) < 0) {
        JS_FreeValue(ctx, constructor);
        return -1;
    }
    return JS_DefinePropertyValue(ctx, ctx->class_proto[JS_CLASS_CALL_SITE], JS_ATOM_constructor,
                                  constructor, JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE) < 0
               ? -1
               : 0;
}

/* V8's text for an error and an array of call sites. */
JSValue kernelet_default_stack(JSContext *ctx, JSValueConst error, JSValueConst call_sites)
{
    StringBuffer text;
    JSValue header;
    int64_t length, i;

    if (JS_GetLength(ctx, call_sites, &length))
        return JS_EXCEPTION;
    header = kernelet_default_text(ctx, error, NULL, 0);
    if (JS_IsException(header))
        return JS_EXCEPTION;
    if (string_buffer_init(ctx, &text, 64)) {
        JS_FreeValue(ctx, header);
        return JS_EXCEPTION;
    }
    string_buffer_concat_value_free(&text, header);
    for (i = 0; i < length; i++) {
        JSValue site = JS_GetPropertyInt64(ctx, call_sites, i);
        JSValue line = JS_IsException(site) ? JS_EXCEPTION : JS_ToString(ctx, safe_const(site));

        JS_FreeValue(ctx, site);
        if (JS_IsException(line)) {
            string_buffer_free(&text);
            return JS_EXCEPTION;
        }
        string_buffer_puts8(&text, "\n    at ");
        string_buffer_concat_value_free(&text, line);
    }
    return string_buffer_end(&text);
}
