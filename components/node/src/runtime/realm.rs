//! What native code remembers of the JavaScript side: the process object, the callbacks that Node's
//! library hands over while it boots, the bindings made so far.
//!
//! One per context. Everything in here is part of the frozen image.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use rquickjs::{Ctx, Function, JsLifetime, Object, Result, Value};

/// A thing that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Slot {
    /// `process`
    Process,
    /// `primordials`
    Primordials,
    /// The library's own `internalBinding`.
    InternalBinding,
    /// The library's own `requireBuiltin`.
    Require,
    /// `internalBinding('util').privateSymbols`
    PrivateSymbols,
    /// `internalBinding('symbols')`
    IsolateSymbols,
    /// Exports object of the `internal/per_context/*` scripts.
    PerContextExports,
    /// `task_queue.setTickCallback`
    TickCallback,
    /// `task_queue.tickInfo`
    TickInfo,
    /// `timers.setupTimers`, first argument
    ProcessImmediate,
    /// `timers.setupTimers`, second argument
    ProcessTimers,
    /// `timers.immediateInfo`
    ImmediateInfo,
    /// `timers.timeoutInfo`
    TimeoutInfo,
    /// `errors.setPrepareStackTraceCallback`
    PrepareStackTrace,
    /// `errors.setEnhanceStackForFatalException`, first argument
    EnhanceBeforeInspector,
    /// `errors.setEnhanceStackForFatalException`, second argument
    EnhanceAfterInspector,
    /// `errors.setGetSourceMapErrorSource`
    SourceMapErrorSource,
    /// `errors.setMaybeCacheGeneratedSourceMap`
    CacheGeneratedSourceMap,
    /// `process_methods.setEmitWarningSync`
    EmitWarningSync,
    /// `async_wrap.setupHooks`
    AsyncHooks,
    /// `async_wrap.async_hook_fields`
    AsyncHookFields,
    /// `async_wrap.async_id_fields`
    AsyncIdFields,
    /// `async_wrap.async_ids_stack`
    AsyncIdStack,
    /// `async_wrap.execution_async_resources`
    AsyncResources,
    /// Resources of contexts that native code pushed, by depth.
    NativeAsyncResources,
    /// `process[exit_info_private_symbol]`
    ExitInfo,
    /// `performance.milestones`
    Milestones,
    /// `performance.observerCounts`
    ObserverCounts,
    /// `performance.setupObservers`
    PerformanceObserver,
    /// `process_methods.hrtimeBuffer`
    HighResolutionTime,
    /// `mksnapshot.setSerializeCallback`
    SerializeCallback,
    /// `trace_events.setTraceCategoryStateUpdateHandler`
    TraceStateHandler,
    /// `options.getCLIOptionsValues`, what it answers
    OptionValues,
    /// The key under which an AsyncWrap keeps its state.
    AsyncWrapKey,
    /// The key under which a HandleWrap keeps its state.
    HandleWrapKey,
    /// The constructor `AsyncWrap`.
    AsyncWrapClass,
    /// The constructor `HandleWrap`.
    HandleWrapClass,
    /// The key under which a Signal keeps its handle.
    SignalKey,
    /// The key under which an FSEvent keeps its handle.
    FileEventKey,
    /// The key under which a StatWatcher keeps its handle.
    StatWatcherKey,
    /// Registry behind `async_wrap.registerDestroyHook`.
    DestroyRegistry,
    /// Not a slot: how many there are.
    Count,
}

/// The memory of one context.
pub struct Realm<'js> {
    slots: RefCell<Vec<Option<Value<'js>>>>,
    /// Bindings made so far, by name.
    pub bindings: RefCell<HashMap<String, Object<'js>>>,
    /// How many callback scopes are open ([`super::callback`]).
    pub callback_depth: Cell<u32>,
    /// Set as soon as the process must not run JavaScript any more.
    pub stopping: Cell<bool>,
    /// Whether this is the realm of a worker.
    pub is_worker: bool,
    /// Whether the source line of a fatal value that is no error was printed already.
    pub printed_error: Cell<bool>,
}

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for Realm<'js> {
    type Changed<'to> = Realm<'to>;
}

/// Makes the realm of a context. Called once, first.
pub fn create(ctx: &Ctx<'_>, is_worker: bool) -> Result<()> {
    let realm = Realm {
        slots: RefCell::new(vec![None; Slot::Count as usize]),
        bindings: RefCell::new(HashMap::new()),
        callback_depth: Cell::new(0),
        stopping: Cell::new(false),
        is_worker,
        printed_error: Cell::new(false),
    };
    match ctx.store_userdata(realm) {
        Ok(_) => Ok(()),
        Err(_) => Err(rquickjs::Exception::throw_internal(ctx, "the realm exists already")),
    }
}

/// Gives the realm to `look`.
///
/// # Panics
///
/// When [`create`] was not called: a mistake of ours that no guest can cause.
pub fn with<'js, R>(ctx: &Ctx<'js>, look: impl FnOnce(&Realm<'js>) -> R) -> R {
    match ctx.userdata::<Realm<'js>>() {
        Some(realm) => look(&realm),
        None => unreachable!("the realm is created before anything else"),
    }
}

/// Remembers a value.
pub fn set<'js>(ctx: &Ctx<'js>, slot: Slot, value: impl AsRef<Value<'js>>) {
    let previous =
        with(ctx, |realm| realm.slots.borrow_mut()[slot as usize].replace(value.as_ref().clone()));
    drop(previous);
}

/// Forgets a value.
pub fn clear(ctx: &Ctx<'_>, slot: Slot) {
    let previous = with(ctx, |realm| realm.slots.borrow_mut()[slot as usize].take());
    drop(previous);
}

/// A remembered value.
pub fn get<'js>(ctx: &Ctx<'js>, slot: Slot) -> Option<Value<'js>> {
    with(ctx, |realm| realm.slots.borrow()[slot as usize].clone())
}

/// A remembered value, as an object.
pub fn object<'js>(ctx: &Ctx<'js>, slot: Slot) -> Option<Object<'js>> {
    get(ctx, slot)?.into_object()
}

/// A remembered value, as a function.
pub fn function<'js>(ctx: &Ctx<'js>, slot: Slot) -> Option<Function<'js>> {
    get(ctx, slot)?.into_function()
}

/// The process object; an empty object before it exists.
pub fn process<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    match object(ctx, Slot::Process) {
        Some(process) => Ok(process),
        None => Object::new(ctx.clone()),
    }
}
