/*
 * Everything of this folder, in the order in which its parts need each other.
 * quickjs.c includes this file at its end.
 */
typedef struct KerneletStack KerneletStack;
typedef struct KerneletFrame KerneletFrame;

static JSValue kernelet_stack_text(JSContext *ctx, JSValueConst error, KerneletStack *stack);
static JSValue kernelet_eval_origin(JSContext *ctx);
static JSValue kernelet_description(JSContext *ctx, JSValueConst value);
static JSValue kernelet_call_site_new(JSContext *ctx, const KerneletFrame *frame);

#include "strings.c"
#include "bytes.c"
#include "symbols.c"
#include "handles.c"
#include "introspect.c"
#include "state.c"
#include "weak.c"
#include "dates.c"
#include "promise.c"
#include "frames.c"
#include "record.c"
#include "stack.c"
#include "callsite.c"
#include "messages.c"
#include "callee.c"
#include "patterns.c"
#include "radix.c"
#include "json.c"
#include "origin.c"
#include "modules.c"
#include "contexts.c"
#include "scripts.c"
#include "memory.c"
