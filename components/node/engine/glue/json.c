/*
 * JSON.parse: errors in V8's words, with positions in UTF-16 units.
 */

/* Units of a text before a place. */
static int kernelet_units(const uint8_t *start, const uint8_t *end)
{
    int units = 0;

    for (; start < end; start++) {
        if ((*start & 0xc0) != 0x80)
            units += *start >= 0xf0 ? 2 : 1;
    }
    return units;
}

/* "<what> in JSON at position 1 (line 1 column 2)" */
static int json_parse_error(JSParseState *s, const uint8_t *place, const char *what)
{
    const uint8_t *p, *line_start = s->buf_start;
    int line = 1;

    for (p = s->buf_start; p < place; p++) {
        if (*p == '\n' || (*p == '\r' && p[1] != '\n')) {
            line++;
            line_start = p + 1;
        }
    }
    JS_ThrowSyntaxError(s->ctx, "%s JSON at position %d (line %d column %d)", what,
                        kernelet_units(s->buf_start, place), line,
                        kernelet_units(line_start, place) + 1);
    return -1;
}

static const uint8_t *kernelet_forward(const uint8_t *p, const uint8_t *end, int count)
{
    while (p < end && count-- > 0) {
        p++;
        while (p < end && (*p & 0xc0) == 0x80)
            p++;
    }
    return p;
}

static const uint8_t *kernelet_backward(const uint8_t *start, const uint8_t *p, int count)
{
    while (p > start && count-- > 0) {
        p--;
        while (p > start && (*p & 0xc0) == 0x80)
            p--;
    }
    return p;
}

/* Texts that come from passing something else than JSON. */
static bool kernelet_json_is_special(JSParseState *s)
{
    static const char *const texts[] = { "NaN", "Infinity", "undefined", "[object Object]" };
    size_t length = s->buf_end - s->buf_start;
    int i;

    for (i = 0; i < countof(texts); i++) {
        if (length == strlen(texts[i]) && !memcmp(s->buf_start, texts[i], length))
            return true;
    }
    return false;
}

/* V8 shows ten characters on each side of the culprit, or all of a short text. */
static void kernelet_json_unexpected_token(JSParseState *s, const uint8_t *place)
{
    enum { CONTEXT = 10, SHORTEST = 2 * CONTEXT + 1 };
    const uint8_t *start = s->buf_start, *end = s->buf_end;
    const uint8_t *token_end = kernelet_forward(place, end, 1);
    /* V8 names one UTF-16 unit: of a pair only the half that is no character alone */
    const char *unit = *place >= 0xf0 ? "\xef\xbf\xbd" : (const char *)place;
    int unit_length = *place >= 0xf0 ? 3 : (int)(token_end - place);
    const char *before = "", *after = "";
    int length = kernelet_units(start, end);
    int position = kernelet_units(start, place);

    if (length >= SHORTEST) {
        if (position >= CONTEXT) {
            start = kernelet_backward(start, place, CONTEXT);
            before = "...";
        }
        if (position < length - CONTEXT) {
            end = kernelet_forward(place, end, CONTEXT);
            after = "...";
        }
    }
    JS_ThrowSyntaxError(s->ctx, "Unexpected token '%.*s', %s\"%.*s\"%s is not valid JSON",
                        unit_length, unit, before, (int)(end - start), start, after);
}

/* What stands at a place is no JSON there. */
static int kernelet_json_unexpected(JSParseState *s, const uint8_t *place)
{
    if (place >= s->buf_end)
        JS_ThrowSyntaxError(s->ctx, "Unexpected end of JSON input");
    else if (is_digit(*place) || *place == '-')
        json_parse_error(s, place, "Unexpected number in");
    else if (*place == '"')
        json_parse_error(s, place, "Unexpected string in");
    else if (kernelet_json_is_special(s))
        JS_ThrowSyntaxError(s->ctx, "\"%.*s\" is not valid JSON", (int)(s->buf_end - s->buf_start),
                            s->buf_start);
    else
        kernelet_json_unexpected_token(s, place);
    return -1;
}

/* A word that is not true, false or null: V8 blames its first wrong character. */
static int kernelet_json_unexpected_word(JSParseState *s, const uint8_t *place)
{
    const char *word = *place == 't' ? "true" : *place == 'f' ? "false" : "null";
    const uint8_t *p = place;

    while (*word && p < s->buf_end && *p == (uint8_t)*word) {
        p++;
        word++;
    }
    if (!*word)
        return json_parse_error(s, p, "Unexpected non-whitespace character after");
    return kernelet_json_unexpected(s, kernelet_json_is_special(s) ? place : p);
}
