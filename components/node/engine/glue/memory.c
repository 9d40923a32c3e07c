/*
 * Memory numbers that the public interface does not give.
 */

/* Memory of all array buffers that are not detached. */
double kernelet_array_buffer_bytes(JSContext *ctx)
{
    struct list_head *el;
    double total = 0;

    list_for_each(el, &ctx->rt->gc_obj_list) {
        JSGCObjectHeader *header = list_entry(el, JSGCObjectHeader, link);
        JSObject *p = (JSObject *)header;

        if (JS_GC_TYPE(header) != JS_GC_OBJ_TYPE_JS_OBJECT)
            continue;
        if ((p->class_id == JS_CLASS_ARRAY_BUFFER || p->class_id == JS_CLASS_SHARED_ARRAY_BUFFER) &&
            p->u.array_buffer)
            total += p->u.array_buffer->byte_length;
    }
    return total;
}

/* Whether an allocation failed since the last call. */
int kernelet_took_out_of_memory(JSRuntime *rt)
{
    bool was = rt->kernelet.out_of_memory;

    rt->kernelet.out_of_memory = false;
    return was;
}

double kernelet_allocated_bytes(JSContext *ctx)
{
    return ctx->rt->malloc_state.malloc_size;
}

/* Takes the arenas that have free blocks off the lists: what is allocated from now on lies close together in
   new ones, instead of here and there in the holes of all that is there already. An arena comes back when it
   was full and a block of it is freed. */
void kernelet_seal_arenas(JSRuntime *rt)
{
    struct list_head *el, *next;
    int i;

    for (i = 0; i < JS_ARENA_BLOCK_SIZE_COUNT; i++) {
        list_for_each_safe(el, next, &rt->arena_state.free_arena_list[i]) {
            list_del(el);
            /* It is taken off once more when its last block is freed. */
            init_list_head(el);
        }
    }
}
