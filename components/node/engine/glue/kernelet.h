/*
 * What the engine keeps for Kernelet, beside its own state.
 *
 * Included by quickjs.c before `struct JSRuntime`, which embeds KerneletState.
 * The functions behind it are in the other files of this folder, which quickjs.c
 * includes at its end, so that they can use its static functions.
 *
 * Ownership is QuickJS's: JSValueConst is borrowed, JSValue is owned.
 */
#ifndef KERNELET_H
#define KERNELET_H

/* The host callbacks. The numbers are repeated in src/raw.rs. */
enum {
    KERNELET_SLOT_PREPARE_STACK,
    KERNELET_SLOT_DYNAMIC_IMPORT,
    KERNELET_SLOT_IMPORT_META,
    KERNELET_SLOT_HOOK_INIT,
    KERNELET_SLOT_HOOK_BEFORE,
    KERNELET_SLOT_HOOK_AFTER,
    KERNELET_SLOT_HOOK_SETTLED,
    KERNELET_SLOT_HOOK_FAILED,
    KERNELET_SLOT_REJECTION_TRACKER,
    KERNELET_SLOT_COUNT,
};

/*
 * Where source text came from; shared by all functions of one compilation and
 * by its module record, if it has one.
 */
typedef struct KerneletOrigin {
    int ref_count;
    /* the host-defined option: a symbol kept as its atom, or JS_ATOM_NULL.
       An atom needs no garbage collection: symbols refer to nothing. */
    JSAtom host_defined;
    /* the module record; cleared when the record is freed */
    struct JSModuleDef *module;
    /* "eval at f (file:1:2)" for text given to eval, else undefined; a string */
    JSValue eval_origin;
} KerneletOrigin;

/* A callback of a FinalizationRegistry that waits for the next garbage collection. */
typedef struct KerneletFinalization {
    struct KerneletFinalization *next;
    JSValue callback;
    JSValue held;
} KerneletFinalization;

typedef struct KerneletState {
    /* the context that keeps the values below alive: the runtime's first */
    JSContext *owner;
    JSValue slots[KERNELET_SLOT_COUNT];
    /* the continuation-preserved embedder data */
    JSValue continuation;
    /* what the next compilation uses; set by the functions in scripts.c and modules.c */
    KerneletOrigin *requested_origin;
    /* lines and columns that stand before the text of that compilation */
    int requested_line;
    int requested_column;
    /* the compilation that is going on */
    KerneletOrigin *origin;
    /* what the reaction job that is running works for, else undefined; borrowed */
    JSValueConst current_promise;
    /* targets of WeakRefs that were made since the last garbage collection */
    JSValue *kept;
    int kept_count;
    /* the first so many of them go with the next garbage collection */
    int kept_cleared;
    int kept_size;
    /* newest first */
    KerneletFinalization *finalizations;
    /* last number handed out for JSModuleDef.walk_mark */
    uint32_t walk_mark;
    /* an allocation failed since somebody asked last */
    bool out_of_memory;
    /* a hook is running: hooks do not nest */
    bool in_promise_hook;
    /* class of module and script handles; 0 until it is registered */
    JSClassID handle_class;
    /* class of global objects that are joined with a sandbox; 0 until it is registered */
    JSClassID joined_class;
    /* class of the recorded frames behind `error.stack` */
    JSClassID stack_class;
    /* names that the engine has no constant for: its table of atoms is frozen,
       since bytecode that comes with it counts on the numbers */
    JSAtom atom_stack_trace_limit;
    JSAtom atom_prepare_stack_trace;
    JSAtom atom_anonymous;
} KerneletState;

#endif
