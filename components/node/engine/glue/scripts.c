/*
 * Scripts and functions compiled with an origin, and bytecode.
 */

/* Starts reading a source as the current request (line, column) says. */
static void kernelet_parse_init(JSContext *ctx, JSParseState *s, const char *source, size_t length,
                                const char *filename)
{
    js_parse_init(ctx, s, source, length, filename, ctx->rt->kernelet.requested_line + 1);
    kernelet_parse_column_offset(s, ctx->rt->kernelet.requested_column);
    skip_shebang(&s->buf_ptr, s->buf_end);
}

/* "function (a, b) {\n<body>\n}": what V8 shows of a function made by CompileFunction. */
static int kernelet_function_source(JSContext *ctx, JSFunctionDef *fd, const char *source,
                                    size_t length)
{
    DynBuf text;
    int i;

    js_dbuf_init(ctx, &text);
    dbuf_putstr(&text, "function (");
    for (i = 0; i < fd->arg_count; i++) {
        const char *name = JS_AtomToCString(ctx, fd->args[i].var_name);

        if (!name) {
            dbuf_free(&text);
            return -1;
        }
        if (i > 0)
            dbuf_putstr(&text, ", ");
        dbuf_putstr(&text, name);
        JS_FreeCString(ctx, name);
    }
    dbuf_putstr(&text, ") {\n");
    dbuf_put(&text, source, length);
    dbuf_putstr(&text, "\n}");
    dbuf_putc(&text, '\0');
    if (dbuf_error(&text)) {
        dbuf_free(&text);
        return -1;
    }
    fd->source = (char *)text.buf;
    fd->source_len = text.size - 1;
    return 0;
}

static int kernelet_add_parameters(JSContext *ctx, JSFunctionDef *fd, JSValueConst parameters)
{
    int64_t count, i;

    if (JS_GetLength(ctx, parameters, &count))
        return -1;
    for (i = 0; i < count; i++) {
        JSValue name = JS_GetPropertyInt64(ctx, parameters, i);
        JSAtom atom;
        int index;

        if (JS_IsException(name))
            return -1;
        atom = JS_ValueToAtom(ctx, name);
        JS_FreeValue(ctx, name);
        if (atom == JS_ATOM_NULL)
            return -1;
        index = add_arg(ctx, fd, atom);
        JS_FreeAtom(ctx, atom);
        if (index < 0)
            return -1;
    }
    fd->defined_arg_count = fd->arg_count;
    return 0;
}

/* The statements of a function body up to the end of the text, as in js_parse_function_decl2. */
static int kernelet_parse_body(JSParseState *s, JSFunctionDef *fd)
{
    BlockEnv using_block;
    bool has_using = false;

    while (s->token.val != TOK_EOF) {
        if (js_parse_source_element(s))
            return -1;
        if (!has_using && fd->scopes[fd->body_scope].has_using) {
            has_using = true;
            push_break_entry(fd, &using_block, JS_ATOM_NULL, -1, -1, 1);
            using_block.has_using = true;
            using_block.using_scope_level = fd->body_scope;
        }
    }
    if (!has_using) {
        if (js_is_live_code(s))
            emit_return(s, false);
        return 0;
    }
    pop_break_entry(fd);
    if (js_is_live_code(s)) {
        emit_op(s, OP_drop); /* catch_offset */
        emit_op(s, OP_using_dispose_init);
        emit_op(s, OP_dispose_scope);
        emit_u16(s, fd->body_scope);
        emit_op(s, OP_using_dispose_end);
        emit_return(s, false);
    }
    emit_label(s, fd->scopes[fd->body_scope].using_label_catch);
    emit_op(s, OP_dispose_scope);
    emit_u16(s, fd->body_scope);
    emit_op(s, OP_throw);
    emit_label(s, fd->scopes[fd->body_scope].using_label_end);
    return 0;
}

/* Frees what is left of a failed or finished inner definition; answers -1. */
static int kernelet_drop_function(JSParseState *s, JSFunctionDef *fd)
{
    free_token(s, &s->token);
    s->cur_func = fd->parent;
    js_free_function_def(s->ctx, fd);
    return -1;
}

/* Parses the whole text as the body of a function expression inside s->cur_func. */
static int kernelet_parse_function(JSParseState *s, const char *source, size_t length,
                                   JSValueConst parameters)
{
    JSContext *ctx = s->ctx;
    JSFunctionDef *fd;
    int index;

    fd = js_new_function_def(ctx, s->cur_func, false, true, s->filename, s->line_num, 1);
    if (!fd)
        return -1;
    s->cur_func = fd;
    fd->has_prototype = true;
    fd->has_arguments_binding = true;
    fd->has_this_binding = true;
    fd->new_target_allowed = true;
    fd->arguments_allowed = true;
    fd->has_simple_parameter_list = true;
    fd->func_kind = JS_FUNC_NORMAL;
    fd->func_type = JS_PARSE_FUNC_EXPR;
    fd->is_wrapper = true;
    if (kernelet_add_parameters(ctx, fd, parameters))
        return kernelet_drop_function(s, fd);
    fd->in_function_body = true;
    push_scope(s);
    fd->body_scope = fd->scope_level;
    if (next_token(s) || js_parse_directives(s) ||
        js_parse_function_check_names(s, fd, JS_ATOM_NULL) || kernelet_parse_body(s, fd) ||
        kernelet_function_source(ctx, fd, source, length))
        return kernelet_drop_function(s, fd);
    s->cur_func = fd->parent;
    index = cpool_add(s, JS_NULL);
    fd->parent_cpool_idx = index;
    emit_op(s, OP_fclosure);
    emit_u32(s, index);
    emit_op(s, OP_return);
    return 0;
}

/*
 * Bytecode of a script whose completion value is the function. The function
 * itself would not do: it reaches global variables through the script.
 */
static JSValue kernelet_compile_wrapper(JSContext *ctx, const char *source, size_t length,
                                        JSValueConst parameters, JSValueConst name, int line,
                                        int column, JSValueConst host_defined)
{
    KerneletOrigin *outer;
    JSParseState s1, *s = &s1;
    JSFunctionDef *fd;
    JSValue script = JS_EXCEPTION;
    const char *filename = JS_ToCString(ctx, name);

    if (!filename)
        return JS_EXCEPTION;
    if (kernelet_origin_request(ctx, host_defined, line, column)) {
        JS_FreeCString(ctx, filename);
        return JS_EXCEPTION;
    }
    outer = kernelet_origin_enter(ctx, JS_EVAL_TYPE_GLOBAL);
    kernelet_parse_init(ctx, s, source, length, filename);
    fd = js_new_function_def(ctx, NULL, true, false, filename, s->line_num, 1);
    if (fd) {
        s->cur_func = fd;
        fd->eval_type = JS_EVAL_TYPE_GLOBAL;
        fd->has_this_binding = true;
        fd->arguments_allowed = true;
        fd->func_name = JS_DupAtom(ctx, JS_ATOM__eval_);
        s->allow_html_comments = true;
        push_scope(s);
        fd->body_scope = fd->scope_level;
        if (kernelet_parse_function(s, source, length, parameters))
            js_free_function_def(ctx, fd);
        else
            script = js_create_function(ctx, fd);
    }
    kernelet_origin_leave(ctx, outer);
    JS_FreeCString(ctx, filename);
    return script;
}

JSValue kernelet_compile_function(JSContext *ctx, const char *source, size_t length,
                                  JSValueConst parameters, JSValueConst filename, int line,
                                  int column, JSValueConst host_defined)
{
    JSValue script = kernelet_compile_wrapper(ctx, source, length, parameters, filename, line,
                                              column, host_defined);

    if (JS_IsException(script))
        return JS_EXCEPTION;
    return JS_EvalFunction(ctx, script);
}

JSValue kernelet_compile_script(JSContext *ctx, const char *source, size_t length,
                                JSValueConst name, int line, int column, JSValueConst host_defined)
{
    const char *filename = JS_ToCString(ctx, name);
    JSValue script;

    if (!filename)
        return JS_EXCEPTION;
    if (kernelet_origin_request(ctx, host_defined, line, column)) {
        JS_FreeCString(ctx, filename);
        return JS_EXCEPTION;
    }
    script = JS_EvalInternal(ctx, ctx->global_obj, source, length, filename, line + 1,
                             JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY, -1);
    JS_FreeCString(ctx, filename);
    if (JS_IsException(script))
        return JS_EXCEPTION;
    return kernelet_handle_new(ctx, KERNELET_HANDLE_SCRIPT, NULL, script);
}

int kernelet_script_is(JSContext *ctx, JSValueConst value)
{
    return kernelet_handle_get(ctx, value, KERNELET_HANDLE_SCRIPT) != NULL;
}

/* Gives all functions of a script read from bytes the origin of the one that was written. */
static void kernelet_adopt_origin(JSContext *ctx, JSFunctionBytecode *b, KerneletOrigin *origin)
{
    int i;

    kernelet_origin_free(ctx->rt, b->origin);
    b->origin = kernelet_origin_dup(origin);
    for (i = 0; i < b->cpool_count; i++) {
        if (JS_VALUE_GET_TAG(b->cpool[i]) == JS_TAG_FUNCTION_BYTECODE)
            kernelet_adopt_origin(ctx, JS_VALUE_GET_PTR(b->cpool[i]), origin);
    }
}

/* Bytecode belongs to the context that compiled it: another one gets a copy. */
static JSValue kernelet_script_for(JSContext *ctx, JSValueConst script)
{
    JSFunctionBytecode *b = JS_VALUE_GET_PTR(script);
    size_t length;
    uint8_t *bytes;
    JSValue copy;

    if (b->realm == ctx)
        return js_dup(script);
    bytes = JS_WriteObject(ctx, &length, script, JS_WRITE_OBJ_BYTECODE);
    if (!bytes)
        return JS_EXCEPTION;
    copy = JS_ReadObject(ctx, bytes, length, JS_READ_OBJ_BYTECODE);
    js_free(ctx, bytes);
    if (!JS_IsException(copy))
        kernelet_adopt_origin(ctx, JS_VALUE_GET_PTR(copy), b->origin);
    return copy;
}

JSValue kernelet_run_script(JSContext *ctx, JSValueConst value)
{
    KerneletHandle *handle = kernelet_handle_get(ctx, value, KERNELET_HANDLE_SCRIPT);
    JSValue script;

    if (!handle)
        return JS_ThrowTypeError(ctx, "Illegal invocation");
    script = kernelet_script_for(ctx, safe_const(handle->script));
    if (JS_IsException(script))
        return JS_EXCEPTION;
    return JS_EvalFunction(ctx, script);
}

/* Numbers of `Goal` in src/scripts.rs. */
enum { KERNELET_GOAL_SCRIPT, KERNELET_GOAL_MODULE, KERNELET_GOAL_COMMON_JS };

static JSValue kernelet_common_js_parameters(JSContext *ctx)
{
    static const char *const names[] = { "exports", "require", "module", "__filename",
                                         "__dirname" };
    JSValue array = JS_NewArray(ctx);
    uint32_t count = 0;

    while (!JS_IsException(array) && count < countof(names)) {
        if (kernelet_append(ctx, array, &count, JS_NewString(ctx, names[count])))
            return JS_EXCEPTION;
    }
    return array;
}

static JSValue kernelet_parse_only(JSContext *ctx, const char *source, size_t length, int goal)
{
    JSValue parameters, script, name;
    int type;

    if (goal != KERNELET_GOAL_COMMON_JS) {
        type = goal == KERNELET_GOAL_MODULE ? JS_EVAL_TYPE_MODULE : JS_EVAL_TYPE_GLOBAL;
        if (kernelet_origin_request(ctx, JS_UNDEFINED, 0, 0))
            return JS_EXCEPTION;
        return JS_EvalInternal(ctx, ctx->global_obj, source, length, "<check>", 1,
                               type | JS_EVAL_FLAG_COMPILE_ONLY, -1);
    }
    parameters = kernelet_common_js_parameters(ctx);
    if (JS_IsException(parameters))
        return JS_EXCEPTION;
    name = js_empty_string(ctx->rt);
    script = kernelet_compile_wrapper(ctx, source, length, safe_const(parameters),
                                      safe_const(name), 0, 0, JS_UNDEFINED);
    JS_FreeValue(ctx, name);
    JS_FreeValue(ctx, parameters);
    return script;
}

/* 1: well-formed; 0: not; -1: an exception other than SyntaxError. */
int kernelet_check_syntax(JSContext *ctx, const char *source, size_t length, int goal)
{
    JSValue result = kernelet_parse_only(ctx, source, length, goal);

    if (JS_IsException(result)) {
        if (JS_IsUncatchableError(ctx->rt->current_exception))
            return -1;
        JS_FreeValue(ctx, JS_GetException(ctx));
        return 0;
    }
    if (JS_VALUE_GET_TAG(result) == JS_TAG_MODULE)
        js_free_module_def(ctx, JS_VALUE_GET_PTR(result));
    else
        JS_FreeValue(ctx, result);
    return 1;
}

/* Bytes of a function's script, allocated with js_malloc; NULL: exception. */
uint8_t *kernelet_bytecode_compile(JSContext *ctx, const char *source, size_t length,
                                   JSValueConst parameters, JSValueConst filename,
                                   int strip_source, size_t *psize)
{
    int flags = JS_WRITE_OBJ_BYTECODE;
    JSValue script;
    uint8_t *bytes;

    script = kernelet_compile_wrapper(ctx, source, length, parameters, filename, 0, 0,
                                      JS_UNDEFINED);
    if (JS_IsException(script))
        return NULL;
    if (strip_source)
        flags |= JS_WRITE_OBJ_STRIP_SOURCE;
    bytes = JS_WriteObject(ctx, psize, safe_const(script), flags);
    JS_FreeValue(ctx, script);
    return bytes;
}

JSValue kernelet_bytecode_read(JSContext *ctx, const uint8_t *bytes, size_t length)
{
    JSValue script = JS_ReadObject(ctx, bytes, length, JS_READ_OBJ_BYTECODE);

    if (JS_IsException(script))
        return JS_EXCEPTION;
    return JS_EvalFunction(ctx, script);
}
