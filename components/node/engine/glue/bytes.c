/*
 * The memory behind array buffers, typed arrays and data views.
 */

enum {
    KERNELET_BYTES_ARRAY_BUFFER,
    KERNELET_BYTES_SHARED_ARRAY_BUFFER,
    KERNELET_BYTES_TYPED_ARRAY,
    KERNELET_BYTES_DATA_VIEW,
};

static void kernelet_view_place(JSTypedArray *view, uint8_t **pdata, size_t *plength)
{
    JSArrayBuffer *buffer = view->buffer->u.array_buffer;
    size_t length;

    *pdata = NULL;
    *plength = 0;
    if (buffer->detached || view->offset > (uint32_t)buffer->byte_length)
        return;
    length = view->track_rab ? (uint32_t)buffer->byte_length - view->offset : view->length;
    /* a view that reaches beyond its shrunken buffer is empty */
    if (view->offset + length > (uint32_t)buffer->byte_length)
        return;
    *pdata = buffer->data + view->offset;
    *plength = length;
}

/* Non-zero when the value has bytes; then all of the results are set. */
int kernelet_bytes(JSValueConst value, uint8_t **pdata, size_t *plength, int *pkind,
                   int *pelement_size)
{
    JSObject *p;

    if (JS_VALUE_GET_TAG(value) != JS_TAG_OBJECT)
        return 0;
    p = JS_VALUE_GET_OBJ(value);
    *pelement_size = 1;
    switch (p->class_id) {
    case JS_CLASS_ARRAY_BUFFER:
    case JS_CLASS_SHARED_ARRAY_BUFFER:
        if (!p->u.array_buffer)
            return 0;
        *pdata = p->u.array_buffer->data;
        *plength = p->u.array_buffer->detached ? 0 : p->u.array_buffer->byte_length;
        *pkind = p->class_id == JS_CLASS_ARRAY_BUFFER ? KERNELET_BYTES_ARRAY_BUFFER
                                                      : KERNELET_BYTES_SHARED_ARRAY_BUFFER;
        return 1;
    case JS_CLASS_DATAVIEW:
        if (!p->u.typed_array)
            return 0;
        *pkind = KERNELET_BYTES_DATA_VIEW;
        kernelet_view_place(p->u.typed_array, pdata, plength);
        return 1;
    default:
        if (!is_typed_array(p->class_id) || !p->u.typed_array)
            return 0;
        *pkind = KERNELET_BYTES_TYPED_ARRAY;
        *pelement_size = 1 << typed_array_size_log2(p->class_id);
        kernelet_view_place(p->u.typed_array, pdata, plength);
        /* a view that tracks its buffer holds whole elements only */
        *plength &= ~(size_t)(*pelement_size - 1);
        return 1;
    }
}

/* Where a view starts in its buffer; 0 for anything else. */
size_t kernelet_bytes_offset(JSValueConst value)
{
    JSObject *p;

    if (JS_VALUE_GET_TAG(value) != JS_TAG_OBJECT)
        return 0;
    p = JS_VALUE_GET_OBJ(value);
    if (p->class_id != JS_CLASS_DATAVIEW && !is_typed_array(p->class_id))
        return 0;
    return p->u.typed_array ? p->u.typed_array->offset : 0;
}

int kernelet_is_detached(JSValueConst value)
{
    JSObject *p;

    if (JS_VALUE_GET_TAG(value) != JS_TAG_OBJECT)
        return 0;
    p = JS_VALUE_GET_OBJ(value);
    return p->class_id == JS_CLASS_ARRAY_BUFFER && p->u.array_buffer &&
           p->u.array_buffer->detached;
}

/* Stands for memory that belongs to somebody else: it is never moved and never freed. */
static void *kernelet_foreign_bytes(JSRuntime *rt, void *opaque, void *data, size_t size)
{
    return NULL;
}

JSValue kernelet_foreign_array_buffer(JSContext *ctx, uint8_t *data, size_t length)
{
    return JS_NewArrayBuffer(ctx, data, length, 0, kernelet_foreign_bytes, NULL, false);
}
