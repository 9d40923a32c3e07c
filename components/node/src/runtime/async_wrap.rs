//! The base classes of handles and requests: `AsyncWrap` and `HandleWrap`; the async context that
//! native code enters when it calls back.
//!
//! An object's async id, trigger id and continuation data live in a Rust object behind a private
//! symbol, so that JavaScript classes can extend the base classes freely.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use kernelet_quickjs::{continuation, symbols};
use rquickjs::{
    Class, Ctx, Function, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use super::{
    callback, event_loop,
    fields::Fields,
    members::{self, Arguments},
    realm::{self, Slot},
    registry,
};

/// Elements of `async_hook_fields`.
pub mod hook {
    #![allow(missing_docs)]
    pub const INIT: usize = 0;
    pub const BEFORE: usize = 1;
    pub const AFTER: usize = 2;
    pub const DESTROY: usize = 3;
    pub const CHECK: usize = 6;
    pub const STACK_LENGTH: usize = 7;
}

/// Elements of `async_id_fields`.
pub mod id {
    #![allow(missing_docs)]
    pub const EXECUTION: usize = 0;
    pub const TRIGGER: usize = 1;
    pub const COUNTER: usize = 2;
    pub const DEFAULT_TRIGGER: usize = 3;
}

/// The base classes that binding classes extend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseClass {
    /// `getAsyncId`, `asyncReset`, `getProviderType`. Requests extend it as well.
    AsyncWrap,
    /// `close(callback)`, `hasRef`, `ref`, `unref`, on top of `AsyncWrap`.
    HandleWrap,
}

/// What is known of an AsyncWrap.
struct AsyncState<'js> {
    async_id: Cell<f64>,
    trigger_id: Cell<f64>,
    provider: Cell<i32>,
    frame: RefCell<Value<'js>>,
    resource: RefCell<Option<Value<'js>>>,
}

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for AsyncState<'js> {
    type Changed<'to> = AsyncState<'to>;
}

impl<'js> Trace<'js> for AsyncState<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        if let Ok(frame) = self.frame.try_borrow() {
            frame.trace(tracer);
        }
        if let Ok(resource) = self.resource.try_borrow()
            && let Some(resource) = &*resource
        {
            resource.trace(tracer);
        }
    }
}

impl<'js> JsClass<'js> for AsyncState<'js> {
    const NAME: &'static str = "AsyncState";
    type Mutable = Readable;
    fn constructor(_: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// The state of a handle, behind `close`, `hasRef`, `ref` and `unref` of `HandleWrap`.
///
/// A class that extends `HandleWrap` registers its object with [`set_handle`]; the methods of the
/// prototype then work on it.
pub trait Handle {
    /// Stops everything the handle does (`uv_close`); its callback is called in the closing phase.
    fn close(&mut self, ctx: &Ctx<'_>);
    /// `ref()` (true) or `unref()` (false).
    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool);
    /// `hasRef()`
    fn has_reference(&self) -> bool;
    /// Whether libuv would count the handle as active (`getActiveResourcesInfo`).
    fn is_active(&self) -> bool {
        self.has_reference()
    }
}

struct HandleState {
    handle: Rc<RefCell<dyn Handle>>,
    closed: Cell<bool>,
    /// Whether the closing phase is over: the object has no handle any more.
    gone: Cell<bool>,
}

// SAFETY: the type has no lifetime.
unsafe impl<'js> JsLifetime<'js> for HandleState {
    type Changed<'to> = HandleState;
}

impl<'js> Trace<'js> for HandleState {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for HandleState {
    const NAME: &'static str = "HandleState";
    type Mutable = Readable;
    fn constructor(_: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// The provider's number, and the handle as long as it lives.
type OpenHandle = (i32, Weak<RefCell<dyn Handle>>);

thread_local! {
    /// Handles that are open, with the provider's number, for `getActiveResourcesInfo`.
    static OPEN: RefCell<Vec<OpenHandle>> = const { RefCell::new(Vec::new()) };
}

/// Provider numbers of the handles that are open and active.
pub fn active_handles() -> Vec<i32> {
    OPEN.with_borrow_mut(|open| {
        open.retain(|(_, handle)| handle.strong_count() > 0);
        open.iter()
            .filter(|(_, handle)| {
                handle.upgrade().is_some_and(|handle| {
                    handle.try_borrow().is_ok_and(|handle| handle.is_active())
                })
            })
            .map(|(provider, _)| *provider)
            .collect()
    })
}

/// The private symbol of a slot, made on first use.
fn key<'js>(ctx: &Ctx<'js>, slot: Slot) -> Result<Value<'js>> {
    if let Some(key) = realm::get(ctx, slot) {
        return Ok(key);
    }
    let symbol = symbols::private_symbol(ctx, "node:wrap")?.into_value();
    realm::set(ctx, slot, &symbol);
    Ok(symbol)
}

fn state_of<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
) -> Result<Option<Class<'js, AsyncState<'js>>>> {
    let state: Value<'js> = object.get(key(ctx, Slot::AsyncWrapKey)?)?;
    Ok(state.into_object().and_then(|state| Class::from_object(&state)))
}

/// The constructor of a base class, to be given to [`members::class`] as parent.
pub fn base_class<'js>(ctx: &Ctx<'js>, class: BaseClass) -> Result<Function<'js>> {
    let slot = match class {
        BaseClass::AsyncWrap => Slot::AsyncWrapClass,
        BaseClass::HandleWrap => Slot::HandleWrapClass,
    };
    if let Some(constructor) = realm::function(ctx, slot) {
        return Ok(constructor);
    }
    let constructor = match class {
        BaseClass::AsyncWrap => async_wrap_class(ctx)?,
        BaseClass::HandleWrap => handle_wrap_class(ctx)?,
    };
    realm::set(ctx, slot, constructor.as_value());
    Ok(constructor)
}

fn illegal<'js>(arguments: &Arguments<'_, 'js>, _: Object<'js>) -> Result<Value<'js>> {
    Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal constructor"))
}

fn async_wrap_class<'js>(ctx: &Ctx<'js>) -> Result<Function<'js>> {
    let (constructor, prototype) = members::class(ctx, "AsyncWrap", 0, None, illegal)?;
    members::set_native(&prototype, "getAsyncId", 0, |arguments| {
        let object = arguments.this_object()?;
        let id =
            state_of(arguments.ctx(), &object)?.map_or(-1.0, |state| state.borrow().async_id.get());
        Ok(Value::new_number(arguments.ctx().clone(), id))
    })?;
    members::set_native(&prototype, "asyncReset", 0, |arguments| {
        let ctx = arguments.ctx();
        let object = arguments.this_object()?;
        let resource = arguments.get(0);
        let id = arguments.get(1).as_number();
        if let Some(state) = state_of(ctx, &object)? {
            let resource = if resource.is_object() { resource } else { object.into_value() };
            reset(ctx, &state, resource, id)?;
        }
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    members::set_native(&prototype, "getProviderType", 0, |arguments| {
        let object = arguments.this_object()?;
        let provider =
            state_of(arguments.ctx(), &object)?.map_or(0, |state| state.borrow().provider.get());
        Ok(Value::new_int(arguments.ctx().clone(), provider))
    })?;
    Ok(constructor)
}

fn handle_of<'js>(
    arguments: &Arguments<'_, 'js>,
) -> Result<Option<(Object<'js>, Class<'js, HandleState>)>> {
    let object = arguments.this_object()?;
    let state: Value<'js> = object.get(key(arguments.ctx(), Slot::HandleWrapKey)?)?;
    let state = state.into_object().and_then(|state| Class::from_object(&state));
    Ok(state.map(|state| (object, state)))
}

fn handle_wrap_class<'js>(ctx: &Ctx<'js>) -> Result<Function<'js>> {
    let parent = base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) = members::class(ctx, "HandleWrap", 0, Some(&parent), illegal)?;
    members::set_native(&prototype, "close", 0, |arguments| {
        close(arguments)?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    members::set_native(&prototype, "hasRef", 0, |arguments| {
        let ctx = arguments.ctx();
        // The library tells native objects from others by this.
        let Some((_, state)) = handle_of(arguments)? else {
            return Err(rquickjs::Exception::throw_type(ctx, "Illegal invocation"));
        };
        let state = state.borrow();
        if state.gone.get() {
            return Ok(Value::new_undefined(ctx.clone()));
        }
        let answer = state.handle.try_borrow().is_ok_and(|handle| handle.has_reference());
        Ok(Value::new_bool(ctx.clone(), answer))
    })?;
    for (name, referenced) in [("ref", true), ("unref", false)] {
        members::set_native(&prototype, name, 0, move |arguments| {
            if let Some((_, state)) = handle_of(arguments)? {
                let handle = state.borrow().handle.clone();
                if !state.borrow().closed.get()
                    && let Ok(mut handle) = handle.try_borrow_mut()
                {
                    handle.set_referenced(arguments.ctx(), referenced);
                }
            }
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    Ok(constructor)
}

/// `HandleWrap::Close`: the callback is kept under `handle_onclose` and called in the closing phase.
fn close<'js>(arguments: &Arguments<'_, 'js>) -> Result<()> {
    let ctx = arguments.ctx();
    let Some((object, state)) = handle_of(arguments)? else { return Ok(()) };
    if state.borrow().closed.replace(true) {
        return Ok(());
    }
    let handle = state.borrow().handle.clone();
    if let Ok(mut handle) = handle.try_borrow_mut() {
        handle.close(ctx);
    }
    if let Some(callback) = arguments.function(0) {
        object.set(registry::per_isolate_symbol(ctx, "handle_onclose")?, callback)?;
    }
    let object = Persistent::save(ctx, object);
    event_loop::close_later(
        ctx,
        Box::new(move |ctx| {
            let object = object.restore(ctx)?;
            let state: Value<'_> = object.get(key(ctx, Slot::HandleWrapKey)?)?;
            if let Some(state) = state.as_object().and_then(|state| state.as_class::<HandleState>())
            {
                state.borrow().gone.set(true);
            }
            let symbol = registry::per_isolate_symbol(ctx, "handle_onclose")?;
            let callback: Value<'_> = object.get(symbol)?;
            if let Some(callback) = callback.into_function() {
                callback::make_callback(ctx, object.into_value(), callback, Vec::new())?;
            }
            Ok(())
        }),
    );
    Ok(())
}

/// Gives a new object its async id and tells the `init` hooks (AsyncWrap's constructor in C++).
/// Every class that extends a base class calls it on the object it made. `provider` is the name in
/// `internalBinding('async_wrap').Providers`, for example `FSREQCALLBACK`.
pub fn initialize<'js>(ctx: &Ctx<'js>, object: &Object<'js>, provider: &str) -> Result<()> {
    let number = crate::bindings::async_wrap::provider_number(ctx, provider)?;
    let state = AsyncState {
        async_id: Cell::new(-1.0),
        trigger_id: Cell::new(-1.0),
        provider: Cell::new(number),
        frame: RefCell::new(Value::new_undefined(ctx.clone())),
        resource: RefCell::new(None),
    };
    let state = Class::instance(ctx.clone(), state)?;
    object.set(key(ctx, Slot::AsyncWrapKey)?, state.clone())?;
    reset(ctx, &state, object.clone().into_value(), None)
}

/// Gives an object that is used again another async id, provider and resource
/// (`set_provider_type` and `AsyncReset` in C++).
pub fn reinitialize<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    provider: &str,
    resource: Value<'js>,
) -> Result<()> {
    let Some(state) = state_of(ctx, object)? else { return initialize(ctx, object, provider) };
    let number = crate::bindings::async_wrap::provider_number(ctx, provider)?;
    state.borrow().provider.set(number);
    reset(ctx, &state, resource, None)
}

/// `AsyncWrap::AsyncReset`
fn reset<'js>(
    ctx: &Ctx<'js>,
    state: &Class<'js, AsyncState<'js>>,
    resource: Value<'js>,
    execution_id: Option<f64>,
) -> Result<()> {
    let async_id = match execution_id {
        Some(id) if id >= 0.0 => id,
        _ => new_async_id(ctx),
    };
    let trigger_id = default_trigger_id(ctx);
    let provider = {
        let state = state.borrow();
        state.async_id.set(async_id);
        state.trigger_id.set(trigger_id);
        *state.frame.borrow_mut() = continuation::get(ctx);
        state.provider.get()
    };
    let Some(fields) = Fields::in_slot(ctx, Slot::AsyncHookFields) else { return Ok(()) };
    if fields.u32(hook::INIT) == 0 {
        return Ok(());
    }
    let name = crate::bindings::async_wrap::provider_name(ctx, provider)?;
    emit_init(ctx, async_id, &name, trigger_id, resource)
}

/// Connects an object with its handle.
pub fn set_handle<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    handle: Rc<RefCell<dyn Handle>>,
) -> Result<()> {
    let provider = state_of(ctx, object)?.map_or(0, |state| state.borrow().provider.get());
    OPEN.with_borrow_mut(|open| {
        open.retain(|(_, handle)| handle.strong_count() > 0);
        open.push((provider, Rc::downgrade(&handle)));
    });
    let state = HandleState { handle, closed: Cell::new(false), gone: Cell::new(false) };
    object.set(key(ctx, Slot::HandleWrapKey)?, Class::instance(ctx.clone(), state)?)
}

/// Async id and trigger id of an AsyncWrap; `None` for other objects.
pub fn ids<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<Option<(f64, f64)>> {
    Ok(state_of(ctx, object)?.map(|state| {
        let state = state.borrow();
        (state.async_id.get(), state.trigger_id.get())
    }))
}

/// The continuation-preserved data an AsyncWrap was made with.
pub fn frame<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<Option<Value<'js>>> {
    Ok(state_of(ctx, object)?.map(|state| state.borrow().frame.borrow().clone()))
}

/// The next async id.
pub fn new_async_id(ctx: &Ctx<'_>) -> f64 {
    let Some(ids) = Fields::in_slot(ctx, Slot::AsyncIdFields) else { return 0.0 };
    let next = ids.f64(id::COUNTER) + 1.0;
    ids.set_f64(id::COUNTER, next);
    next
}

/// What a new resource was triggered by.
pub fn default_trigger_id(ctx: &Ctx<'_>) -> f64 {
    let Some(ids) = Fields::in_slot(ctx, Slot::AsyncIdFields) else { return 0.0 };
    let default = ids.f64(id::DEFAULT_TRIGGER);
    if default < 0.0 { ids.f64(id::EXECUTION) } else { default }
}

/// `AsyncHooks::push_async_context`
pub fn push_context<'js>(
    ctx: &Ctx<'js>,
    async_id: f64,
    trigger_id: f64,
    resource: Option<Value<'js>>,
) -> Result<()> {
    let (Some(fields), Some(ids), Some(mut stack)) = (
        Fields::in_slot(ctx, Slot::AsyncHookFields),
        Fields::in_slot(ctx, Slot::AsyncIdFields),
        Fields::in_slot(ctx, Slot::AsyncIdStack),
    ) else {
        return Ok(());
    };
    let depth = fields.u32(hook::STACK_LENGTH) as usize;
    if depth * 16 + 16 > stack.byte_length() {
        stack = crate::bindings::async_wrap::grow_stack(ctx)?;
    }
    stack.set_f64(2 * depth, ids.f64(id::EXECUTION));
    stack.set_f64(2 * depth + 1, ids.f64(id::TRIGGER));
    fields.set_u32(hook::STACK_LENGTH, depth as u32 + 1);
    ids.set_f64(id::EXECUTION, async_id);
    ids.set_f64(id::TRIGGER, trigger_id);
    if let (Some(resource), Some(resources)) =
        (resource, realm::object(ctx, Slot::NativeAsyncResources))
    {
        resources.set(depth as u32, resource)?;
    }
    Ok(())
}

/// `AsyncHooks::pop_async_context`: whether there is a context left.
pub fn pop_context<'js>(ctx: &Ctx<'js>, async_id: f64) -> Result<bool> {
    let (Some(fields), Some(ids), Some(stack)) = (
        Fields::in_slot(ctx, Slot::AsyncHookFields),
        Fields::in_slot(ctx, Slot::AsyncIdFields),
        Fields::in_slot(ctx, Slot::AsyncIdStack),
    ) else {
        return Ok(false);
    };
    let depth = fields.u32(hook::STACK_LENGTH) as usize;
    let Some(above) = depth.checked_sub(1) else { return Ok(false) };
    if fields.u32(hook::CHECK) > 0 && ids.f64(id::EXECUTION) != async_id {
        return Err(super::fatal::corrupted_async_stack(ctx, ids.f64(id::EXECUTION), async_id));
    }
    ids.set_f64(id::EXECUTION, stack.f64(2 * above));
    ids.set_f64(id::TRIGGER, stack.f64(2 * above + 1));
    fields.set_u32(hook::STACK_LENGTH, above as u32);
    for slot in [Slot::NativeAsyncResources, Slot::AsyncResources] {
        if let Some(resources) = realm::object(ctx, slot) {
            let length: usize = resources.get("length")?;
            if length > above {
                resources.set("length", above)?;
            }
        }
    }
    Ok(above > 0)
}

/// `AsyncHooks::clear_async_id_stack`
pub fn clear_contexts(ctx: &Ctx<'_>) -> Result<()> {
    if let Some(ids) = Fields::in_slot(ctx, Slot::AsyncIdFields) {
        ids.set_f64(id::EXECUTION, 0.0);
        ids.set_f64(id::TRIGGER, 0.0);
    }
    if let Some(fields) = Fields::in_slot(ctx, Slot::AsyncHookFields) {
        fields.set_u32(hook::STACK_LENGTH, 0);
    }
    for slot in [Slot::NativeAsyncResources, Slot::AsyncResources] {
        if let Some(resources) = realm::object(ctx, slot) {
            resources.set("length", 0)?;
        }
    }
    Ok(())
}

fn hook_function<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Option<Function<'js>>> {
    match realm::object(ctx, Slot::AsyncHooks) {
        Some(hooks) => hooks.get(name),
        None => Ok(None),
    }
}

/// Calls the `init` hooks.
pub fn emit_init<'js>(
    ctx: &Ctx<'js>,
    async_id: f64,
    kind: &str,
    trigger_id: f64,
    resource: Value<'js>,
) -> Result<()> {
    match hook_function(ctx, "init")? {
        Some(init) => init.call((async_id, kind, trigger_id, resource)),
        None => Ok(()),
    }
}

/// Calls the `before` (or `after`, or `destroy`) hooks when there are some.
pub fn emit(ctx: &Ctx<'_>, index: usize, name: &str, async_id: f64) -> Result<()> {
    let active =
        Fields::in_slot(ctx, Slot::AsyncHookFields).is_some_and(|fields| fields.u32(index) > 0);
    if !active {
        return Ok(());
    }
    match hook_function(ctx, name)? {
        Some(hook) => hook.call((async_id,)),
        None => Ok(()),
    }
}
