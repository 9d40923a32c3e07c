/*
 * Everything of this folder, in the order in which its parts need each other.
 * quickjs.c includes this file at its end.
 */
#include "state.c"
#include "strings.c"
#include "bytes.c"
#include "symbols.c"
#include "handles.c"
#include "introspect.c"
#include "promise.c"
#include "stack.c"
#include "origin.c"
#include "modules.c"
#include "scripts.c"
#include "memory.c"
