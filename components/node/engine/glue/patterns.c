/*
 * V8's words for what cannot be taken apart: destructuring, `for … of` and spread.
 *
 * The text of the value's expression is read from the source, forwards from the
 * position of the instruction: of an iterable that is its expression, of a
 * pattern its first property or its bracket.
 */

/* The end of the expression that starts at `p`: what no bracket of it holds stops it. */
static const char *kernelet_expression_end(const KerneletSource *source, const char *p)
{
    int depth = 0;

    for (; p < source->end; p++) {
        char c = *p;

        if (c == '"' || c == '\'' || c == '`') {
            const char *q = p + 1;

            while (q < source->end && *q != c)
                q += *q == '\\' ? 2 : 1;
            p = q;
        } else if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if (c == ')' || c == ']' || c == '}') {
            if (depth-- == 0)
                break;
        } else if (depth == 0 && (c == ';' || c == ',' || c == '\n')) {
            break;
        }
    }
    return p < source->end ? p : source->end;
}

/* The expression between two places in V8's words; false when it is not known. */
static bool kernelet_put_expression(const KerneletSource *source, DynBuf *out, const char *start,
                                    const char *end)
{
    KerneletSource part = { start, end };

    end = kernelet_skip_space_back(&part, end);
    if (start >= end)
        return false;
    if (end - start == 2 && !memcmp(start, "{}", 2)) {
        dbuf_putstr(out, "{}");
    } else if (kernelet_put_callee(&part, out, end, 0) != start) {
        out->size = 0;
        dbuf_putstr(out, "(intermediate value)");
    }
    return out->size <= KERNELET_CALLEE_LENGTH && !dbuf_error(out);
}

/* Where the source of the instruction that runs stands, or NULL. */
static const char *kernelet_current_place(JSContext *ctx, KerneletSource *source)
{
    JSStackFrame *sf = ctx->rt->current_stack_frame;
    JSFunctionBytecode *b;
    int line, column;

    if (!sf || JS_VALUE_GET_TAG(sf->cur_func) != JS_TAG_OBJECT ||
        !js_class_has_bytecode(JS_VALUE_GET_OBJ(sf->cur_func)->class_id))
        return NULL;
    b = JS_VALUE_GET_OBJ(sf->cur_func)->u.func.function_bytecode;
    if (!b->source || !sf->cur_pc)
        return NULL;
    line = find_line_num(ctx, b, kernelet_bytecode_position(sf, b), &column);
    return kernelet_source_place(b, source, line, column);
}

/* Behind the bracket that the one at `p` opens, or NULL. */
static const char *kernelet_matching_end(const KerneletSource *source, const char *p)
{
    const char *end = kernelet_expression_end(source, p + 1);

    while (end < source->end && (*end == ',' || *end == ';' || *end == '\n'))
        end = kernelet_expression_end(source, end + 1);
    return end < source->end ? end + 1 : NULL;
}

static const char *kernelet_skip_space(const KerneletSource *source, const char *p)
{
    while (p < source->end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

/*
 * Prints what the pattern that ends before `p` takes apart; false when that has
 * no expression: a parameter, a part of another pattern.
 */
static bool kernelet_put_initializer(const KerneletSource *source, DynBuf *out, const char *p)
{
    p = kernelet_skip_space(source, p);
    if (source->end - p > 3 && !memcmp(p, "of", 2) && !kernelet_is_name_char(p[2])) {
        /* V8's own name for what a loop hands out */
        dbuf_putstr(out, ".for");
        return !dbuf_error(out);
    }
    if (source->end - p < 2 || *p != '=' || p[1] == '=' || p[1] == '>')
        return false;
    p = kernelet_skip_space(source, p + 1);
    return kernelet_put_expression(source, out, p, kernelet_expression_end(source, p));
}

/* The instruction behind OP_to_object that names the property that is read first, or NULL. */
static const uint8_t *kernelet_first_read(JSContext *ctx)
{
    enum { LOOK_AHEAD = 8 };
    JSStackFrame *sf = ctx->rt->current_stack_frame;
    const uint8_t *pc = sf->cur_pc, *end;
    JSFunctionBytecode *b;
    int i;

    if (!pc || JS_VALUE_GET_TAG(sf->cur_func) != JS_TAG_OBJECT ||
        !js_class_has_bytecode(JS_VALUE_GET_OBJ(sf->cur_func)->class_id))
        return NULL;
    b = JS_VALUE_GET_OBJ(sf->cur_func)->u.func.function_bytecode;
    end = b->byte_code_buf + b->byte_code_len;
    for (i = 0; i < LOOK_AHEAD && pc < end; i++) {
        switch (*pc) {
        case OP_get_field:
        case OP_get_field2:
        case OP_define_field:
        case OP_get_length:
            return pc;
        case OP_drop:
        case OP_to_propkey:
        case OP_to_propkey2:
        case OP_copy_data_properties:
            return NULL;
        }
        pc += short_opcode_info(*pc).size;
    }
    return NULL;
}

/* Whether that property has a default: then V8 reads it without a check of its own. */
static bool kernelet_has_default(const uint8_t *pc)
{
    pc += short_opcode_info(*pc).size;
    return pc[0] == OP_dup && (pc[1] == OP_undefined || pc[1] == OP_is_undefined);
}

/* Whether a word stands before a place. */
static bool kernelet_follows_word(const KerneletSource *source, const char *place, const char *word)
{
    const char *end = kernelet_skip_space_back(source, place);

    return kernelet_is_word(kernelet_name_start(source, end), end, word);
}

/* A pattern inside another one: V8 reads its first property without a check of its own. */
static bool kernelet_is_nested_pattern(const KerneletSource *source, const char *place)
{
    const char *p = kernelet_skip_space_back(source, place);

    if (p == source->start || p[-1] != '{')
        return false;
    p = kernelet_skip_space_back(source, p - 1);
    return p > source->start && p[-1] == ':';
}

/* The pattern of a catch clause. */
static bool kernelet_is_catch_pattern(const KerneletSource *source, const char *place)
{
    const char *p = kernelet_skip_space_back(source, place);

    if (p == source->start || p[-1] != '{')
        return false;
    p = kernelet_skip_space_back(source, p - 1);
    return p > source->start && p[-1] == '(' && kernelet_follows_word(source, p - 1, "catch");
}

/* OP_to_object of a pattern got null or undefined. */
static int kernelet_throw_not_destructurable(JSContext *ctx, JSValueConst value)
{
    const char *what = JS_IsNull(value) ? "null" : "undefined";
    const uint8_t *read = kernelet_first_read(ctx);
    JSAtom property = !read ? JS_ATOM_NULL
                            : *read == OP_get_length ? JS_ATOM_length : get_u32(read + 1);
    char name[ATOM_GET_STR_BUF_SIZE], atom_text[ATOM_GET_STR_BUF_SIZE];
    KerneletSource source;
    const char *place = kernelet_current_place(ctx, &source);
    const char *shown;
    bool is_known = false;
    DynBuf out;

    name[0] = '\0';
    if (property != JS_ATOM_NULL)
        snprintf(name, sizeof(name), "%s",
                 kernelet_atom_text(ctx, atom_text, sizeof(atom_text), property));
    if (property != JS_ATOM_NULL &&
        (kernelet_has_default(read) || (place && kernelet_is_nested_pattern(&source, place)))) {
        JS_ThrowTypeError(ctx, "Cannot read properties of %s (reading '%s')", what, name);
        return -1;
    }
    js_dbuf_init(ctx, &out);
    if (place && kernelet_is_catch_pattern(&source, place)) {
        dbuf_putstr(&out, ".catch");
        is_known = true;
    } else if (place) {
        const char *end = kernelet_expression_end(&source, place);

        /* behind the commas of the pattern */
        while (end < source.end && (*end == ',' || *end == '\n'))
            end = kernelet_expression_end(&source, end + 1);
        is_known = end < source.end && *end == '}' &&
                   kernelet_put_initializer(&source, &out, end + 1);
    }
    if (!is_known) {
        out.size = 0;
        dbuf_putstr(&out, JS_IsNull(value) ? "object null" : what);
    }
    dbuf_putc(&out, '\0');
    shown = dbuf_error(&out) ? what : (const char *)out.buf;
    if (property != JS_ATOM_NULL)
        JS_ThrowTypeError(ctx, "Cannot destructure property '%s' of '%s' as it is %s.", name, shown,
                          what);
    else
        JS_ThrowTypeError(ctx, "Cannot destructure '%s' as it is %s.", shown, what);
    dbuf_free(&out);
    return -1;
}

/* `for (x of value)`, `[x] = value` and `[...value]` got what has no iterator. */
static JSValue kernelet_throw_not_spreadable(JSContext *ctx, JSValueConst value)
{
    KerneletSource source;
    const char *place = kernelet_current_place(ctx, &source);
    const char *text;
    JSValue result;
    DynBuf out;
    bool is_known;

    if (!place)
        return kernelet_throw_not_iterable(ctx, value);
    js_dbuf_init(ctx, &out);
    if (*place == '[' && kernelet_matching_end(&source, place)) {
        const char *end = kernelet_matching_end(&source, place);

        /* V8 names what a declaration starts with when that is a name or a literal */
        is_known = (kernelet_follows_word(&source, place, "const") ||
                    kernelet_follows_word(&source, place, "let") ||
                    kernelet_follows_word(&source, place, "var")) &&
                   kernelet_put_initializer(&source, &out, end) &&
                   !memchr(out.buf + 1, '.', out.size - 1) && !memchr(out.buf, '(', out.size) &&
                   !memchr(out.buf, '[', out.size);
    } else {
        is_known = kernelet_put_expression(&source, &out, place,
                                           kernelet_expression_end(&source, place));
    }
    if (!is_known) {
        dbuf_free(&out);
        return kernelet_throw_not_iterable(ctx, value);
    }
    text = " is not iterable";
    if (out.size > 5 && !memcmp(out.buf + out.size - 5, "(...)", 5)) {
        out.size -= 5;
        text = " is not a function or its return value is not iterable";
    }
    result = kernelet_throw_described(ctx, JS_TYPE_ERROR, "",
                                      JS_NewStringLen(ctx, (const char *)out.buf, out.size), text);
    dbuf_free(&out);
    return result;
}

/* OP_append got what has no iterator: an element of an array literal, or arguments of a call. */
static JSValue kernelet_throw_not_spread(JSContext *ctx, JSValueConst value)
{
    KerneletSource source;
    const char *place = kernelet_current_place(ctx, &source);

    if (place) {
        const char *p = kernelet_skip_space_back(&source, place);

        if (p - source.start >= 3 && !memcmp(p - 3, "...", 3))
            return kernelet_throw_not_spreadable(ctx, value);
    }
    return JS_ThrowTypeError(
        ctx, "Spread syntax requires ...iterable[Symbol.iterator] to be a function");
}
