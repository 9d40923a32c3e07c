/*
 * Handles: JavaScript objects that name something of the engine, a module
 * record, a compiled script or a context.
 *
 * A handle keeps its context alive: a module record is owned by its context. A
 * script handle owns a reference to its bytecode.
 */

enum { KERNELET_HANDLE_MODULE, KERNELET_HANDLE_SCRIPT, KERNELET_HANDLE_CONTEXT };

typedef struct KerneletHandle {
    int kind; /* KERNELET_HANDLE_x */
    JSContext *context; /* owned */
    JSModuleDef *module;
    JSValue script; /* JS_TAG_FUNCTION_BYTECODE, or undefined */
} KerneletHandle;

static void kernelet_handle_finalizer(JSRuntime *rt, JSValueConst value)
{
    KerneletHandle *handle = JS_GetOpaque(value, rt->kernelet.handle_class);

    if (handle) {
        JS_FreeValueRT(rt, handle->script);
        JS_FreeContext(handle->context);
        js_free_rt(rt, handle);
    }
}

static void kernelet_handle_mark(JSRuntime *rt, JSValueConst value, JS_MarkFunc *mark_func)
{
    KerneletHandle *handle = JS_GetOpaque(value, rt->kernelet.handle_class);

    if (handle) {
        JS_MarkValue(rt, handle->script, mark_func);
        mark_func(rt, &handle->context->header);
    }
}

static const JSClassDef kernelet_handle_class_def = {
    .class_name = "EngineHandle",
    .finalizer = kernelet_handle_finalizer,
    .gc_mark = kernelet_handle_mark,
};

/* Takes over `script`. The object has no prototype: nothing of it shows. */
static JSValue kernelet_handle_new(JSContext *ctx, int kind, JSModuleDef *module, JSValue script)
{
    JSRuntime *rt = ctx->rt;
    KerneletHandle *handle;
    JSValue object;

    if (!rt->kernelet.handle_class) {
        JS_NewClassID(rt, &rt->kernelet.handle_class);
        if (JS_NewClass(rt, rt->kernelet.handle_class, &kernelet_handle_class_def) < 0) {
            JS_FreeValue(ctx, script);
            return JS_ThrowOutOfMemory(ctx);
        }
    }
    object = JS_NewObjectProtoClass(ctx, JS_NULL, rt->kernelet.handle_class);
    if (JS_IsException(object)) {
        JS_FreeValue(ctx, script);
        return JS_EXCEPTION;
    }
    handle = js_malloc(ctx, sizeof(*handle));
    if (!handle) {
        JS_FreeValue(ctx, script);
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    handle->kind = kind;
    handle->context = JS_DupContext(ctx);
    handle->module = module;
    handle->script = script;
    JS_SetOpaque(object, handle);
    return object;
}

static bool kernelet_is_handle(JSContext *ctx, JSValueConst value)
{
    JSClassID class_id = ctx->rt->kernelet.handle_class;

    return class_id && JS_VALUE_GET_TAG(value) == JS_TAG_OBJECT &&
           JS_VALUE_GET_OBJ(value)->class_id == class_id;
}

/* NULL when the value is not a handle of that kind. */
static KerneletHandle *kernelet_handle_get(JSContext *ctx, JSValueConst value, int kind)
{
    KerneletHandle *handle;

    if (!kernelet_is_handle(ctx, value))
        return NULL;
    handle = JS_VALUE_GET_OBJ(value)->u.opaque;
    return handle && handle->kind == kind ? handle : NULL;
}
