/*
 * Strings seen from Rust: where their characters are, and room for new ones.
 */

/*
 * 0: Latin-1 at *pdata; 1: UTF-16 at *pdata; 2: not a string; -1: exception.
 * The characters live as long as the string; a rope is flattened in place.
 */
int kernelet_string_view(JSContext *ctx, JSValueConst value, const void **pdata, uint32_t *plength)
{
    JSString *p;

    if (JS_VALUE_GET_TAG(value) == JS_TAG_STRING_ROPE) {
        /* A second reference makes the flattening stay in the rope, which then
           keeps the flat string alive after our own reference is gone. */
        JSValue second = js_dup(value);
        JSValue flat = js_linearize_string_rope(ctx, value);

        JS_FreeValue(ctx, second);
        if (JS_IsException(flat))
            return -1;
        p = JS_VALUE_GET_STRING(flat);
        JS_FreeValue(ctx, flat);
    } else if (JS_VALUE_GET_TAG(value) == JS_TAG_STRING) {
        p = JS_VALUE_GET_STRING(value);
    } else {
        return 2;
    }
    *pdata = strv(p);
    *plength = p->len;
    return p->is_wide_char;
}

/* A string of that length whose characters the caller writes at *pdata. */
JSValue kernelet_string_allocate(JSContext *ctx, size_t length, int wide, void **pdata)
{
    JSString *p;

    if (length > JS_STRING_LEN_MAX)
        return JS_ThrowRangeError(ctx, "Invalid string length");
    if (length == 0)
        return js_empty_string(ctx->rt);
    p = js_alloc_string(ctx, length, wide);
    if (!p)
        return JS_EXCEPTION;
    if (!wide)
        str8(p)[length] = '\0';
    *pdata = strv(p);
    return JS_MKPTR(JS_TAG_STRING, p);
}
