/*
 * Frames of the stack, recorded when an error is made: what a call site answers
 * and how V8 writes it. Recording is in record.c.
 */

enum {
    KERNELET_FRAME_CONSTRUCTOR = 1 << 0,
    KERNELET_FRAME_STRICT = 1 << 1,
    KERNELET_FRAME_NATIVE = 1 << 2, /* a function of the engine, without source */
    KERNELET_FRAME_ASYNC = 1 << 3, /* waits for what runs, is not on the stack */
    KERNELET_FRAME_PROMISE_ALL = 1 << 4,
    KERNELET_FRAME_PROMISE_ANY = 1 << 5,
    KERNELET_FRAME_PROMISE_ALL_SETTLED = 1 << 6,
};

#define KERNELET_FRAME_COMBINATOR                                                                  \
    (KERNELET_FRAME_PROMISE_ALL | KERNELET_FRAME_PROMISE_ANY | KERNELET_FRAME_PROMISE_ALL_SETTLED)

struct KerneletFrame {
    JSValue function; /* owned */
    JSValue this_obj; /* owned */
    uint32_t position; /* offset in the bytecode; index in a combinator */
    uint32_t flags; /* KERNELET_FRAME_x */
};

static JSFunctionBytecode *kernelet_frame_bytecode(const KerneletFrame *frame)
{
    JSObject *p;

    if (JS_VALUE_GET_TAG(frame->function) != JS_TAG_OBJECT)
        return NULL;
    p = JS_VALUE_GET_OBJ(frame->function);
    return js_class_has_bytecode(p->class_id) ? p->u.func.function_bytecode : NULL;
}

/* Line of a frame, from 1; 0 when it has none. */
static int kernelet_frame_line(JSContext *ctx, const KerneletFrame *frame, int *pcolumn)
{
    JSFunctionBytecode *b = kernelet_frame_bytecode(frame);

    *pcolumn = 0;
    return b ? find_line_num(ctx, b, frame->position, pcolumn) : 0;
}

static bool kernelet_frame_is_eval(const KerneletFrame *frame)
{
    JSFunctionBytecode *b = kernelet_frame_bytecode(frame);

    return b && b->origin && JS_IsString(safe_const(b->origin->eval_origin));
}

/* Methods are called on something; V8 calls the rest top-level. */
static bool kernelet_frame_is_toplevel(JSContext *ctx, const KerneletFrame *frame)
{
    JSValueConst this_obj = safe_const(frame->this_obj);

    return JS_IsNull(this_obj) || JS_IsUndefined(this_obj) || JS_IsUninitialized(this_obj) ||
           (JS_VALUE_GET_TAG(this_obj) == JS_TAG_OBJECT &&
            JS_VALUE_GET_OBJ(this_obj) == JS_VALUE_GET_OBJ(ctx->global_obj));
}

/* A string, or null when the function is anonymous. */
static JSValue kernelet_frame_function_name(JSContext *ctx, const KerneletFrame *frame)
{
    JSFunctionBytecode *b = kernelet_frame_bytecode(frame);
    JSValueConst name;

    if (JS_VALUE_GET_TAG(frame->function) != JS_TAG_OBJECT)
        return JS_NULL;
    if (b && (b->func_name == JS_ATOM__eval_ || b->func_name == ctx->rt->kernelet.atom_anonymous))
        /* the text given to eval or to `new Function`, or a whole script */
        return kernelet_frame_is_eval(frame) ? JS_AtomToString(ctx, JS_ATOM_eval) : JS_NULL;
    if (b && b->func_name == JS_ATOM_class_fields_init)
        return JS_NewString(ctx, JS_IsFunction(ctx, safe_const(frame->this_obj))
                                     ? "<static_initializer>"
                                     : "<instance_members_initializer>");
    name = kernelet_own_data(JS_VALUE_GET_OBJ(frame->function), JS_ATOM_name);
    if (!JS_IsString(name) || JS_IsEmptyString(name))
        return JS_NULL;
    return js_dup(name);
}

static bool kernelet_is_class(JSObject *p)
{
    JSShapeProperty *prs;

    if (p->class_id != JS_CLASS_BYTECODE_FUNCTION)
        return false;
    /* other functions can write theirs */
    prs = find_own_property1(p, JS_ATOM_prototype);
    return prs && !(prs->flags & JS_PROP_WRITABLE);
}

/* A string, or null for a top-level frame. */
static JSValue kernelet_frame_type_name(JSContext *ctx, const KerneletFrame *frame)
{
    JSValueConst this_obj = safe_const(frame->this_obj);

    if (kernelet_frame_is_toplevel(ctx, frame))
        return JS_NULL;
    switch (JS_VALUE_GET_NORM_TAG(this_obj)) {
    case JS_TAG_OBJECT:
        if (JS_VALUE_GET_OBJ(this_obj)->class_id == JS_CLASS_PROXY)
            return JS_AtomToString(ctx, JS_ATOM_Proxy);
        if (JS_IsFunction(ctx, this_obj))
            return JS_AtomToString(ctx, JS_ATOM_Function);
        return kernelet_constructor_name(ctx, this_obj);
    case JS_TAG_BOOL:
        return JS_AtomToString(ctx, JS_ATOM_Boolean);
    case JS_TAG_SYMBOL:
        return JS_AtomToString(ctx, JS_ATOM_Symbol);
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
        return JS_AtomToString(ctx, JS_ATOM_String);
    case JS_TAG_BIG_INT:
    case JS_TAG_SHORT_BIG_INT:
        return JS_AtomToString(ctx, JS_ATOM_BigInt);
    default:
        return JS_AtomToString(ctx, JS_ATOM_Number);
    }
}

static JSObject *kernelet_receiver(JSContext *ctx, JSValueConst this_obj)
{
    JSValueConst proto;

    switch (JS_VALUE_GET_NORM_TAG(this_obj)) {
    case JS_TAG_OBJECT:
        return JS_VALUE_GET_OBJ(this_obj);
    case JS_TAG_BOOL:
        proto = safe_const(ctx->class_proto[JS_CLASS_BOOLEAN]);
        break;
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
        proto = safe_const(ctx->class_proto[JS_CLASS_STRING]);
        break;
    case JS_TAG_SYMBOL:
        proto = safe_const(ctx->class_proto[JS_CLASS_SYMBOL]);
        break;
    default:
        proto = safe_const(ctx->class_proto[JS_CLASS_NUMBER]);
        break;
    }
    return JS_VALUE_GET_TAG(proto) == JS_TAG_OBJECT ? JS_VALUE_GET_OBJ(proto) : NULL;
}

/* Whether a property is, or is accessed through, that function. */
static bool kernelet_property_is(const JSShapeProperty *prs, const JSProperty *pr, JSObject *function)
{
    switch (prs->flags & JS_PROP_TMASK) {
    case JS_PROP_NORMAL:
        return JS_VALUE_GET_TAG(pr->u.value) == JS_TAG_OBJECT &&
               JS_VALUE_GET_OBJ(pr->u.value) == function;
    case JS_PROP_GETSET:
        return pr->u.getset.getter == function || pr->u.getset.setter == function;
    default:
        return false;
    }
}

/* The one name under which as a plain property an object or its prototypes hold a function, or JS_ATOM_NULL. */
static JSAtom kernelet_find_method(JSContext *ctx, JSObject *holder, JSObject *function)
{
    JSAtom found = JS_ATOM_NULL;

    for (; holder && holder->class_id != JS_CLASS_PROXY; holder = holder->shape->proto) {
        JSShapeProperty *prs = get_shape_prop(holder->shape);
        int i;

        for (i = 0; i < holder->shape->prop_count; i++, prs++) {
            if (prs->atom == JS_ATOM_NULL || JS_AtomGetKind(ctx, prs->atom) != JS_ATOM_KIND_STRING ||
                (prs->flags & JS_PROP_TMASK) != JS_PROP_NORMAL ||
                !kernelet_property_is(prs, &holder->prop[i], function))
                continue;
            if (found != JS_ATOM_NULL)
                return JS_ATOM_NULL; /* several names: none is the name */
            found = prs->atom;
        }
    }
    return found;
}

/* Whether the function is found under its own name, without the prefix of accessors. */
static bool kernelet_has_own_name(JSContext *ctx, JSObject *holder, JSObject *function, JSAtom name)
{
    for (; holder && holder->class_id != JS_CLASS_PROXY; holder = holder->shape->proto) {
        JSProperty *pr;
        JSShapeProperty *prs = find_own_property(&pr, holder, name);

        if (prs)
            return kernelet_property_is(prs, pr, function);
    }
    return false;
}

/* The name a function has without the prefix "get " or "set ", as an atom that is owned. */
static JSAtom kernelet_bare_name(JSContext *ctx, JSObject *function)
{
    JSValueConst name = kernelet_own_data(function, JS_ATOM_name);
    const char *text;
    JSAtom atom;

    if (!JS_IsString(name))
        return JS_ATOM_NULL;
    text = JS_ToCString(ctx, name);
    if (!text)
        return JS_ATOM_NULL;
    if (!strncmp(text, "get ", 4) || !strncmp(text, "set ", 4))
        atom = JS_NewAtom(ctx, text + 4);
    else
        atom = JS_ValueToAtom(ctx, name);
    JS_FreeCString(ctx, text);
    return atom;
}

/* A string, or null when the function is no method of its receiver. */
static JSValue kernelet_frame_method_name(JSContext *ctx, const KerneletFrame *frame)
{
    JSObject *function, *holder;
    JSAtom name;
    JSValue result = JS_NULL;

    if (kernelet_frame_is_toplevel(ctx, frame) ||
        JS_VALUE_GET_TAG(frame->function) != JS_TAG_OBJECT)
        return JS_NULL;
    holder = kernelet_receiver(ctx, safe_const(frame->this_obj));
    function = JS_VALUE_GET_OBJ(frame->function);
    if (!holder)
        return JS_NULL;
    name = kernelet_bare_name(ctx, function);
    if (name != JS_ATOM_NULL && kernelet_has_own_name(ctx, holder, function, name)) {
        result = JS_AtomToString(ctx, name);
    } else {
        JSAtom found = kernelet_find_method(ctx, holder, function);

        if (found != JS_ATOM_NULL)
            result = JS_AtomToString(ctx, found);
    }
    JS_FreeAtom(ctx, name);
    return result;
}

/* A string; null for a native function. */
static JSValue kernelet_frame_file(JSContext *ctx, const KerneletFrame *frame)
{
    JSFunctionBytecode *b = kernelet_frame_bytecode(frame);

    if (!b || kernelet_frame_is_eval(frame))
        return JS_NULL;
    return JS_AtomToString(ctx, b->filename);
}

/* ---- V8's text ---- */

static bool kernelet_is_identifier(JSContext *ctx, JSValueConst string)
{
    size_t length, i;
    const char *text = JS_ToCStringLen(ctx, &length, string);
    bool is_identifier = text && length > 0 && !(text[0] >= '0' && text[0] <= '9');

    for (i = 0; is_identifier && i < length; i++) {
        uint8_t c = text[i];

        is_identifier = c >= 0x80 || c == '_' || c == '$' || (c >= '0' && c <= '9') ||
                        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    JS_FreeCString(ctx, text);
    return is_identifier;
}

/* Whether `name` is `method`, or ends with it after a dot or a space. */
static bool kernelet_ends_with_method(JSContext *ctx, JSValueConst name, JSValueConst method)
{
    size_t name_length, method_length;
    const char *name_text = JS_ToCStringLen(ctx, &name_length, name);
    const char *method_text = JS_ToCStringLen(ctx, &method_length, method);
    bool ends = false;

    if (name_text && method_text && name_length >= method_length &&
        !memcmp(name_text + name_length - method_length, method_text, method_length)) {
        char before = name_length == method_length ? '.'
                                                   : name_text[name_length - method_length - 1];

        ends = before == '.' || before == ' ';
    }
    JS_FreeCString(ctx, name_text);
    JS_FreeCString(ctx, method_text);
    return ends;
}

static void kernelet_put_number(StringBuffer *text, int number)
{
    char digits[16];

    snprintf(digits, sizeof(digits), ":%d", number);
    string_buffer_puts8(text, digits);
}

static void kernelet_put_location(JSContext *ctx, StringBuffer *text, const KerneletFrame *frame)
{
    JSFunctionBytecode *b = kernelet_frame_bytecode(frame);
    int line, column;

    if (!b) {
        string_buffer_puts8(text, "<anonymous>");
        return;
    }
    if (kernelet_frame_is_eval(frame)) {
        string_buffer_concat_value(text, safe_const(b->origin->eval_origin));
        string_buffer_puts8(text, ", <anonymous>");
    } else {
        JSValue file = JS_AtomToString(ctx, b->filename);

        if (JS_IsString(safe_const(file)) && !JS_IsEmptyString(safe_const(file)))
            string_buffer_concat_value(text, safe_const(file));
        else
            string_buffer_puts8(text, "<anonymous>");
        JS_FreeValue(ctx, file);
    }
    line = kernelet_frame_line(ctx, frame, &column);
    kernelet_put_number(text, line);
    kernelet_put_number(text, column);
}

/* "Type.function [as method]" */
static void kernelet_put_method(JSContext *ctx, StringBuffer *text, const KerneletFrame *frame,
                                JSValueConst function_name)
{
    JSValue type = kernelet_frame_type_name(ctx, frame);
    JSValue method = kernelet_frame_method_name(ctx, frame);
    JSValueConst this_obj = safe_const(frame->this_obj);

    if (JS_VALUE_GET_TAG(this_obj) == JS_TAG_OBJECT && kernelet_is_class(JS_VALUE_GET_OBJ(this_obj))) {
        /* static methods are those of their class, not of "Function" */
        JSValueConst name = kernelet_own_data(JS_VALUE_GET_OBJ(this_obj), JS_ATOM_name);

        if (JS_IsString(name) && !JS_IsEmptyString(name)) {
            JS_FreeValue(ctx, type);
            type = js_dup(name);
        }
    }
    if (JS_IsString(function_name)) {
        if (JS_IsString(safe_const(type)) && kernelet_is_identifier(ctx, function_name)) {
            string_buffer_concat_value(text, safe_const(type));
            string_buffer_putc8(text, '.');
        }
        string_buffer_concat_value(text, function_name);
        if (JS_IsString(safe_const(method)) &&
            !kernelet_ends_with_method(ctx, function_name, safe_const(method))) {
            string_buffer_puts8(text, " [as ");
            string_buffer_concat_value(text, safe_const(method));
            string_buffer_putc8(text, ']');
        }
    } else {
        if (JS_IsString(safe_const(type))) {
            string_buffer_concat_value(text, safe_const(type));
            string_buffer_putc8(text, '.');
        }
        if (JS_IsString(safe_const(method)))
            string_buffer_concat_value(text, safe_const(method));
        else
            string_buffer_puts8(text, "<anonymous>");
    }
    JS_FreeValue(ctx, type);
    JS_FreeValue(ctx, method);
}

static void kernelet_put_combinator(StringBuffer *text, const KerneletFrame *frame)
{
    const char *name = frame->flags & KERNELET_FRAME_PROMISE_ALL   ? "all"
                       : frame->flags & KERNELET_FRAME_PROMISE_ANY ? "any"
                                                                   : "allSettled";
    char line[64];

    snprintf(line, sizeof(line), "async Promise.%s (index %u)", name, (unsigned)frame->position);
    string_buffer_puts8(text, line);
}

/* What stands after "    at ", as V8's SerializeCallSiteInfo writes it. */
static void kernelet_put_frame(JSContext *ctx, StringBuffer *text, const KerneletFrame *frame)
{
    JSValue name;

    if (frame->flags & KERNELET_FRAME_COMBINATOR) {
        kernelet_put_combinator(text, frame);
        return;
    }
    name = kernelet_frame_function_name(ctx, frame);
    if (frame->flags & KERNELET_FRAME_ASYNC)
        string_buffer_puts8(text, "async ");
    if (frame->flags & KERNELET_FRAME_CONSTRUCTOR) {
        string_buffer_puts8(text, "new ");
        if (JS_IsString(safe_const(name)))
            string_buffer_concat_value(text, safe_const(name));
        else
            string_buffer_puts8(text, "<anonymous>");
    } else if (!kernelet_frame_is_toplevel(ctx, frame)) {
        kernelet_put_method(ctx, text, frame, safe_const(name));
    } else if (JS_IsString(safe_const(name))) {
        string_buffer_concat_value(text, safe_const(name));
    } else {
        kernelet_put_location(ctx, text, frame);
        JS_FreeValue(ctx, name);
        return;
    }
    JS_FreeValue(ctx, name);
    string_buffer_puts8(text, " (");
    kernelet_put_location(ctx, text, frame);
    string_buffer_putc8(text, ')');
}

static JSValue kernelet_frame_text(JSContext *ctx, const KerneletFrame *frame)
{
    StringBuffer text;

    if (string_buffer_init(ctx, &text, 64))
        return JS_EXCEPTION;
    kernelet_put_frame(ctx, &text, frame);
    return string_buffer_end(&text);
}
