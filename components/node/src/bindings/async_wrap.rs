//! `async_wrap`: the state behind `async_hooks`. `setupHooks`, `setCallbackTrampoline`,
//! `pushAsyncContext`, `popAsyncContext`, `clearAsyncIdStack`, `executionAsyncResource`,
//! `queueDestroyAsyncId`, `registerDestroyHook`, `setPromiseHooks`, `getPromiseHooks`; the arrays
//! `async_hook_fields`, `async_id_fields`, `async_ids_stack`, `execution_async_resources`.

use std::{cell::RefCell, rc::Rc};

use kernelet_quickjs::promises::{self, Hooks};
use rquickjs::{Array, Constructor, Ctx, Function, Object, Result, Value, function::This};

use crate::runtime::{
    async_wrap::{self, hook, id},
    event_loop,
    fields::Fields,
    members::{self, define, set_native},
    realm::{self, Slot},
    registry,
};

thread_local! {
    static DESTROYED: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    for (name, slot) in [
        ("async_hook_fields", Slot::AsyncHookFields),
        ("async_id_fields", Slot::AsyncIdFields),
        ("async_ids_stack", Slot::AsyncIdStack),
        ("execution_async_resources", Slot::AsyncResources),
    ] {
        realm::set(ctx, slot, target.get::<_, Value<'js>>(name)?);
    }
    realm::set(ctx, Slot::NativeAsyncResources, Array::new(ctx.clone())?.into_value());
    if let Some(fields) = Fields::in_slot(ctx, Slot::AsyncHookFields) {
        fields.set_u32(hook::CHECK, 1);
    }
    if let Some(ids) = Fields::in_slot(ctx, Slot::AsyncIdFields) {
        ids.set_f64(id::COUNTER, 1.0);
        ids.set_f64(id::DEFAULT_TRIGGER, -1.0);
    }
    set_contexts(target)?;
    set_native(target, "setupHooks", 0, |arguments| {
        realm::set(arguments.ctx(), Slot::AsyncHooks, arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    // Native calls go through `callback::scope`, which emits by itself.
    set_native(target, "setCallbackTrampoline", 0, |arguments| {
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "queueDestroyAsyncId", 0, |arguments| {
        queue_destroy(arguments.number(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "registerDestroyHook", 0, |arguments| {
        let ctx = arguments.ctx();
        if let Some(resource) = arguments.object(0) {
            register_destroy_hook(ctx, resource, arguments.get(1), arguments.get(2))?;
        }
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    set_promise_hooks(target)
}

fn set_contexts(target: &Object<'_>) -> Result<()> {
    set_native(target, "pushAsyncContext", 0, |arguments| {
        let ctx = arguments.ctx();
        async_wrap::push_context(ctx, arguments.number(0), arguments.number(1), None)?;
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    set_native(target, "popAsyncContext", 0, |arguments| {
        let ctx = arguments.ctx();
        let left = async_wrap::pop_context(ctx, arguments.number(0))?;
        Ok(Value::new_bool(ctx.clone(), left))
    })?;
    set_native(target, "clearAsyncIdStack", 0, |arguments| {
        async_wrap::clear_contexts(arguments.ctx())?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "executionAsyncResource", 0, |arguments| {
        let ctx = arguments.ctx();
        match realm::object(ctx, Slot::NativeAsyncResources) {
            Some(resources) => resources.get(arguments.int32(0).max(0) as u32),
            None => Ok(Value::new_undefined(ctx.clone())),
        }
    })
}

fn set_promise_hooks<'js>(target: &Object<'js>) -> Result<()> {
    let hooks: Rc<RefCell<[Option<Function<'js>>; 4]>> = Rc::default();
    let known = hooks.clone();
    set_native(target, "setPromiseHooks", 0, move |arguments| {
        let all = [0, 1, 2, 3].map(|index| arguments.function(index));
        known.replace(all.clone());
        let [init, before, after, settled] = all;
        promises::set_hooks(arguments.ctx(), &Hooks { init, before, after, settled }, None);
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "getPromiseHooks", 0, move |arguments| {
        let array = Array::new(arguments.ctx().clone())?;
        for (index, hook) in hooks.borrow().iter().enumerate() {
            array.set(index, hook.clone())?;
        }
        Ok(array.into_value())
    })
}

/// Has the `destroy` hooks told of an async id soon.
pub fn queue_destroy(async_id: f64) {
    let first = DESTROYED.with_borrow_mut(|ids| {
        ids.push(async_id);
        ids.len() == 1
    });
    if !first {
        return;
    }
    event_loop::check_later(Box::new(|ctx| {
        loop {
            let ids = DESTROYED.with_borrow_mut(std::mem::take);
            if ids.is_empty() {
                return Ok(());
            }
            for id in ids {
                async_wrap::emit(ctx, hook::DESTROY, "destroy", id)?;
            }
        }
    }));
}

/// Calls the `destroy` hooks when the resource is collected, unless its program said so before.
fn register_destroy_hook<'js>(
    ctx: &Ctx<'js>,
    resource: Object<'js>,
    async_id: Value<'js>,
    destroyed: Value<'js>,
) -> Result<()> {
    let held = Object::new(ctx.clone())?;
    held.set("asyncId", async_id)?;
    held.set("destroyed", destroyed)?;
    let registry = match realm::object(ctx, Slot::DestroyRegistry) {
        Some(registry) => registry,
        None => {
            let collected = members::native(ctx, "collected", 1, |arguments| {
                if let Some(held) = arguments.object(0) {
                    let destroyed: Value<'_> = held.get("destroyed")?;
                    let told = match destroyed.as_object() {
                        Some(object) => object.get::<_, Value<'_>>("destroyed")?.as_bool(),
                        None => None,
                    };
                    if told != Some(true) {
                        queue_destroy(held.get("asyncId")?);
                    }
                }
                Ok(Value::new_undefined(arguments.ctx().clone()))
            })?;
            let constructor: Constructor<'js> = ctx.globals().get("FinalizationRegistry")?;
            let registry: Object<'js> = constructor.construct((collected,))?;
            realm::set(ctx, Slot::DestroyRegistry, &registry);
            registry
        }
    };
    let register: Function<'js> = registry.get("register")?;
    register.call((This(registry), resource, held))
}

/// Three times the room for async ids, where the library finds it as well.
pub fn grow_stack<'js>(ctx: &Ctx<'js>) -> Result<Fields<'js>> {
    let old = Fields::in_slot(ctx, Slot::AsyncIdStack);
    let length = old.as_ref().map_or(16, |old| old.byte_length() / 8);
    let constructor: Constructor<'js> = ctx.globals().get("Float64Array")?;
    let array: Object<'js> = constructor.construct((length * 3,))?;
    let grown = Fields::of(array.as_value())
        .ok_or_else(|| rquickjs::Exception::throw_internal(ctx, "no room for async ids"))?;
    if let Some(old) = old {
        for index in 0..length {
            grown.set_f64(index, old.f64(index));
        }
    }
    realm::set(ctx, Slot::AsyncIdStack, &array);
    define(&registry::binding(ctx, "async_wrap")?, "async_ids_stack", array)?;
    Ok(grown)
}

fn providers<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    registry::binding(ctx, "async_wrap")?.get("Providers")
}

/// The number of a provider; 0 (`NONE`) for an unknown name.
pub fn provider_number(ctx: &Ctx<'_>, name: &str) -> Result<i32> {
    Ok(providers(ctx)?.get::<_, Value<'_>>(name)?.as_int().unwrap_or(0))
}

/// The name of a provider.
pub fn provider_name(ctx: &Ctx<'_>, number: i32) -> Result<String> {
    for entry in providers(ctx)?.props::<String, Value<'_>>() {
        let (name, value) = entry?;
        if value.as_int() == Some(number) {
            return Ok(name);
        }
    }
    Ok("NONE".to_owned())
}
