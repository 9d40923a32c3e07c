/*
 * Private symbols as values: the engine's own `#x` atoms, handed out.
 */

JSValue kernelet_private_symbol(JSContext *ctx, JSValueConst description)
{
    JSValue string = JS_ToString(ctx, description);

    if (JS_IsException(string))
        return JS_EXCEPTION;
    /* takes over the string */
    return JS_NewSymbolInternal(ctx, JS_VALUE_GET_STRING(string), JS_ATOM_TYPE_PRIVATE);
}
