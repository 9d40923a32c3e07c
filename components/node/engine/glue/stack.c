/*
 * Stacks (being written).
 */

static JSValue kernelet_eval_origin(JSContext *ctx)
{
    return JS_UNDEFINED;
}
static void kernelet_parse_column_offset(JSParseState *s, int column)
{
}
JSValue kernelet_call_sites(JSContext *ctx, int skip, int limit) { return JS_NewArray(ctx); }
JSValue kernelet_default_stack(JSContext *ctx, JSValueConst error, JSValueConst call_sites) { return js_empty_string(ctx->rt); }
JSValue kernelet_caller_location(JSContext *ctx, int skip, int *line, int *column) { return JS_UNDEFINED; }
JSValue kernelet_error_position(JSContext *ctx, JSValueConst error, int *line, int *column) { return JS_UNDEFINED; }
