/*
 * ES modules linked by hand: the engine side of Node's ModuleWrap.
 *
 * A record whose `origin` is set belongs to this file: the engine never resolves
 * its requests. Records live as long as their context.
 */

static JSModuleDef *kernelet_module_get(JSContext *ctx, JSValueConst value)
{
    KerneletHandle *handle = kernelet_handle_get(ctx, value, KERNELET_HANDLE_MODULE);

    return handle ? handle->module : NULL;
}

/* The same, throwing when the value is something else. */
static JSModuleDef *kernelet_module_expect(JSContext *ctx, JSValueConst value)
{
    JSModuleDef *m = kernelet_module_get(ctx, value);

    if (!m)
        JS_ThrowTypeError(ctx, "Illegal invocation");
    return m;
}

int kernelet_module_is(JSContext *ctx, JSValueConst value)
{
    return kernelet_module_get(ctx, value) != NULL;
}

JSValue kernelet_module_compile(JSContext *ctx, const char *source, size_t length, JSValueConst url,
                                int line, int column, JSValueConst host_defined)
{
    const char *filename;
    JSValue module;

    filename = JS_ToCString(ctx, url);
    if (!filename)
        return JS_EXCEPTION;
    if (kernelet_origin_request(ctx, host_defined, line, column)) {
        JS_FreeCString(ctx, filename);
        return JS_EXCEPTION;
    }
    module = JS_EvalInternal(ctx, ctx->global_obj, source, length, filename, line + 1,
                             JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY, -1);
    JS_FreeCString(ctx, filename);
    if (JS_IsException(module))
        return JS_EXCEPTION;
    return kernelet_handle_new(ctx, KERNELET_HANDLE_MODULE, JS_VALUE_GET_PTR(module), JS_UNDEFINED);
}

static int kernelet_synthetic_evaluate(JSContext *ctx, JSModuleDef *m)
{
    JSValue result = JS_Call(ctx, safe_const(m->private_value), JS_UNDEFINED, 0, NULL);

    if (JS_IsException(result))
        return -1;
    JS_FreeValue(ctx, result);
    return 0;
}

static int kernelet_synthetic_add_export(JSContext *ctx, JSModuleDef *m, JSValue name)
{
    JSAtom atom = JS_ValueToAtom(ctx, name);
    JSExportEntry *entry;

    JS_FreeValue(ctx, name);
    if (atom == JS_ATOM_NULL)
        return -1;
    if (find_export_entry(ctx, m, atom)) {
        JS_FreeAtom(ctx, atom);
        return 0;
    }
    entry = add_export_entry2(ctx, NULL, m, JS_ATOM_NULL, atom, JS_EXPORT_TYPE_LOCAL);
    JS_FreeAtom(ctx, atom);
    return entry ? 0 : -1;
}

JSValue kernelet_module_synthetic(JSContext *ctx, JSValueConst url, JSValueConst names,
                                  JSValueConst evaluate, JSValueConst host_defined)
{
    KerneletOrigin *outer;
    const char *filename;
    JSModuleDef *m;
    int64_t count, i;

    if (JS_GetLength(ctx, names, &count))
        return JS_EXCEPTION;
    filename = JS_ToCString(ctx, url);
    if (!filename)
        return JS_EXCEPTION;
    if (kernelet_origin_request(ctx, host_defined, 0, 0)) {
        JS_FreeCString(ctx, filename);
        return JS_EXCEPTION;
    }
    outer = kernelet_origin_enter(ctx, JS_EVAL_TYPE_MODULE);
    m = JS_NewCModule(ctx, filename, kernelet_synthetic_evaluate);
    kernelet_origin_leave(ctx, outer);
    JS_FreeCString(ctx, filename);
    if (!m)
        return JS_EXCEPTION;
    m->private_value = js_dup(evaluate);
    for (i = 0; i < count; i++) {
        JSValue name = JS_GetPropertyInt64(ctx, names, i);

        if (JS_IsException(name) || kernelet_synthetic_add_export(ctx, m, name)) {
            js_free_module_def(ctx, m);
            return JS_EXCEPTION;
        }
    }
    return kernelet_handle_new(ctx, KERNELET_HANDLE_MODULE, m, JS_UNDEFINED);
}

/* An array: specifier, attributes, specifier, attributes … */
JSValue kernelet_module_requests(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);
    JSValue array;
    uint32_t count = 0;
    int i;

    if (!m)
        return JS_EXCEPTION;
    array = JS_NewArray(ctx);
    if (JS_IsException(array))
        return JS_EXCEPTION;
    for (i = 0; i < m->req_module_entries_count; i++) {
        JSReqModuleEntry *request = &m->req_module_entries[i];

        if (kernelet_append(ctx, array, &count, JS_AtomToString(ctx, request->module_name)) ||
            kernelet_append(ctx, array, &count, js_dup(request->attributes)))
            return JS_EXCEPTION;
    }
    return array;
}

int kernelet_module_link(JSContext *ctx, JSValueConst module, int index, JSValueConst target)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);
    JSModuleDef *linked;

    if (!m)
        return -1;
    linked = kernelet_module_expect(ctx, target);
    if (!linked)
        return -1;
    if (index < 0 || index >= m->req_module_entries_count) {
        JS_ThrowRangeError(ctx, "The module has no request %d", index);
        return -1;
    }
    if (m->status != JS_MODULE_STATUS_UNLINKED) {
        JS_ThrowPlainError(ctx, "The module is already instantiated");
        return -1;
    }
    m->req_module_entries[index].module = linked;
    return 0;
}

typedef struct KerneletWalk {
    uint32_t mark;
    bool has_top_level_await;
    /* the first request that is not linked, or NULL, and who made it */
    JSReqModuleEntry *unlinked;
    JSModuleDef *unlinked_in;
} KerneletWalk;

/* Visits every module that `m` reaches, once. */
static int kernelet_module_walk(JSContext *ctx, JSModuleDef *m, KerneletWalk *walk)
{
    int i;

    if (m->walk_mark == walk->mark)
        return 0;
    if (js_check_stack_overflow(ctx->rt, 0)) {
        JS_ThrowStackOverflow(ctx);
        return -1;
    }
    m->walk_mark = walk->mark;
    walk->has_top_level_await |= m->has_tla;
    for (i = 0; i < m->req_module_entries_count; i++) {
        JSReqModuleEntry *request = &m->req_module_entries[i];

        if (!request->module) {
            if (!walk->unlinked) {
                walk->unlinked = request;
                walk->unlinked_in = m;
            }
        } else if (kernelet_module_walk(ctx, request->module, walk)) {
            return -1;
        }
    }
    return 0;
}

static int kernelet_module_inspect(JSContext *ctx, JSModuleDef *m, KerneletWalk *walk)
{
    memset(walk, 0, sizeof(*walk));
    walk->mark = ++ctx->rt->kernelet.walk_mark;
    return kernelet_module_walk(ctx, m, walk);
}

int kernelet_module_instantiate(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);
    KerneletWalk walk;

    if (!m || kernelet_module_inspect(ctx, m, &walk))
        return -1;
    if (walk.unlinked) {
        char request[ATOM_GET_STR_BUF_SIZE], url[ATOM_GET_STR_BUF_SIZE];

        JS_ThrowPlainError(ctx, "request for '%s' can not be resolved on module '%s' that is not linked",
                           JS_AtomGetStr(ctx, request, sizeof(request), walk.unlinked->module_name),
                           JS_AtomGetStr(ctx, url, sizeof(url), walk.unlinked_in->module_name));
        return -1;
    }
    if (m->status == JS_MODULE_STATUS_LINKING || m->status == JS_MODULE_STATUS_EVALUATING)
        return 0;
    if (js_create_module_function(ctx, m) < 0)
        return -1;
    return js_link_module(ctx, m);
}

JSValue kernelet_module_evaluate(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);

    if (!m)
        return JS_EXCEPTION;
    if (m->status != JS_MODULE_STATUS_LINKED && m->status != JS_MODULE_STATUS_EVALUATING_ASYNC &&
        m->status != JS_MODULE_STATUS_EVALUATED)
        return JS_ThrowPlainError(ctx, "The module must be instantiated, and not be evaluating");
    return js_evaluate_module(ctx, m);
}

/* V8's numbers. */
int kernelet_module_status(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_get(ctx, module);

    if (!m)
        return 0;
    if (m->eval_has_exception)
        return 5;
    switch (m->status) {
    case JS_MODULE_STATUS_UNLINKED:
        return 0;
    case JS_MODULE_STATUS_LINKING:
        return 1;
    case JS_MODULE_STATUS_LINKED:
        return 2;
    case JS_MODULE_STATUS_EVALUATING:
        return 3;
    default:
        return 4;
    }
}

JSValue kernelet_module_namespace(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);

    if (!m)
        return JS_EXCEPTION;
    if (m->status == JS_MODULE_STATUS_UNLINKED || m->status == JS_MODULE_STATUS_LINKING)
        return JS_ThrowPlainError(ctx, "cannot get namespace, module has not been instantiated");
    return JS_GetModuleNamespace(ctx, m);
}

JSValue kernelet_module_error(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_get(ctx, module);

    return m && m->eval_has_exception ? js_dup(m->eval_exception) : JS_UNDEFINED;
}

JSValue kernelet_module_url(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);

    return m ? JS_AtomToString(ctx, m->module_name) : JS_EXCEPTION;
}

JSValue kernelet_module_meta(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);

    return m ? JS_GetImportMeta(ctx, m) : JS_EXCEPTION;
}

int kernelet_module_set_export(JSContext *ctx, JSValueConst module, JSValueConst name,
                               JSValueConst value)
{
    JSModuleDef *m = kernelet_module_expect(ctx, module);
    JSExportEntry *entry;
    JSAtom atom;

    if (!m)
        return -1;
    atom = JS_ValueToAtom(ctx, name);
    if (atom == JS_ATOM_NULL)
        return -1;
    entry = find_export_entry(ctx, m, atom);
    if (!entry || entry->export_type != JS_EXPORT_TYPE_LOCAL || !entry->u.local.var_ref ||
        m->init_func != kernelet_synthetic_evaluate) {
        char text[ATOM_GET_STR_BUF_SIZE];

        JS_ThrowReferenceError(ctx, "Export '%s' is not defined in module",
                               JS_AtomGetStr(ctx, text, sizeof(text), atom));
        JS_FreeAtom(ctx, atom);
        return -1;
    }
    JS_FreeAtom(ctx, atom);
    set_value(ctx, entry->u.local.var_ref->pvalue, js_dup(value));
    return 0;
}

/* Bits: 1 has a top-level await, 2 so does something it reaches, 4 synthetic, 8 all requests linked. */
int kernelet_module_flags(JSContext *ctx, JSValueConst module)
{
    JSModuleDef *m = kernelet_module_get(ctx, module);
    KerneletWalk walk;
    int flags = 0, i;
    bool linked = true;

    if (!m)
        return 0;
    if (kernelet_module_inspect(ctx, m, &walk)) {
        /* too deep to tell: say async, which is what needs care */
        JS_FreeValue(ctx, JS_GetException(ctx));
        walk.has_top_level_await = true;
    }
    for (i = 0; i < m->req_module_entries_count; i++)
        linked &= m->req_module_entries[i].module != NULL;
    if (m->has_tla)
        flags |= 1;
    if (walk.has_top_level_await)
        flags |= 2;
    if (m->init_func)
        flags |= 4;
    if (linked)
        flags |= 8;
    return flags;
}

/*
 * import(): asks the host. Called by js_dynamic_import with an owned specifier
 * string and attributes that are undefined or an object; answers a promise.
 */
static JSValue kernelet_dynamic_import(JSContext *ctx, JSValueConst callback,
                                       JSValueConst referrer_name, JSValueConst specifier,
                                       JSValueConst attributes)
{
    JSFunctionBytecode *b = kernelet_current_bytecode(ctx);
    JSValue host_defined = kernelet_host_defined(ctx, b ? b->origin : NULL);
    JSValue table = JS_IsUndefined(attributes) ? JS_NewObjectProto(ctx, JS_NULL)
                                               : js_dup(attributes);
    JSValueConst args[4] = { safe_const(host_defined), specifier, safe_const(table),
                             referrer_name };
    JSValue result = JS_Call(ctx, callback, JS_UNDEFINED, countof(args), args);

    JS_FreeValue(ctx, host_defined);
    JS_FreeValue(ctx, table);
    return result;
}

/* Lets the host fill import.meta, the first time a module asks for it. */
static int kernelet_import_meta(JSContext *ctx, JSModuleDef *m, JSValueConst meta)
{
    JSValueConst callback = kernelet_slot(ctx, KERNELET_SLOT_IMPORT_META);
    JSValue handle, host_defined, result;

    if (!m->origin || !JS_IsFunction(ctx, callback))
        return 0;
    handle = kernelet_handle_new(ctx, KERNELET_HANDLE_MODULE, m, JS_UNDEFINED);
    if (JS_IsException(handle))
        return -1;
    host_defined = kernelet_host_defined(ctx, m->origin);
    JSValueConst args[3] = { safe_const(host_defined), meta, safe_const(handle) };
    result = JS_Call(ctx, callback, JS_UNDEFINED, countof(args), args);
    JS_FreeValue(ctx, host_defined);
    JS_FreeValue(ctx, handle);
    if (JS_IsException(result))
        return -1;
    JS_FreeValue(ctx, result);
    return 0;
}
