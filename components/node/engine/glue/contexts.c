/*
 * Contexts of Node's `vm`: realms of their own, and global objects that are joined
 * with an object of the program, the sandbox.
 *
 * What V8 does with interceptors on the global object, an exotic class does here.
 * A joined global object has no property of its own: the sandbox is asked first,
 * then the `declared` object, which holds the built-ins of the realm and a copy of
 * what scripts declared and assigned (as V8's real global object does: it is found
 * there even after somebody deleted it from the sandbox).
 */

typedef struct KerneletJoined {
    JSValue sandbox;
    JSValue declared;
} KerneletJoined;

static KerneletJoined *kernelet_joined(JSContext *ctx, JSValueConst global)
{
    return JS_GetOpaque(global, ctx->rt->kernelet.joined_class);
}

static void kernelet_joined_finalizer(JSRuntime *rt, JSValueConst value)
{
    KerneletJoined *joined = JS_GetOpaque(value, rt->kernelet.joined_class);

    if (joined) {
        JS_FreeValueRT(rt, joined->sandbox);
        JS_FreeValueRT(rt, joined->declared);
        js_free_rt(rt, joined);
    }
}

static void kernelet_joined_mark(JSRuntime *rt, JSValueConst value, JS_MarkFunc *mark_func)
{
    KerneletJoined *joined = JS_GetOpaque(value, rt->kernelet.joined_class);

    if (joined) {
        JS_MarkValue(rt, joined->sandbox, mark_func);
        JS_MarkValue(rt, joined->declared, mark_func);
    }
}

/*
 * The flags of a property of the object or of its prototypes: 1 when there is one,
 * else 0, -1 for an exception.
 */
static int kernelet_find_property(JSContext *ctx, int *flags, JSValueConst object, JSAtom prop)
{
    JSValue holder = js_dup(object);

    while (JS_IsObject(holder)) {
        JSPropertyDescriptor desc;
        JSValue prototype;
        int found = JS_GetOwnProperty(ctx, &desc, holder, prop);

        if (found) {
            JS_FreeValue(ctx, holder);
            if (found < 0)
                return -1;
            *flags = desc.flags;
            js_free_desc(ctx, &desc);
            return 1;
        }
        prototype = JS_GetPrototype(ctx, holder);
        JS_FreeValue(ctx, holder);
        if (JS_IsException(prototype))
            return -1;
        holder = prototype;
    }
    JS_FreeValue(ctx, holder);
    return 0;
}

static bool kernelet_is_read_only(int flags)
{
    return !(flags & (JS_PROP_GETSET | JS_PROP_WRITABLE));
}

/* PropertyDescriptorCallback */
static int kernelet_joined_get_own(JSContext *ctx, JSPropertyDescriptor *desc, JSValueConst global,
                                   JSAtom prop)
{
    KerneletJoined *joined = kernelet_joined(ctx, global);
    int found = JS_GetOwnProperty(ctx, desc, joined->sandbox, prop);

    if (found)
        return found;
    return JS_GetOwnProperty(ctx, desc, joined->declared, prop);
}

/* PropertyEnumeratorCallback: what is declared comes first, as V8 lists it. */
static int kernelet_joined_names(JSContext *ctx, JSPropertyEnum **names, uint32_t *count,
                                 JSValueConst global)
{
    KerneletJoined *joined = kernelet_joined(ctx, global);
    JSPropertyEnum *first, *second, *all;
    uint32_t first_count, second_count, i;
    int flags = JS_GPN_STRING_MASK | JS_GPN_SYMBOL_MASK;

    if (JS_GetOwnPropertyNames(ctx, &first, &first_count, joined->declared, flags))
        return -1;
    if (JS_GetOwnPropertyNames(ctx, &second, &second_count, joined->sandbox, flags)) {
        JS_FreePropertyEnum(ctx, first, first_count);
        return -1;
    }
    all = js_realloc(ctx, first, sizeof(*first) * max_int(first_count + second_count, 1));
    if (!all) {
        JS_FreePropertyEnum(ctx, first, first_count);
        JS_FreePropertyEnum(ctx, second, second_count);
        return -1;
    }
    for (i = 0; i < second_count; i++) {
        int known = JS_GetOwnProperty(ctx, NULL, joined->declared, second[i].atom);

        if (known == 0) {
            all[first_count] = second[i];
            all[first_count++].atom = JS_DupAtom(ctx, second[i].atom);
        } else if (known < 0) {
            JS_FreePropertyEnum(ctx, all, first_count);
            JS_FreePropertyEnum(ctx, second, second_count);
            return -1;
        }
    }
    JS_FreePropertyEnum(ctx, second, second_count);
    *names = all;
    *count = first_count;
    return 0;
}

/* PropertyDeleterCallback */
static int kernelet_joined_delete(JSContext *ctx, JSValueConst global, JSAtom prop)
{
    KerneletJoined *joined = kernelet_joined(ctx, global);
    int deleted = JS_DeleteProperty(ctx, joined->sandbox, prop, 0);

    if (deleted <= 0)
        return deleted;
    return JS_DeleteProperty(ctx, joined->declared, prop, 0);
}

/* PropertyDefinerCallback */
static int kernelet_joined_define(JSContext *ctx, JSValueConst global, JSAtom prop,
                                  JSValueConst value, JSValueConst getter, JSValueConst setter,
                                  int flags)
{
    KerneletJoined *joined = kernelet_joined(ctx, global);
    int found_flags = 0;
    int found = kernelet_find_property(ctx, &found_flags, joined->declared, prop);

    if (found < 0)
        return -1;
    if (!(found && kernelet_is_read_only(found_flags) && !(found_flags & JS_PROP_CONFIGURABLE))) {
        int defined = JS_DefineProperty(ctx, joined->sandbox, prop, value, getter, setter, flags);

        if (defined <= 0)
            return defined;
    }
    return JS_DefineProperty(ctx, joined->declared, prop, value, getter, setter, flags);
}

static int kernelet_joined_has(JSContext *ctx, JSValueConst global, JSAtom prop)
{
    KerneletJoined *joined = kernelet_joined(ctx, global);
    int found = JS_HasProperty(ctx, joined->sandbox, prop);

    return found ? found : JS_HasProperty(ctx, joined->declared, prop);
}

/* PropertyGetterCallback: a sandbox that names itself names the global object. */
static JSValue kernelet_joined_get(JSContext *ctx, JSValueConst global, JSAtom prop,
                                   JSValueConst receiver)
{
    KerneletJoined *joined = kernelet_joined(ctx, global);
    JSValue value;
    int found = JS_HasProperty(ctx, joined->sandbox, prop);

    if (found < 0)
        return JS_EXCEPTION;
    if (!found)
        return JS_GetPropertyInternal(ctx, joined->declared, prop, receiver, false);
    value = JS_GetProperty(ctx, joined->sandbox, prop);
    if (JS_IsObject(value) && JS_VALUE_GET_OBJ(value) == JS_VALUE_GET_OBJ(joined->sandbox)) {
        JS_FreeValue(ctx, value);
        return js_dup(global);
    }
    return value;
}

/* Keeps the copy of an assigned variable; a built-in that must not change stays. */
static int kernelet_joined_copy(JSContext *ctx, KerneletJoined *joined, JSAtom prop,
                                JSValueConst value)
{
    JSPropertyDescriptor desc;
    int found = JS_GetOwnProperty(ctx, &desc, joined->declared, prop);
    int flags = JS_PROP_HAS_VALUE;

    if (found < 0)
        return -1;
    if (found) {
        bool fixed = desc.flags & JS_PROP_GETSET || kernelet_is_read_only(desc.flags);

        js_free_desc(ctx, &desc);
        if (fixed)
            return true;
    } else {
        flags |= JS_PROP_C_W_E | JS_PROP_HAS_CONFIGURABLE | JS_PROP_HAS_WRITABLE |
                 JS_PROP_HAS_ENUMERABLE;
    }
    return JS_DefineProperty(ctx, joined->declared, prop, value, JS_UNDEFINED, JS_UNDEFINED, flags);
}

/* PropertySetterCallback */
static int kernelet_joined_set(JSContext *ctx, JSValueConst global, JSAtom prop, JSValueConst value,
                               JSValueConst receiver, int flags)
{
    KerneletJoined *joined = kernelet_joined(ctx, global);
    int declared_flags = 0, sandbox_flags = 0, declared, on_sandbox, done;

    if (JS_VALUE_GET_TAG(receiver) != JS_TAG_OBJECT ||
        JS_VALUE_GET_OBJ(receiver) != JS_VALUE_GET_OBJ(global))
        return JS_SetPropertyInternal2(ctx, joined->declared, prop, js_dup(value), receiver, flags);
    declared = kernelet_find_property(ctx, &declared_flags, joined->declared, prop);
    on_sandbox = kernelet_find_property(ctx, &sandbox_flags, joined->sandbox, prop);
    if (declared < 0 || on_sandbox < 0)
        return -1;
    if (on_sandbox && kernelet_is_read_only(sandbox_flags)) {
        if (!(flags & JS_PROP_THROW) && !((flags & JS_PROP_THROW_STRICT) && is_strict_mode(ctx)))
            return false;
        JS_ThrowTypeErrorAtom(ctx, "Cannot redefine property: %s", prop);
        return -1;
    }
    if (declared && kernelet_is_read_only(declared_flags))
        return kernelet_throw_read_only(ctx, flags, prop, global);
    if (!declared && !on_sandbox && JS_AtomGetKind(ctx, prop) == JS_ATOM_KIND_SYMBOL)
        return kernelet_joined_copy(ctx, joined, prop, value);
    done = JS_SetPropertyInternal2(ctx, joined->sandbox, prop, js_dup(value), joined->sandbox, flags);
    if (done <= 0 || (on_sandbox && sandbox_flags & JS_PROP_GETSET))
        return done;
    return kernelet_joined_copy(ctx, joined, prop, value);
}

static JSClassExoticMethods kernelet_joined_methods = {
    .get_own_property = kernelet_joined_get_own,
    .get_own_property_names = kernelet_joined_names,
    .delete_property = kernelet_joined_delete,
    .define_own_property = kernelet_joined_define,
    .has_property = kernelet_joined_has,
    .get_property = kernelet_joined_get,
    .set_property = kernelet_joined_set,
};

static const JSClassDef kernelet_joined_class_def = {
    .class_name = "Object",
    .finalizer = kernelet_joined_finalizer,
    .gc_mark = kernelet_joined_mark,
    .exotic = &kernelet_joined_methods,
};

/* The object whose properties are the realm's declarations. */
static JSObject *kernelet_declared_globals(JSContext *ctx)
{
    JSObject *p = JS_VALUE_GET_OBJ(ctx->global_obj);
    JSClassID joined_class = ctx->rt->kernelet.joined_class;

    if (joined_class && p->class_id == joined_class)
        return JS_VALUE_GET_OBJ(kernelet_joined(ctx, ctx->global_obj)->declared);
    return p;
}

/* `var` at the top of a script: a property that exists keeps its value. */
static int kernelet_declare_global(JSContext *ctx, JSAtom prop, int flags)
{
    KerneletJoined *joined = kernelet_joined(ctx, ctx->global_obj);
    int has = JS_PROP_HAS_VALUE | JS_PROP_HAS_CONFIGURABLE | JS_PROP_HAS_WRITABLE |
              JS_PROP_HAS_ENUMERABLE;
    int found = JS_GetOwnProperty(ctx, NULL, joined->declared, prop);

    if (found)
        return found < 0 ? -1 : 0;
    found = JS_HasProperty(ctx, joined->sandbox, prop);
    if (found < 0)
        return -1;
    if (!found && JS_DefineProperty(ctx, joined->sandbox, prop, JS_UNDEFINED, JS_UNDEFINED,
                                    JS_UNDEFINED, JS_PROP_C_W_E | has) < 0)
        return -1;
    if (!found && JS_DefineProperty(ctx, joined->declared, prop, JS_UNDEFINED, JS_UNDEFINED,
                                    JS_UNDEFINED, flags | has) < 0)
        return -1;
    return 0;
}

static JSValue kernelet_get_joined_global(JSContext *ctx, JSAtom prop, bool throw_ref_error)
{
    JSValue value = kernelet_joined_get(ctx, ctx->global_obj, prop, ctx->global_obj);

    if (JS_IsUndefined(value) && throw_ref_error) {
        int found = kernelet_joined_has(ctx, ctx->global_obj, prop);

        if (found < 0)
            return JS_EXCEPTION;
        if (!found)
            return JS_ThrowReferenceErrorNotDefined(ctx, prop);
    }
    return value;
}

/* Puts an object that is joined with the sandbox in the place of the global object of a context. */
int kernelet_context_join(JSContext *ctx, JSValueConst sandbox)
{
    JSRuntime *rt = ctx->rt;
    KerneletJoined *joined;
    JSValue global;

    if (!rt->kernelet.joined_class) {
        JS_NewClassID(rt, &rt->kernelet.joined_class);
        if (JS_NewClass(rt, rt->kernelet.joined_class, &kernelet_joined_class_def) < 0)
            return -1;
    }
    global = JS_NewObjectProtoClass(ctx, ctx->class_proto[JS_CLASS_OBJECT],
                                    rt->kernelet.joined_class);
    if (JS_IsException(global))
        return -1;
    joined = js_malloc(ctx, sizeof(*joined));
    if (!joined) {
        JS_FreeValue(ctx, global);
        return -1;
    }
    joined->sandbox = js_dup(sandbox);
    joined->declared = ctx->global_obj;
    JS_SetOpaque(global, joined);
    ctx->global_obj = global;
    return JS_DefinePropertyValue(ctx, joined->declared, JS_ATOM_globalThis, js_dup(global),
                                  JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE);
}

/* A handle of a new context. */
JSValue kernelet_context_new(JSContext *ctx, int refuses_code_from_strings)
{
    JSContext *fresh = JS_NewContext(ctx->rt);
    JSValue handle;

    if (!fresh)
        return JS_ThrowOutOfMemory(ctx);
    fresh->refuses_code_from_strings = refuses_code_from_strings;
    handle = kernelet_handle_new(fresh, KERNELET_HANDLE_CONTEXT, NULL, JS_UNDEFINED);
    JS_FreeContext(fresh);
    return handle;
}

/* The context behind a handle, borrowed; NULL when the value is something else. */
JSContext *kernelet_context_get(JSContext *ctx, JSValueConst value)
{
    KerneletHandle *handle = kernelet_handle_get(ctx, value, KERNELET_HANDLE_CONTEXT);

    return handle ? handle->context : NULL;
}


/*
 * Runs the jobs of this context only, those of others stay queued in their order.
 * 0: done; 2 and 3 as kernelet_run_one_microtask.
 */
int kernelet_run_own_microtasks(JSContext *ctx)
{
    JSRuntime *rt = ctx->rt;
    struct list_head *el, *next;
    int status;

again:
    list_for_each_safe(el, next, &rt->job_list) {
        JSJobEntry *entry = list_entry(el, JSJobEntry, link);

        if (entry->ctx != ctx)
            continue;
        list_del(&entry->link);
        list_add(&entry->link, &rt->job_list);
        status = kernelet_run_one_microtask(ctx);
        if (status > 1)
            return status;
        goto again;
    }
    return 0;
}
