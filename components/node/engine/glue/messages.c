/*
 * V8's words for errors: values as V8 describes them, and the text of the
 * expression that was called. Programs and tests match these messages.
 *
 * Nothing here runs user code or throws by accident: a description that cannot
 * be made is left out.
 */

/* V8's Object::NoSideEffectsToString, as a C string for JS_FreeCString; never NULL. */
static const char *kernelet_describe(JSContext *ctx, JSValueConst value)
{
    JSValue text = kernelet_description(ctx, value);
    const char *string = NULL;

    if (JS_IsString(safe_const(text)))
        string = JS_ToCString(ctx, safe_const(text));
    JS_FreeValue(ctx, text);
    if (!string) {
        JSValue fallback = js_new_string8(ctx, "#<Object>");

        if (JS_HasException(ctx))
            JS_FreeValue(ctx, JS_GetException(ctx));
        string = JS_ToCString(ctx, safe_const(fallback));
        JS_FreeValue(ctx, fallback);
    }
    return string;
}

static JSValue kernelet_concat(JSContext *ctx, const char *before, JSValue middle, const char *after)
{
    return JS_ConcatString3(ctx, before, middle, after);
}

/* "#<Foo>", or "[object Foo]" for what has a toString of its own. */
static JSValue kernelet_describe_object(JSContext *ctx, JSValueConst value)
{
    JSObject *p = JS_VALUE_GET_OBJ(value);
    JSValueConst to_string = kernelet_chain_data(ctx, p, JS_ATOM_toString);
    JSValueConst object_to_string = JS_UNDEFINED;
    JSValueConst name;

    if (JS_VALUE_GET_TAG(ctx->class_proto[JS_CLASS_OBJECT]) == JS_TAG_OBJECT)
        object_to_string = kernelet_chain_data(
            ctx, JS_VALUE_GET_OBJ(ctx->class_proto[JS_CLASS_OBJECT]), JS_ATOM_toString);
    name = kernelet_chain_constructor_name(ctx, p);
    if (JS_VALUE_GET_TAG(to_string) == JS_TAG_OBJECT && JS_IsString(name) &&
        JS_VALUE_GET_TAG(object_to_string) == JS_TAG_OBJECT &&
        JS_VALUE_GET_OBJ(to_string) == JS_VALUE_GET_OBJ(object_to_string))
        return kernelet_concat(ctx, "#<", js_dup(name), ">");
    name = kernelet_chain_data(ctx, p, JS_ATOM_Symbol_toStringTag);
    if (JS_IsString(name))
        return kernelet_concat(ctx, "[object ", js_dup(name), "]");
    return kernelet_concat(ctx, "[object ",
                           JS_AtomToString(ctx, ctx->rt->class_array[p->class_id].class_name), "]");
}

static JSValue kernelet_description(JSContext *ctx, JSValueConst value)
{
    switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_OBJECT:
        if (JS_VALUE_GET_OBJ(value)->class_id == JS_CLASS_PROXY)
            return js_new_string8(ctx, "#<Object>");
        if (JS_IsFunction(ctx, value))
            return js_function_toString(ctx, value, 0, NULL);
        return kernelet_describe_object(ctx, value);
    case JS_TAG_SYMBOL:
        return js_symbol_toString(ctx, value, 0, NULL);
    default:
        return JS_ToString(ctx, value);
    }
}

/* V8's BuildDefaultCallSite: "number 5", "object null", "string "x"", "function". */
static JSValue kernelet_describe_type(JSContext *ctx, JSValueConst value)
{
    JSValue type = JS_AtomToString(ctx, js_operator_typeof(ctx, value));

    switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
        return kernelet_concat(ctx, "string \"", JS_ToString(ctx, value), "\"");
    case JS_TAG_NULL:
    case JS_TAG_BOOL:
    case JS_TAG_INT:
    case JS_TAG_FLOAT64:
        return JS_ConcatString(ctx, kernelet_concat(ctx, "", type, " "), JS_ToString(ctx, value));
    default:
        return type;
    }
}

/* Throws a TypeError "<before><description><after>". Takes over the description. */
static JSValue kernelet_throw_described(JSContext *ctx, JSErrorEnum kind, const char *before,
                                        JSValue description, const char *after)
{
    const char *text = NULL;
    JSValue result;

    if (JS_IsString(safe_const(description)))
        text = JS_ToCString(ctx, safe_const(description));
    JS_FreeValue(ctx, description);
    if (JS_HasException(ctx))
        JS_FreeValue(ctx, JS_GetException(ctx));
    result = kernelet_throw(ctx, kind, "%s%s%s", before, text ? text : "#<Object>", after);
    JS_FreeCString(ctx, text);
    return result;
}

/* "x is not a function" when a built-in function was given x. */
static JSValue kernelet_throw_not_a_function(JSContext *ctx, JSValueConst value)
{
    return kernelet_throw_described(ctx, JS_TYPE_ERROR, "",
                                    kernelet_describe_type(ctx, value), " is not a function");
}

/* Function.prototype.apply and Reflect.apply, or a call with `...`, of what is no function. */
static JSValue kernelet_throw_apply(JSContext *ctx, JSValueConst value)
{
    JSStackFrame *sf = ctx->rt->current_stack_frame;
    const char *text, *type;
    JSValue result;

    if (sf && JS_VALUE_GET_TAG(sf->cur_func) == JS_TAG_OBJECT &&
        js_class_has_bytecode(JS_VALUE_GET_OBJ(sf->cur_func)->class_id))
        return kernelet_throw_not_callable(ctx, value, " is not a function");
    text = kernelet_describe(ctx, value);
    type = JS_AtomToCString(ctx, js_operator_typeof(ctx, value));
    result = kernelet_throw(ctx, JS_TYPE_ERROR,
                            "Function.prototype.apply was called on %s, which is %s%s and not a "
                            "function",
                            text, JS_IsNull(value) ? "" : JS_IsObject(value) ? "an " : "a ",
                            JS_IsNull(value) ? "null" : type ? type : "object");
    JS_FreeCString(ctx, text);
    JS_FreeCString(ctx, type);
    return result;
}

/* A private method of a class, used on what is no instance of it. */
static JSValue kernelet_throw_wrong_brand(JSContext *ctx, JSValueConst method)
{
    JSObject *home = JS_VALUE_GET_OBJ(method)->u.func.home_object;
    bool is_static = js_class_has_bytecode(home->class_id);
    JSValueConst constructor =
        is_static ? safe_const(JS_MKPTR(JS_TAG_OBJECT, home)) : kernelet_own_data(home, JS_ATOM_constructor);
    const char *name = kernelet_class_name(ctx, constructor);

    JS_ThrowTypeError(ctx, "Receiver must be %s %s",
                      is_static ? "class" : "an instance of class",
                      name && *name ? name : "anonymous");
    JS_FreeCString(ctx, name);
    return JS_EXCEPTION;
}

/* super() of a class whose parent cannot be constructed. */
static JSValue kernelet_throw_not_super(JSContext *ctx, JSValueConst parent,
                                        JSValueConst constructor)
{
    const char *name = kernelet_class_name(ctx, constructor);
    const char *parent_name = JS_IsFunction(ctx, parent) ? kernelet_class_name(ctx, parent)
                                                         : kernelet_describe(ctx, parent);

    JS_ThrowTypeError(ctx, "Super constructor %s of %s is not a constructor",
                      parent_name && *parent_name ? parent_name : "null",
                      name && *name ? name : "anonymous class");
    JS_FreeCString(ctx, name);
    JS_FreeCString(ctx, parent_name);
    return JS_EXCEPTION;
}

/* "<before>#<Foo><after>" */
static JSValue kernelet_throw_value(JSContext *ctx, JSErrorEnum kind, const char *before,
                                    JSValueConst value, const char *after)
{
    return kernelet_throw_described(ctx, kind, before, kernelet_description(ctx, value), after);
}

static JSValue kernelet_throw_not_iterable(JSContext *ctx, JSValueConst value)
{
    return kernelet_throw_described(
        ctx, JS_TYPE_ERROR, "", kernelet_describe_type(ctx, value),
        " is not iterable (cannot read property Symbol(Symbol.iterator))");
}

/* With a property name in the middle: "Cannot delete property 'x' of #<Foo>". */
static JSValue kernelet_throw_property(JSContext *ctx, const char *before, JSAtom property,
                                       const char *between, JSValueConst object, const char *after)
{
    JSValue key = JS_AtomToValue(ctx, property);
    const char *name = kernelet_describe(ctx, safe_const(key));
    const char *text = kernelet_describe(ctx, object);
    JSValue result = kernelet_throw(ctx, JS_TYPE_ERROR, "%s%s%s%s%s", before, name, between, text,
                                    after);

    JS_FreeCString(ctx, name);
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, key);
    return result;
}

/*
 * The same where sloppy code is not told: answers -1 after throwing, else false.
 * That is what the engine's own JS_ThrowTypeErrorOrFalse does.
 */
static int kernelet_throw_property_or_false(JSContext *ctx, int flags, const char *before,
                                            JSAtom property, const char *between,
                                            JSValueConst object, const char *after)
{
    if (!(flags & JS_PROP_THROW) && !((flags & JS_PROP_THROW_STRICT) && is_strict_mode(ctx)))
        return false;
    kernelet_throw_property(ctx, before, property, between, object, after);
    return -1;
}

/* "Cannot assign to read only property 'x' of object '#<Foo>'" */
static int kernelet_throw_read_only(JSContext *ctx, int flags, JSAtom property, JSValueConst object)
{
    const char *between = JS_IsObject(object) ? "' of object '" : "' of string '";

    return kernelet_throw_property_or_false(ctx, flags, "Cannot assign to read only property '",
                                            property, between, object, "'");
}

/* "Cannot add property x, object is not extensible" */
static int kernelet_throw_not_extensible(JSContext *ctx, int flags, JSAtom property)
{
    char name[ATOM_GET_STR_BUF_SIZE];

    return JS_ThrowTypeErrorOrFalse(ctx, flags, "Cannot add property %s, object is not extensible",
                                    JS_AtomGetStr(ctx, name, sizeof(name), property));
}

/* "Method Map.prototype.get called on incompatible receiver #<Foo>", named after what runs. */
static JSValue kernelet_throw_incompatible(JSContext *ctx, JSAtom class_name, JSValueConst receiver)
{
    JSStackFrame *sf = ctx->rt->current_stack_frame;
    char class_text[ATOM_GET_STR_BUF_SIZE];
    const char *function = NULL;
    const char *value = kernelet_describe(ctx, receiver);
    bool is_accessor = false;
    JSValue result;

    if (sf && JS_VALUE_GET_TAG(sf->cur_func) == JS_TAG_OBJECT) {
        JSValueConst name = kernelet_own_data(JS_VALUE_GET_OBJ(sf->cur_func), JS_ATOM_name);

        if (JS_IsString(name))
            function = JS_ToCString(ctx, name);
    }
    is_accessor = function && !strncmp(function, "get ", 4);
    JS_AtomGetStr(ctx, class_text, sizeof(class_text), class_name);
    result = kernelet_throw(ctx, JS_TYPE_ERROR,
                            "Method %s%s.prototype.%s called on incompatible receiver %s",
                            is_accessor ? "get " : "", class_text,
                            function ? function + (is_accessor ? 4 : 0) : "?", value);
    JS_FreeCString(ctx, function);
    JS_FreeCString(ctx, value);
    return result;
}

/* "Number.prototype.toFixed requires that 'this' be a Number" */
static JSValue kernelet_throw_requires_this(JSContext *ctx, const char *class_name)
{
    JSStackFrame *sf = ctx->rt->current_stack_frame;
    const char *function = NULL;
    const char *bare;
    JSValue result;

    if (sf && JS_VALUE_GET_TAG(sf->cur_func) == JS_TAG_OBJECT) {
        JSValueConst name = kernelet_own_data(JS_VALUE_GET_OBJ(sf->cur_func), JS_ATOM_name);

        if (JS_IsString(name))
            function = JS_ToCString(ctx, name);
    }
    bare = !function ? "valueOf" : !strncmp(function, "get ", 4) ? function + 4 : function;
    result = kernelet_throw(ctx, JS_TYPE_ERROR, "%s.prototype.%s requires that 'this' be a %s",
                            class_name, bare, class_name);
    JS_FreeCString(ctx, function);
    return result;
}

/* The error of a constructor called without new: "Constructor Map requires 'new'". */
static JSValue kernelet_throw_requires_new(JSContext *ctx)
{
    JSStackFrame *sf = ctx->rt->current_stack_frame;
    JSValueConst name = JS_UNDEFINED;

    if (sf && JS_VALUE_GET_TAG(sf->cur_func) == JS_TAG_OBJECT)
        name = kernelet_own_data(JS_VALUE_GET_OBJ(sf->cur_func), JS_ATOM_name);
    if (kernelet_is_text(ctx, name, "Promise"))
        return JS_ThrowTypeError(ctx, "Promise constructor cannot be invoked without 'new'");
    return kernelet_throw_value(ctx, JS_TYPE_ERROR, "Constructor ", name, " requires 'new'");
}

/* The name of a class, for JS_FreeCString; NULL when it has none. */
static const char *kernelet_class_name(JSContext *ctx, JSValueConst function)
{
    JSValueConst name = JS_UNDEFINED;

    if (JS_VALUE_GET_TAG(function) == JS_TAG_OBJECT)
        name = kernelet_own_data(JS_VALUE_GET_OBJ(function), JS_ATOM_name);
    return JS_IsString(name) ? JS_ToCString(ctx, name) : NULL;
}

/* Array.prototype.sort and the like; 0 when the comparison function is one. */
static int kernelet_check_comparator(JSContext *ctx, JSValueConst value)
{
    if (likely(JS_IsFunction(ctx, value)))
        return 0;
    kernelet_throw_value(ctx, JS_TYPE_ERROR,
                         "The comparison function must be either a function or undefined: ", value,
                         "");
    return -1;
}

/* A length or offset that is no index; V8 has words of its own for each place. */
static void kernelet_throw_index(JSContext *ctx, JSValueConst function, JSValueConst value)
{
    const char *name = JS_IsString(function) ? JS_ToCString(ctx, function) : NULL;

    if (name && (!strcmp(name, "ArrayBuffer") || !strcmp(name, "SharedArrayBuffer")))
        JS_ThrowRangeError(ctx, "Invalid array buffer length");
    else if (name && strlen(name) > 5 && !strcmp(name + strlen(name) - 5, "Array"))
        kernelet_throw_value(ctx, JS_RANGE_ERROR, "Invalid typed array length: ", value, "");
    else if (name && (!strncmp(name, "get", 3) || !strncmp(name, "set", 3)))
        JS_ThrowRangeError(ctx, "Offset is outside the bounds of the DataView");
    else if (name && !strcmp(name, "DataView"))
        kernelet_throw_value(ctx, JS_RANGE_ERROR, "Start offset ", value,
                             " is outside the bounds of the buffer");
    else
        JS_ThrowRangeError(ctx, "Invalid value: not (convertible to) a safe integer");
    JS_FreeCString(ctx, name);
}

static const char *js_typed_array_name(int class_id)
{
    static const char *const names[] = {
        [JS_CLASS_UINT8C_ARRAY] = "Uint8ClampedArray", [JS_CLASS_INT8_ARRAY] = "Int8Array",
        [JS_CLASS_UINT8_ARRAY] = "Uint8Array",         [JS_CLASS_INT16_ARRAY] = "Int16Array",
        [JS_CLASS_UINT16_ARRAY] = "Uint16Array",       [JS_CLASS_INT32_ARRAY] = "Int32Array",
        [JS_CLASS_UINT32_ARRAY] = "Uint32Array",       [JS_CLASS_BIG_INT64_ARRAY] = "BigInt64Array",
        [JS_CLASS_BIG_UINT64_ARRAY] = "BigUint64Array", [JS_CLASS_FLOAT16_ARRAY] = "Float16Array",
        [JS_CLASS_FLOAT32_ARRAY] = "Float32Array",     [JS_CLASS_FLOAT64_ARRAY] = "Float64Array",
    };

    return names[class_id];
}

/* ---- JSON.stringify ---- */

static void kernelet_put_value(JSContext *ctx, StringBuffer *text, JSValue value)
{
    if (JS_IsString(safe_const(value)))
        string_buffer_concat_value(text, safe_const(value));
    JS_FreeValue(ctx, value);
}

/* "property 'a'" or "index 1": under which name an object holds another. */
static void kernelet_put_key(JSContext *ctx, StringBuffer *text, JSValueConst holder,
                             JSValueConst held)
{
    JSObject *p = JS_VALUE_GET_OBJ(holder);
    JSShapeProperty *prs;
    char number[32];
    uint32_t i;

    if (p->fast_array && p->class_id == JS_CLASS_ARRAY) {
        for (i = 0; i < p->u.array.count; i++) {
            JSValue element = p->u.array.u.values[i];

            if (JS_VALUE_GET_TAG(element) == JS_TAG_OBJECT &&
                JS_VALUE_GET_OBJ(element) == JS_VALUE_GET_OBJ(held)) {
                snprintf(number, sizeof(number), "index %u", (unsigned)i);
                string_buffer_puts8(text, number);
                return;
            }
        }
    }
    prs = get_shape_prop(p->shape);
    for (i = 0; i < (uint32_t)p->shape->prop_count; i++, prs++) {
        if (prs->atom == JS_ATOM_NULL || (prs->flags & JS_PROP_TMASK) != JS_PROP_NORMAL ||
            JS_VALUE_GET_TAG(p->prop[i].u.value) != JS_TAG_OBJECT ||
            JS_VALUE_GET_OBJ(p->prop[i].u.value) != JS_VALUE_GET_OBJ(held))
            continue;
        string_buffer_puts8(text, "property '");
        kernelet_put_value(ctx, text, JS_AtomToString(ctx, prs->atom));
        string_buffer_putc8(text, '\'');
        return;
    }
    /* a getter or toJSON made it */
    string_buffer_puts8(text, "property '...'");
}

static void kernelet_put_constructor(JSContext *ctx, StringBuffer *text, JSValueConst object)
{
    string_buffer_puts8(text, "object with constructor '");
    kernelet_put_value(ctx, text, kernelet_constructor_name(ctx, object));
    string_buffer_putc8(text, '\'');
}

/*
 * V8's explanation of a cycle. `stack` is the array of objects being written,
 * `value` the one among them that was reached again. Of a long way the ends are shown.
 */
static void kernelet_throw_circular(JSContext *ctx, JSValueConst stack, JSValueConst value)
{
    enum { SHOWN_FIRST = 3, SHOWN_LAST = 1 };
    JSObject *array = JS_VALUE_GET_OBJ(stack);
    JSValue *objects = array->u.array.u.values;
    uint32_t count = array->u.array.count, start = 0, i;
    StringBuffer text;
    JSValue message;

    while (start < count && JS_VALUE_GET_OBJ(objects[start]) != JS_VALUE_GET_OBJ(value))
        start++;
    if (start == count || string_buffer_init(ctx, &text, 128)) {
        JS_ThrowTypeError(ctx, "Converting circular structure to JSON");
        return;
    }
    string_buffer_puts8(&text, "Converting circular structure to JSON\n    --> starting at ");
    kernelet_put_constructor(ctx, &text, value);
    for (i = start + 1; i < count; i++) {
        if (i > start + SHOWN_FIRST && i + SHOWN_LAST < count) {
            string_buffer_puts8(&text, "\n    |     ...");
            i = count - SHOWN_LAST - 1;
            continue;
        }
        string_buffer_puts8(&text, "\n    |     ");
        kernelet_put_key(ctx, &text, safe_const(objects[i - 1]), safe_const(objects[i]));
        string_buffer_puts8(&text, " -> ");
        kernelet_put_constructor(ctx, &text, safe_const(objects[i]));
    }
    string_buffer_puts8(&text, "\n    --- ");
    kernelet_put_key(ctx, &text, safe_const(objects[count - 1]), value);
    string_buffer_puts8(&text, " closes the circle");
    message = string_buffer_end(&text);
    if (JS_IsException(message))
        return;
    kernelet_throw_described(ctx, JS_TYPE_ERROR, "", message, "");
}

/* ---- regular expressions ---- */

/* V8's words for what libregexp says. */
static const char *kernelet_regexp_words(const char *message, const char *pattern, size_t length)
{
    static const char *const words[][2] = {
        { "expecting ')'", "Unterminated group" },
        { "extraneous characters at the end", "Unmatched ')'" },
        { "nothing to repeat", "Nothing to repeat" },
        { "duplicate group name", "Duplicate capture group name" },
        { "invalid group name", "Invalid capture group name" },
        { "expecting group name", "Invalid named reference" },
        { "group name not defined", "Invalid named capture referenced" },
        { "invalid repetition count", "numbers out of order in {} quantifier" },
        { "invalid class range", "Range out of order in character class" },
        { "invalid group", "Invalid group" },
        { "invalid escape sequence in regular expression", "Invalid escape" },
        { "invalid decimal escape in regular expression", "Invalid decimal escape" },
        { "back reference out of range in regular expression", "Invalid escape" },
        { "invalid unicode escape", "Invalid Unicode escape" },
        { "syntax error", "Lone quantifier brackets" },
        { "invalid class set operation in regular expression", "Invalid set operation in character class" },
        { "invalid character in class in regular expression", "Invalid character in character class" },
        { "invalid modifiers", "Invalid flags" },
        { "too many captures", "Too many captures" },
        { "stack overflow", "Regular expression too large" },
    };
    int i;

    if (!strcmp(message, "unexpected end"))
        return length > 0 && pattern[length - 1] == '\\' ? "\\ at end of pattern"
                                                         : "Unterminated character class";
    if (!strncmp(message, "unknown unicode", 15) || !strncmp(message, "expecting '{' after", 19))
        return "Invalid property name";
    for (i = 0; i < countof(words); i++) {
        if (!strcmp(message, words[i][0]))
            return words[i][1];
    }
    return message;
}

/* "Invalid regular expression: /(/u: Unterminated group" */
static JSValue kernelet_throw_regexp(JSContext *ctx, const char *message, const char *pattern,
                                     size_t length, JSValueConst flags)
{
    const char *flag_text = JS_IsString(flags) ? JS_ToCString(ctx, flags) : NULL;
    JSValue result = kernelet_throw(ctx, JS_SYNTAX_ERROR, "Invalid regular expression: /%.*s/%s: %s",
                                    (int)length, pattern, flag_text ? flag_text : "",
                                    kernelet_regexp_words(message, pattern, length));

    JS_FreeCString(ctx, flag_text);
    return result;
}

/* Arithmetic between a BigInt and something else; both are numeric. */
static bool kernelet_mixes_bigint(JSValueConst left, JSValueConst right)
{
    int left_tag = JS_VALUE_GET_NORM_TAG(left), right_tag = JS_VALUE_GET_NORM_TAG(right);

    return left_tag == JS_TAG_BIG_INT || left_tag == JS_TAG_SHORT_BIG_INT ||
           right_tag == JS_TAG_BIG_INT || right_tag == JS_TAG_SHORT_BIG_INT;
}

/* A key in a message: symbols as "Symbol(x)". */
static const char *kernelet_atom_text(JSContext *ctx, char *buffer, int size, JSAtom atom)
{
    char name[ATOM_GET_STR_BUF_SIZE];

    if (atom == JS_ATOM_NULL || JS_AtomGetKind(ctx, atom) != JS_ATOM_KIND_SYMBOL)
        return JS_AtomGetStr(ctx, buffer, size, atom);
    snprintf(buffer, size, "Symbol(%s)", JS_AtomGetStr(ctx, name, sizeof(name), atom));
    return buffer;
}
