/*
 * What a value is and what is inside it, without running user code.
 */

/* Numbers of `Kind` in src/introspect.rs. */
enum {
    KERNELET_KIND_PRIMITIVE = 0,
    KERNELET_KIND_OBJECT = 1,
    KERNELET_KIND_FUNCTION = 12,
    KERNELET_KIND_HANDLE = 49,
};

static const uint8_t kernelet_kind_of_class[JS_CLASS_INIT_COUNT] = {
    [JS_CLASS_ARRAY] = 2,
    [JS_CLASS_ERROR] = 3,
    [JS_CLASS_NUMBER] = 4,
    [JS_CLASS_STRING] = 5,
    [JS_CLASS_BOOLEAN] = 6,
    [JS_CLASS_SYMBOL] = 7,
    [JS_CLASS_BIG_INT] = 8,
    [JS_CLASS_ARGUMENTS] = 9,
    [JS_CLASS_MAPPED_ARGUMENTS] = 9,
    [JS_CLASS_DATE] = 10,
    [JS_CLASS_MODULE_NS] = 11,
    [JS_CLASS_C_FUNCTION] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_BYTECODE_FUNCTION] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_BOUND_FUNCTION] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_C_FUNCTION_DATA] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_C_CLOSURE] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_PROMISE_RESOLVE_FUNCTION] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_PROMISE_REJECT_FUNCTION] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_ASYNC_FUNCTION_RESOLVE] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_ASYNC_FUNCTION_REJECT] = KERNELET_KIND_FUNCTION,
    [JS_CLASS_GENERATOR_FUNCTION] = 13,
    [JS_CLASS_ASYNC_FUNCTION] = 14,
    [JS_CLASS_ASYNC_GENERATOR_FUNCTION] = 15,
    [JS_CLASS_REGEXP] = 16,
    [JS_CLASS_ARRAY_BUFFER] = 17,
    [JS_CLASS_SHARED_ARRAY_BUFFER] = 18,
    [JS_CLASS_UINT8C_ARRAY] = 19,
    [JS_CLASS_INT8_ARRAY] = 20,
    [JS_CLASS_UINT8_ARRAY] = 21,
    [JS_CLASS_INT16_ARRAY] = 22,
    [JS_CLASS_UINT16_ARRAY] = 23,
    [JS_CLASS_INT32_ARRAY] = 24,
    [JS_CLASS_UINT32_ARRAY] = 25,
    [JS_CLASS_BIG_INT64_ARRAY] = 26,
    [JS_CLASS_BIG_UINT64_ARRAY] = 27,
    [JS_CLASS_FLOAT16_ARRAY] = 28,
    [JS_CLASS_FLOAT32_ARRAY] = 29,
    [JS_CLASS_FLOAT64_ARRAY] = 30,
    [JS_CLASS_DATAVIEW] = 31,
    [JS_CLASS_MAP] = 32,
    [JS_CLASS_SET] = 33,
    [JS_CLASS_WEAKMAP] = 34,
    [JS_CLASS_WEAKSET] = 35,
    [JS_CLASS_MAP_ITERATOR] = 36,
    [JS_CLASS_SET_ITERATOR] = 37,
    [JS_CLASS_ARRAY_ITERATOR] = 38,
    [JS_CLASS_STRING_ITERATOR] = 39,
    [JS_CLASS_REGEXP_STRING_ITERATOR] = 40,
    [JS_CLASS_GENERATOR] = 41,
    [JS_CLASS_ASYNC_GENERATOR] = 42,
    [JS_CLASS_PROXY] = 43,
    [JS_CLASS_PROMISE] = 44,
    [JS_CLASS_WEAK_REF] = 45,
    [JS_CLASS_FINALIZATION_REGISTRY] = 46,
    [JS_CLASS_DOM_EXCEPTION] = 47,
    [JS_CLASS_CALL_SITE] = 48,
};

int kernelet_kind(JSContext *ctx, JSValueConst value)
{
    JSObject *p;
    int kind;

    if (JS_VALUE_GET_TAG(value) != JS_TAG_OBJECT)
        return KERNELET_KIND_PRIMITIVE;
    p = JS_VALUE_GET_OBJ(value);
    if (p->class_id >= JS_CLASS_INIT_COUNT) {
        if (kernelet_is_handle(ctx, value))
            return KERNELET_KIND_HANDLE;
        /* a class of the embedder: callable or not is all that shows */
        return ctx->rt->class_array[p->class_id].call ? KERNELET_KIND_FUNCTION
                                                      : KERNELET_KIND_OBJECT;
    }
    kind = kernelet_kind_of_class[p->class_id];
    return kind ? kind : KERNELET_KIND_OBJECT;
}

/* Non-zero for a Proxy; then both results are owned. */
int kernelet_proxy_details(JSValueConst value, JSValue *ptarget, JSValue *phandler)
{
    JSProxyData *data;

    if (JS_VALUE_GET_TAG(value) != JS_TAG_OBJECT ||
        JS_VALUE_GET_OBJ(value)->class_id != JS_CLASS_PROXY)
        return 0;
    data = JS_VALUE_GET_OBJ(value)->u.proxy_data;
    *ptarget = data->is_revoked ? JS_NULL : js_dup(data->target);
    *phandler = data->is_revoked ? JS_NULL : js_dup(data->handler);
    return 1;
}

/* Appends an owned value; frees the array on failure. */
static int kernelet_append(JSContext *ctx, JSValue array, uint32_t *pcount, JSValue value)
{
    if (JS_DefinePropertyValueUint32(ctx, array, (*pcount)++, value, JS_PROP_C_W_E) < 0) {
        JS_FreeValue(ctx, array);
        return -1;
    }
    return 0;
}

static JSValue kernelet_preview_map(JSContext *ctx, JSMapState *s, struct list_head *el,
                                    bool keys, bool values)
{
    JSValue array = JS_NewArray(ctx);
    uint32_t count = 0;

    if (JS_IsException(array))
        return JS_EXCEPTION;
    for (; el != &s->records; el = el->next) {
        JSMapRecord *mr = list_entry(el, JSMapRecord, link);

        if (mr->empty)
            continue;
        if (keys && kernelet_append(ctx, array, &count, js_dup(mr->key)))
            return JS_EXCEPTION;
        if (values && kernelet_append(ctx, array, &count, js_dup(mr->value)))
            return JS_EXCEPTION;
    }
    return array;
}

/* What is left of a Map or Set iterator, which stays where it is. */
static JSValue kernelet_preview_iterator(JSContext *ctx, JSMapIteratorData *it, bool is_set,
                                         int *pkeyed)
{
    JSMapState *s;
    struct list_head *el;
    bool keys, values;

    *pkeyed = it->kind == JS_ITERATOR_KIND_KEY_AND_VALUE;
    if (JS_IsUndefined(it->obj))
        return JS_NewArray(ctx);
    s = JS_VALUE_GET_OBJ(it->obj)->u.map_state;
    el = it->cur_record ? it->cur_record->link.next : s->records.next;
    keys = it->kind != JS_ITERATOR_KIND_VALUE || is_set;
    values = it->kind != JS_ITERATOR_KIND_KEY && !is_set;
    if (is_set && *pkeyed) {
        /* entries of a Set are pairs of the same value */
        JSValue array = JS_NewArray(ctx);
        uint32_t count = 0;

        if (JS_IsException(array))
            return JS_EXCEPTION;
        for (; el != &s->records; el = el->next) {
            JSMapRecord *mr = list_entry(el, JSMapRecord, link);

            if (mr->empty)
                continue;
            if (kernelet_append(ctx, array, &count, js_dup(mr->key)) ||
                kernelet_append(ctx, array, &count, js_dup(mr->key)))
                return JS_EXCEPTION;
        }
        return array;
    }
    return kernelet_preview_map(ctx, s, el, keys, values);
}

/* An array, or undefined for what has no entries to preview. */
JSValue kernelet_preview_entries(JSContext *ctx, JSValueConst object, int *pkeyed)
{
    JSObject *p;

    *pkeyed = 0;
    if (JS_VALUE_GET_TAG(object) != JS_TAG_OBJECT)
        return JS_UNDEFINED;
    p = JS_VALUE_GET_OBJ(object);
    switch (p->class_id) {
    case JS_CLASS_MAP:
    case JS_CLASS_WEAKMAP:
        if (!p->u.map_state)
            return JS_UNDEFINED;
        *pkeyed = 1;
        return kernelet_preview_map(ctx, p->u.map_state, p->u.map_state->records.next, true, true);
    case JS_CLASS_SET:
    case JS_CLASS_WEAKSET:
        if (!p->u.map_state)
            return JS_UNDEFINED;
        return kernelet_preview_map(ctx, p->u.map_state, p->u.map_state->records.next, true, false);
    case JS_CLASS_MAP_ITERATOR:
    case JS_CLASS_SET_ITERATOR:
        if (!p->u.map_iterator_data)
            return JS_UNDEFINED;
        return kernelet_preview_iterator(ctx, p->u.map_iterator_data,
                                         p->class_id == JS_CLASS_SET_ITERATOR, pkeyed);
    default:
        return JS_UNDEFINED;
    }
}

JSValue kernelet_own_non_index_properties(JSContext *ctx, JSValueConst object, int only_enumerable)
{
    JSPropertyEnum *tab;
    uint32_t length, i, index, count = 0;
    JSValue array;
    int flags = JS_GPN_STRING_MASK | JS_GPN_SYMBOL_MASK;

    if (only_enumerable)
        flags |= JS_GPN_ENUM_ONLY;
    if (JS_GetOwnPropertyNames(ctx, &tab, &length, object, flags))
        return JS_EXCEPTION;
    array = JS_NewArray(ctx);
    for (i = 0; i < length && !JS_IsException(array); i++) {
        if (JS_AtomIsArrayIndex(ctx, &index, tab[i].atom))
            continue;
        if (kernelet_append(ctx, array, &count, JS_AtomToValue(ctx, tab[i].atom)))
            array = JS_EXCEPTION;
    }
    JS_FreePropertyEnum(ctx, tab, length);
    return array;
}

/* The value of an own data property, borrowed; JS_UNDEFINED if there is none. No getter runs. */
static JSValueConst kernelet_own_data(JSObject *p, JSAtom atom)
{
    JSProperty *pr;
    JSShapeProperty *prs = find_own_property(&pr, p, atom);

    if (!prs || (prs->flags & JS_PROP_TMASK) != JS_PROP_NORMAL)
        return JS_UNDEFINED;
    return safe_const(pr->u.value);
}

/* The first own data property of that name in the prototype chain, borrowed, or JS_UNDEFINED. */
static JSValueConst kernelet_chain_data(JSContext *ctx, JSObject *p, JSAtom atom)
{
    for (; p && p->class_id != JS_CLASS_PROXY; p = p->shape->proto) {
        JSProperty *pr;
        JSShapeProperty *prs = find_own_property(&pr, p, atom);

        if (!prs)
            continue;
        /* the engine makes its own constants when they are first read */
        if ((prs->flags & JS_PROP_TMASK) == JS_PROP_AUTOINIT && !kernelet_is_stack_property(pr) &&
            JS_AutoInitProperty(ctx, p, atom, pr, prs)) {
            JS_FreeValue(ctx, JS_GetException(ctx));
            return JS_UNDEFINED;
        }
        return kernelet_own_data(p, atom);
    }
    return JS_UNDEFINED;
}

/* Name of the nearest constructor in the prototype chain, borrowed, or JS_UNDEFINED. */
static JSValueConst kernelet_chain_constructor_name(JSContext *ctx, JSObject *p)
{
    for (; p && p->class_id != JS_CLASS_PROXY; p = p->shape->proto) {
        JSValueConst constructor = kernelet_own_data(p, JS_ATOM_constructor);
        JSValueConst name;

        if (JS_VALUE_GET_TAG(constructor) != JS_TAG_OBJECT || !JS_IsFunction(ctx, constructor))
            continue;
        name = kernelet_own_data(JS_VALUE_GET_OBJ(constructor), JS_ATOM_name);
        if (JS_IsString(name) && !JS_IsEmptyString(name))
            return name;
    }
    return JS_UNDEFINED;
}

static bool kernelet_is_text(JSContext *ctx, JSValueConst value, const char *text)
{
    const char *found = JS_IsString(value) ? JS_ToCString(ctx, value) : NULL;
    bool is = found && !strcmp(found, text);

    JS_FreeCString(ctx, found);
    return is;
}

/*
 * V8's JSReceiver::GetConstructorName: the constructor, unless that is Object
 * and a Symbol.toStringTag says more; else the name of the class.
 */
JSValue kernelet_constructor_name(JSContext *ctx, JSValueConst object)
{
    JSObject *p;
    JSAtom class_name;
    JSValueConst name, tag;

    if (JS_VALUE_GET_TAG(object) != JS_TAG_OBJECT)
        return js_empty_string(ctx->rt);
    p = JS_VALUE_GET_OBJ(object);
    name = kernelet_chain_constructor_name(ctx, p);
    if (JS_IsUndefined(name) || kernelet_is_text(ctx, name, "Object")) {
        tag = kernelet_chain_data(ctx, p, JS_ATOM_Symbol_toStringTag);
        if (JS_IsString(tag) && !JS_IsEmptyString(tag))
            return js_dup(tag);
    }
    if (!JS_IsUndefined(name))
        return js_dup(name);
    class_name = ctx->rt->class_array[p->class_id].class_name;
    return JS_AtomToString(ctx, class_name ? class_name : JS_ATOM_Object);
}

/* File name, line and column of a function; undefined when it is native. */
JSValue kernelet_function_position(JSContext *ctx, JSValueConst function, int *pline, int *pcolumn)
{
    JSObject *p;
    JSFunctionBytecode *b;

    if (JS_VALUE_GET_TAG(function) != JS_TAG_OBJECT)
        return JS_UNDEFINED;
    p = JS_VALUE_GET_OBJ(function);
    if (!js_class_has_bytecode(p->class_id))
        return JS_UNDEFINED;
    b = p->u.func.function_bytecode;
    *pline = b->line_num;
    *pcolumn = b->col_num;
    return JS_AtomToString(ctx, b->filename);
}
