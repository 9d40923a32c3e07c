/*
 * The text of a called expression, for "a.b(...).c is not a function".
 *
 * V8 parses the function again and prints its tree. Here the source is read
 * backwards from the position of the call, which is that of the name before the
 * parenthesis or of the parenthesis itself. What is not understood becomes
 * "(intermediate value)", as V8 says for much of it too.
 */

typedef struct KerneletSource {
    const char *start; /* of the function's text */
    const char *end;
} KerneletSource;

enum { KERNELET_CALLEE_DEPTH = 24, KERNELET_CALLEE_LENGTH = 200 };

static bool kernelet_is_name_char(char c)
{
    return c == '_' || c == '$' || c == '#' || (c & 0x80) || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *kernelet_skip_space_back(const KerneletSource *source, const char *p)
{
    while (p > source->start && (p[-1] == ' ' || p[-1] == '\t' || p[-1] == '\n' || p[-1] == '\r'))
        p--;
    return p;
}

static const char *kernelet_name_start(const KerneletSource *source, const char *end)
{
    while (end > source->start && kernelet_is_name_char(end[-1]))
        end--;
    return end;
}

static bool kernelet_is_word(const char *start, const char *end, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(end - start) == length && !memcmp(start, word, length);
}

/* Words that stand before an expression and are no part of it. */
static bool kernelet_is_operator_word(const char *start, const char *end)
{
    static const char *const words[] = { "return", "typeof", "void",   "delete", "await", "yield",
                                         "throw",  "in",     "of",     "case",   "else",  "do",
                                         "if",     "while",  "for",    "new",    "instanceof",
                                         "with",   "switch" };
    int i;

    for (i = 0; i < countof(words); i++) {
        if (kernelet_is_word(start, end, words[i]))
            return true;
    }
    return false;
}

/* The bracket that the one before `end` closes, or NULL. Strings inside are skipped. */
static const char *kernelet_matching_bracket(const KerneletSource *source, const char *end)
{
    const char *p = end;
    int depth = 0;

    while (p > source->start) {
        char c = *--p;

        if (c == ')' || c == ']' || c == '}') {
            depth++;
        } else if (c == '(' || c == '[' || c == '{') {
            if (--depth == 0)
                return p;
        } else if (c == '"' || c == '\'' || c == '`') {
            const char *q = p;

            while (q > source->start && !(q[-1] == c && (q - 1 == source->start || q[-2] != '\\')))
                q--;
            if (q == source->start)
                return NULL;
            p = q - 1;
        }
    }
    return NULL;
}

static void kernelet_put_text(DynBuf *out, const char *start, const char *end)
{
    dbuf_put(out, start, end - start);
}

static const char *kernelet_put_callee(const KerneletSource *source, DynBuf *out, const char *end,
                                       int depth);

/* Prints what cannot be printed; answers where the caller found its beginning. */
static const char *kernelet_put_intermediate(DynBuf *out, const char *start)
{
    dbuf_putstr(out, "(intermediate value)");
    return start;
}

/* A string literal in V8's quotes; `end` is behind its closing quote. */
static const char *kernelet_put_string_literal(const KerneletSource *source, DynBuf *out,
                                               const char *end)
{
    const char *p = end - 1;

    while (p > source->start && !(p[-1] == end[-1] && (p - 1 == source->start || p[-2] != '\\')))
        p--;
    if (p == source->start)
        return kernelet_put_intermediate(out, p);
    dbuf_putc(out, '"');
    kernelet_put_text(out, p, end - 1);
    dbuf_putc(out, '"');
    return p - 1;
}

/* Whether a text consists of names, dots and simple operators only. */
static bool kernelet_is_simple(const char *start, const char *end)
{
    const char *p;

    if (end - start > 60)
        return false;
    for (p = start; p < end; p++) {
        if (!kernelet_is_name_char(*p) && !strchr(" .|&?+-*/%<>!,:", *p))
            return false;
        if (*p == '=' || (*p == '?' && p + 1 < end && p[1] == '.'))
            return false;
    }
    return start < end;
}

static bool kernelet_is_member_path(const char *start, const char *end)
{
    const char *p;

    for (p = start; p < end; p++) {
        if (!kernelet_is_name_char(*p) && *p != '.')
            return false;
    }
    return start < end && !(*start >= '0' && *start <= '9');
}

/* "(a || b)", which V8 prints with the operator; `open` is the parenthesis. */
static const char *kernelet_put_parenthesised(DynBuf *out, const char *open, const char *end)
{
    const char *start = open + 1, *last = end - 1;

    while (start < last && (*start == ' ' || *start == '\n'))
        start++;
    while (last > start && (last[-1] == ' ' || last[-1] == '\n'))
        last--;
    if (last - start == 2 && start[0] == '{' && start[1] == '}')
        dbuf_putstr(out, "{}");
    else if (kernelet_is_member_path(start, last) ||
             (start < last && *start >= '0' && *start <= '9' && kernelet_is_simple(start, last)))
        kernelet_put_text(out, start, last);
    else if (kernelet_is_simple(start, last) && !memchr(start, ',', last - start) &&
             !memchr(start, '?', last - start) && last - start > 3 &&
             memcmp(start, "new", 3) && memcmp(start, "await", 5 < last - start ? 5 : last - start))
        kernelet_put_text(out, open, end);
    else
        dbuf_putstr(out, "(intermediate value)");
    return open;
}

/* "a(...)"; `open` is the parenthesis of the arguments, `before` where the callee ends. */
static const char *kernelet_put_call(const KerneletSource *source, DynBuf *out, const char *before,
                                     int depth)
{
    size_t size = out->size;
    const char *start = kernelet_put_callee(source, out, before, depth + 1);
    const char *word_end = kernelet_skip_space_back(source, start);
    const char *word = kernelet_name_start(source, word_end);

    if (kernelet_is_word(word, word_end, "new") || kernelet_is_word(word, word_end, "await")) {
        out->size = size;
        return kernelet_put_intermediate(out, word);
    }
    dbuf_putstr(out, "(...)");
    return start;
}

/* "a[b]", or "a.b" when the key is a string literal. */
static const char *kernelet_put_element(const KerneletSource *source, DynBuf *out, const char *open,
                                        const char *before, const char *end, int depth)
{
    const char *start = kernelet_put_callee(source, out, before, depth + 1);
    const char *key = open + 1, *last = end - 1;

    if (last - key >= 2 && (*key == '"' || *key == '\'') && last[-1] == *key) {
        dbuf_putc(out, '.');
        kernelet_put_text(out, key + 1, last - 1);
    } else if (kernelet_is_member_path(key, last) || kernelet_is_simple(key, last)) {
        kernelet_put_text(out, open, end);
    } else {
        dbuf_putstr(out, "[(intermediate value)]");
    }
    return start;
}

/* A name, with what stands before its dot. */
static const char *kernelet_put_name(const KerneletSource *source, DynBuf *out, const char *end,
                                     int depth)
{
    const char *name = kernelet_name_start(source, end);
    const char *before = kernelet_skip_space_back(source, name);
    const char *start = name;

    if (before > source->start && before[-1] == '.' &&
        !(before - 1 > source->start && before[-2] == '.')) {
        bool optional = before - 1 > source->start && before[-2] == '?';

        start = kernelet_put_callee(source, out,
                                    kernelet_skip_space_back(source, before - (optional ? 2 : 1)),
                                    depth + 1);
        dbuf_putstr(out, optional ? "?." : ".");
    } else if (kernelet_is_word(name, end, "super")) {
        return kernelet_put_intermediate(out, name);
    }
    kernelet_put_text(out, name, end);
    return start;
}

/* Prints the expression that ends before `end`; answers where it begins. */
static const char *kernelet_put_callee(const KerneletSource *source, DynBuf *out, const char *end,
                                       int depth)
{
    const char *open, *before;

    if (end <= source->start || depth > KERNELET_CALLEE_DEPTH)
        return kernelet_put_intermediate(out, end);
    switch (end[-1]) {
    case ')':
    case ']':
        open = kernelet_matching_bracket(source, end);
        if (!open)
            return kernelet_put_intermediate(out, end);
        before = kernelet_skip_space_back(source, open);
        if (before > source->start && before[-1] == '.' && before - 1 > source->start &&
            before[-2] == '?')
            before -= 2;
        if (before > source->start &&
            (before[-1] == ')' || before[-1] == ']' ||
             (kernelet_is_name_char(before[-1]) &&
              !kernelet_is_operator_word(kernelet_name_start(source, before), before))))
            return end[-1] == ')' ? kernelet_put_call(source, out, before, depth)
                                  : kernelet_put_element(source, out, open, before, end, depth);
        if (end[-1] == ')')
            return kernelet_put_parenthesised(out, open, end);
        if (end - open == 2) {
            dbuf_putstr(out, "[]");
            return open;
        }
        return kernelet_put_intermediate(out, open);
    case '"':
    case '\'':
        return kernelet_put_string_literal(source, out, end);
    default:
        if (kernelet_is_name_char(end[-1]))
            return kernelet_put_name(source, out, end, depth);
        return kernelet_put_intermediate(out, end);
    }
}

/* The place of a line and column (as V8 counts them) in a function's text, or NULL. */
static const char *kernelet_source_place(const JSFunctionBytecode *b, KerneletSource *source,
                                         int line, int column)
{
    const char *p = b->source;
    const char *end = p + b->source_len;
    int at_line = b->line_num, at_column = b->col_num;

    if (b->is_wrapper) {
        /* the text of the body stands behind a head that is not the user's */
        p = memchr(p, '\n', end - p);
        if (!p || end - p < 3)
            return NULL;
        p++;
        end -= 2;
    }
    source->start = p;
    source->end = end;
    for (; p < end; p++) {
        if (at_line == line && at_column == column)
            return p;
        if (*p == '\n') {
            at_line++;
            at_column = 1;
            if (at_line > line)
                return NULL;
        } else if ((*p & 0xc0) != 0x80) {
            at_column += (uint8_t)*p >= 0xf0 ? 2 : 1;
        }
    }
    return NULL;
}

/* Where a `new` expression's constructor ends, given the word `new`. */
static const char *kernelet_constructor_end(const KerneletSource *source, const char *p)
{
    p += 3;
    while (p < source->end && (*p == ' ' || *p == '\n' || *p == '\t'))
        p++;
    if (p < source->end && *p == '(') {
        int depth = 0;

        for (; p < source->end; p++) {
            if (*p == '(')
                depth++;
            if (*p == ')' && --depth == 0)
                return p + 1;
        }
        return NULL;
    }
    while (p < source->end && (kernelet_is_name_char(*p) || *p == '.'))
        p++;
    return p;
}

/* A string for the call that the innermost JavaScript function is making, or undefined. */
static JSValue kernelet_render_callee(JSContext *ctx)
{
    JSStackFrame *sf = ctx->rt->current_stack_frame;
    KerneletSource source;
    JSFunctionBytecode *b;
    const char *place;
    JSValue result = JS_UNDEFINED;
    DynBuf out;
    int line, column;

    if (!sf || JS_VALUE_GET_TAG(sf->cur_func) != JS_TAG_OBJECT ||
        !js_class_has_bytecode(JS_VALUE_GET_OBJ(sf->cur_func)->class_id))
        return JS_UNDEFINED;
    b = JS_VALUE_GET_OBJ(sf->cur_func)->u.func.function_bytecode;
    if (!b->source || !sf->cur_pc)
        return JS_UNDEFINED;
    line = find_line_num(ctx, b, kernelet_bytecode_position(sf, b), &column);
    place = kernelet_source_place(b, &source, line, column);
    if (!place)
        return JS_UNDEFINED;
    js_dbuf_init(ctx, &out);
    if (source.end - place > 3 && !memcmp(place, "new", 3) && !kernelet_is_name_char(place[3])) {
        const char *end = kernelet_constructor_end(&source, place);

        if (end)
            kernelet_put_callee(&source, &out, end, 0);
    } else if (*place == '(' || *place == '`') {
        kernelet_put_callee(&source, &out, kernelet_skip_space_back(&source, place), 0);
    } else if (kernelet_is_name_char(*place)) {
        const char *end = place;

        while (end < source.end && kernelet_is_name_char(*end))
            end++;
        kernelet_put_callee(&source, &out, end, 0);
    }
    if (out.size > 0 && out.size <= KERNELET_CALLEE_LENGTH && !dbuf_error(&out))
        result = JS_NewStringLen(ctx, (const char *)out.buf, out.size);
    dbuf_free(&out);
    return result;
}

/* Throws "x is not a function" or "… constructor" for what running JavaScript calls. */
static JSValue kernelet_throw_not_callable(JSContext *ctx, JSValueConst value, const char *what)
{
    JSValue callee = kernelet_render_callee(ctx);

    if (!JS_IsString(safe_const(callee))) {
        JS_FreeValue(ctx, callee);
        callee = kernelet_describe_type(ctx, value);
    }
    return kernelet_throw_described(ctx, JS_TYPE_ERROR, "", callee, what);
}
