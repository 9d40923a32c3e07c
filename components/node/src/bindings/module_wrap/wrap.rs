//! The class `ModuleWrap`.
//!
//! | Constructor | Makes |
//! |---|---|
//! | `(url, context, source, line, column, symbol or cached data)` | a module of source text |
//! | `(url, context, exportNames, evaluate)` | a synthetic one; `evaluate` is called with the wrap as `this` |
//!
//! Own properties: `sourceMapURL`, `url`. Members: link, getModuleRequests, instantiate,
//! instantiateSync, evaluate, evaluateSync, getNamespace, getNamespaceSync, getStatus, getError,
//! setExport, createCachedData.

use std::cell::RefCell;

use kernelet_quickjs::{
    modules::{Module, Status},
    scripts::Origin,
    strings,
};
use rquickjs::{
    Array, Class, Ctx, Error, Function, JsLifetime, Object, Promise, Result, Symbol, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::This,
    promise::PromiseState,
};

use super::{link_error, mark_handled};
use crate::{
    bindings::contextify::{bare_object, context, decorate},
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
        registry,
    },
};

const ASYNC_GRAPH: &str = "require() cannot be used on an ESM graph with top-level await. \
     Use import() instead. To see where the top-level await comes from, use --experimental-print-required-tla.";

/// The native part of a wrap; empty only while it is constructed.
pub struct ModuleWrap<'js> {
    module: RefCell<Option<Module<'js>>>,
    /// What its requests are linked to, in their order.
    linked: RefCell<Vec<Class<'js, ModuleWrap<'js>>>>,
}

// SAFETY: the lifetime is that of the engine's handle.
unsafe impl<'js> JsLifetime<'js> for ModuleWrap<'js> {
    type Changed<'to> = ModuleWrap<'to>;
}

impl<'js> Trace<'js> for ModuleWrap<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        if let Ok(module) = self.module.try_borrow()
            && let Some(module) = &*module
        {
            module.as_object().trace(tracer);
        }
        if let Ok(linked) = self.linked.try_borrow() {
            for wrap in linked.iter() {
                wrap.as_inner().as_value().trace(tracer);
            }
        }
    }
}

impl<'js> JsClass<'js> for ModuleWrap<'js> {
    const NAME: &'static str = "ModuleWrap";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the class.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) = members::class(ctx, "ModuleWrap", 0, None, construct)?;
    set_native(&prototype, "link", 0, link)?;
    set_native(&prototype, "getModuleRequests", 0, requests)?;
    set_native(&prototype, "instantiateSync", 0, instantiate_sync)?;
    set_native(&prototype, "evaluateSync", 0, evaluate_sync)?;
    set_native(&prototype, "getNamespaceSync", 0, namespace_sync)?;
    set_native(&prototype, "instantiate", 0, instantiate)?;
    set_native(&prototype, "evaluate", 0, evaluate)?;
    set_native(&prototype, "setExport", 0, set_export)?;
    set_native(&prototype, "createCachedData", 0, |arguments: &Arguments<'_, 'js>| {
        // There is no cached data; an empty one is rejected when it is given back.
        codecs::buffer(arguments.ctx(), Vec::new()).map(Object::into_value)
    })?;
    set_native(&prototype, "getNamespace", 0, namespace)?;
    set_native(&prototype, "getStatus", 0, |arguments: &Arguments<'_, 'js>| {
        let status = this(arguments)?.status() as i32;
        Ok(Value::new_int(arguments.ctx().clone(), status))
    })?;
    set_native(&prototype, "getError", 0, |arguments: &Arguments<'_, 'js>| {
        let error = this(arguments)?.error();
        Ok(error.unwrap_or_else(|| Value::new_undefined(arguments.ctx().clone())))
    })?;
    members::define(target, "ModuleWrap", constructor)
}

/// The module of a wrap.
pub fn module_of<'js>(ctx: &Ctx<'js>, wrap: &Value<'js>) -> Result<Module<'js>> {
    let illegal = || rquickjs::Exception::throw_type(ctx, "Illegal invocation");
    let class = Class::<ModuleWrap>::from_value(wrap).map_err(|_| illegal())?;
    let module = class.borrow().module.borrow().clone();
    module.ok_or_else(illegal)
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Module<'js>> {
    module_of(arguments.ctx(), &arguments.this())
}

fn construct<'js>(arguments: &Arguments<'_, 'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let url = arguments.get(0);
    let name = strings::to_utf8(&url)?;
    let symbol = match arguments.get(5).into_symbol() {
        Some(symbol) => symbol,
        None => Symbol::with_description(ctx.clone(), name.as_str())?,
    };
    let class = Class::instance_proto(
        ModuleWrap { module: RefCell::new(None), linked: RefCell::default() },
        prototype,
    )?;
    let object = class.as_inner().clone();
    object.set(registry::private_symbol(ctx, "host_defined_option_symbol")?, symbol.clone())?;
    let origin = Origin::new(name.as_str()).with_host_defined(symbol);
    let module = match arguments.get(2).into_array() {
        Some(names) => within(ctx, arguments, |ctx| {
            synthetic(ctx, &origin, &names, arguments.function(3), &object)
        })?,
        None => {
            let source = strings::to_utf8(&arguments.get(2))?;
            decorate::remember(&name, &source, arguments.int32(3));
            let origin = origin.at(arguments.int32(3), arguments.int32(4));
            let module = within(ctx, arguments, |ctx| Module::compile(ctx, &source, &origin))
                .map_err(|error| decorate::rethrown_with_arrow(ctx, error))?;
            let map = crate::bindings::contextify::source_map_value(ctx, &source)?;
            object.set("sourceMapURL", map)?;
            if !arguments.get(5).is_symbol() && arguments.get(5).is_object() {
                object.set("cachedDataRejected", true)?;
            }
            module
        }
    };
    object.set("url", url)?;
    *class.borrow().module.borrow_mut() = Some(module);
    Ok(object.into_value())
}

/// Runs in the context that the second argument names, else in the main one.
fn within<'js, T>(
    ctx: &Ctx<'js>,
    arguments: &Arguments<'_, 'js>,
    work: impl FnOnce(&Ctx<'js>) -> Result<T>,
) -> Result<T> {
    match arguments.object(1) {
        Some(object) => context::within(&context::of(ctx, &object)?, work),
        None => work(ctx),
    }
}

/// A synthetic module whose evaluation calls `steps` with the wrap as receiver.
fn synthetic<'js>(
    ctx: &Ctx<'js>,
    origin: &Origin<'js>,
    names: &Array<'js>,
    steps: Option<Function<'js>>,
    wrap: &Object<'js>,
) -> Result<Module<'js>> {
    let names = names.iter::<Value>().collect::<Result<Vec<_>>>()?;
    let Some(steps) = steps else {
        return Err(rquickjs::Exception::throw_type(ctx, "evaluation steps must be a function"));
    };
    // `bind`, not a closure: the collector must see who refers to whom.
    let bind: Function = Function::prototype(ctx.clone()).get("bind")?;
    let evaluate: Function = bind.call((This(steps), wrap.clone()))?;
    Module::synthetic(ctx, origin, &names, &evaluate)
}

/// `link(specifiers, wraps)`: both in the order of `getModuleRequests()`.
fn link<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let module = this(arguments)?;
    if let Some(wraps) = arguments.get(1).into_array() {
        let own = Class::<ModuleWrap>::from_value(&arguments.this())?;
        own.borrow().linked.borrow_mut().clear();
        for (index, wrap) in wraps.iter::<Value>().enumerate() {
            let wrap = wrap?;
            module.link(index, &module_of(ctx, &wrap)?)?;
            own.borrow().linked.borrow_mut().push(Class::from_value(&wrap)?);
        }
    }
    Ok(Value::new_undefined(ctx.clone()))
}

/// `getModuleRequests()`: `[{ specifier, attributes }]`
fn requests<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let list = Array::new(ctx.clone())?;
    for (index, request) in this(arguments)?.requests()?.into_iter().enumerate() {
        let entry = bare_object(ctx)?;
        entry.set("specifier", request.specifier)?;
        match request.attributes.into_object() {
            Some(attributes) => entry.set("attributes", attributes)?,
            None => entry.set("attributes", bare_object(ctx)?)?,
        }
        list.set(index, entry)?;
    }
    Ok(list.into_value())
}

/// Every module of the graph below a wrap, itself first.
fn graph<'js>(root: Class<'js, ModuleWrap<'js>>) -> Vec<Module<'js>> {
    let mut found = Vec::new();
    let mut seen = vec![root.clone()];
    let mut pending = vec![root];
    while let Some(wrap) = pending.pop() {
        let wrap = wrap.borrow();
        found.extend(wrap.module.borrow().clone());
        for linked in wrap.linked.borrow().iter() {
            if !seen.contains(linked) {
                seen.push(linked.clone());
                pending.push(linked.clone());
            }
        }
    }
    found
}

fn instantiate_graph<'js>(arguments: &Arguments<'_, 'js>, module: &Module<'js>) -> Result<()> {
    let ctx = arguments.ctx();
    module.instantiate().map_err(|error| {
        if !error.is_exception() {
            return error;
        }
        let exception = ctx.catch();
        match unlinked_request(&exception) {
            Some(specifier) => {
                let message = format!("request for '{specifier}' is not in cache");
                let error =
                    throw_node(ctx, ErrorKind::Error, "ERR_VM_MODULE_LINK_FAILURE", &message);
                decorate::rethrown_with_arrow(ctx, error)
            }
            None => {
                if let Ok(root) = Class::from_value(&arguments.this()) {
                    // What goes wrong while looking for the line must not hide the error itself.
                    if link_error::show_line(ctx, &exception, &graph(root)).is_err() {
                        ctx.catch();
                    }
                }
                decorate::rethrown_with_arrow(ctx, ctx.throw(exception))
            }
        }
    })
}

/// The specifier that the engine says is not linked.
fn unlinked_request(exception: &Value<'_>) -> Option<String> {
    let message: Value = exception.as_object()?.get("message").ok()?;
    let message = strings::to_utf8(&message).ok()?;
    let rest = message.strip_prefix("request for '")?.strip_suffix("that is not linked")?;
    rest.split_once("' can not be resolved").map(|(specifier, _)| specifier.to_owned())
}

/// `instantiate()`
fn instantiate<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    instantiate_graph(arguments, &this(arguments)?)?;
    Ok(Value::new_undefined(ctx.clone()))
}

/// `instantiateSync()`: whether the graph has a top-level await.
fn instantiate_sync<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let module = this(arguments)?;
    instantiate_graph(arguments, &module)?;
    Ok(Value::new_bool(ctx.clone(), module.is_graph_async()))
}

/// `evaluate(timeout, breakOnSigint)`: the promise of its completion. Nothing interrupts it.
fn evaluate<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    this(arguments)?.evaluate()
}

fn async_graph(ctx: &Ctx<'_>) -> Error {
    throw_node(ctx, ErrorKind::Error, "ERR_REQUIRE_ASYNC_MODULE", ASYNC_GRAPH)
}

/// `evaluateSync()`: the namespace.
fn evaluate_sync<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let module = this(arguments)?;
    let result = module.evaluate()?;
    let promise = Promise::from_value(result.clone())?;
    if promise.state() == PromiseState::Rejected {
        if let Some(promise) = result.as_object() {
            mark_handled(ctx, promise)?;
        }
        return match promise.result::<Value>() {
            Some(Err(error)) => Err(decorate::rethrown_with_arrow(ctx, error)),
            _ => Err(async_graph(ctx)),
        };
    }
    if module.is_graph_async() {
        return Err(async_graph(ctx));
    }
    module.namespace()
}

/// `getNamespaceSync()`
fn namespace_sync<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let module = this(arguments)?;
    if matches!(module.status(), Status::Uninstantiated | Status::Instantiating) {
        let message = "Cannot get namespace, module has not been instantiated";
        return Err(rquickjs::Exception::throw_message(ctx, message));
    }
    if module.is_graph_async() {
        return Err(async_graph(ctx));
    }
    module.namespace()
}

/// `getNamespace()`
fn namespace<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    this(arguments)?.namespace()
}

/// `setExport(name, value)`
fn set_export<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    this(arguments)?.set_export(&arguments.get(0), &arguments.get(1))?;
    Ok(Value::new_undefined(arguments.ctx().clone()))
}
