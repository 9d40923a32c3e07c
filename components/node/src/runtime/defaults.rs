//! Default bindings: the real surface of a binding, made from its description.
//!
//! Constants are what they are. A function or constructor that nobody has implemented yet throws
//! `ERR_METHOD_NOT_IMPLEMENTED` and names itself; nothing pretends to work. With
//! `KERNELET_TRACE_MISSING` (or `NODE_DEBUG_NATIVE`) set, it is also told once on standard error.
//! What may be called without an effect in a process that has no inspector, no tracing and no
//! snapshot of its own is listed in [`NO_EFFECT`], with the reason.

use std::{cell::RefCell, collections::HashSet};

use kernelet_quickjs::{bytes, strings, symbols};
use rquickjs::{
    Array, BigInt, Constructor, Ctx, Function, Object, Result, Symbol, Value,
    object::{Accessor, Property},
};

use super::{
    async_wrap::{self, BaseClass},
    description::{self, Json},
    errors::{ErrorKind, throw_node},
    members::{self, Arguments},
};

/// Members that do nothing and answer `undefined`.
const NO_EFFECT: &[&str] = &[
    // There is no V8 profiler whose files could be written.
    "profiler.setCoverageDirectory",
    "profiler.setSourceMapCacheGetter",
    "profiler.stopCoverage",
    "profiler.takeCoverage",
    // Who would be told about a session; making one says that there are none.
    "http2.setCallbackFunctions",
    // Told while the library boots, before anybody could miss what comes of it.
    "messaging.setDeserializerCreateObjectFunction",
    "messaging.exposeLazyDOMExceptionProperty",
    "module_wrap.setImportModuleDynamicallyCallback",
    "module_wrap.setInitializeImportMetaObjectCallback",
];

thread_local! {
    static TOLD: RefCell<HashSet<String>> = RefCell::new(HashSet::new());
}

/// The default of a binding; `None` when there is no such binding.
pub fn binding<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Option<Object<'js>>> {
    let Some(description) = description::of_binding(name) else { return Ok(None) };
    let value = make(ctx, &description, name)?;
    Ok(value.into_object())
}

/// Called by every member that is not implemented: tells about it and throws.
fn missing<'js>(ctx: &Ctx<'js>, path: &str) -> Result<Value<'js>> {
    let traced = ["KERNELET_TRACE_MISSING", "NODE_DEBUG_NATIVE"]
        .iter()
        .any(|name| super::environment::get(ctx, name).is_some());
    if traced && TOLD.with_borrow_mut(|told| told.insert(path.to_owned())) {
        super::stderr::write(format!("[missing] {path}\n").as_bytes());
    }
    let message = format!("The internalBinding method {path} is not implemented");
    Err(throw_node(ctx, ErrorKind::Error, "ERR_METHOD_NOT_IMPLEMENTED", &message))
}

fn has_no_effect(path: &str) -> bool {
    NO_EFFECT.iter().any(|entry| match entry.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => *entry == path,
    })
}

/// The value that a description describes; `path` names it in messages.
pub fn make<'js>(ctx: &Ctx<'js>, description: &Json, path: &str) -> Result<Value<'js>> {
    match description {
        Json::Null => Ok(Value::new_null(ctx.clone())),
        Json::Bool(value) => Ok(Value::new_bool(ctx.clone(), *value)),
        Json::Number(number) => Ok(Value::new_number(ctx.clone(), *number)),
        Json::String(text) => Ok(strings::from_str(ctx, text)?.into_value()),
        Json::Array(items) => {
            let array = Array::new(ctx.clone())?;
            for (index, item) in items.iter().enumerate() {
                array.set(index, make(ctx, item, path)?)?;
            }
            Ok(array.into_value())
        }
        Json::Object(entries) => match description.str("$") {
            None => {
                let object = Object::new(ctx.clone())?;
                set_members(&object, entries, path)?;
                Ok(object.into_value())
            }
            Some(kind) => make_special(ctx, kind, description, path),
        },
    }
}

fn make_special<'js>(
    ctx: &Ctx<'js>,
    kind: &str,
    description: &Json,
    path: &str,
) -> Result<Value<'js>> {
    let text = |key| description.str(key).unwrap_or_default();
    let length = description.get("length").and_then(Json::as_f64).unwrap_or(0.0) as usize;
    let members = description.get("members").map_or(&[][..], Json::members);
    match kind {
        "function" => function(ctx, description, path, length),
        "class" => class(ctx, description, path, length),
        "symbol" => Ok(Symbol::with_description(ctx.clone(), text("description"))?.into_value()),
        "private-symbol" => Ok(symbols::private_symbol(ctx, text("description"))?.into_value()),
        "number" => {
            let number = match text("value") {
                "-0" => -0.0,
                other => other.parse().unwrap_or(f64::NAN),
            };
            Ok(Value::new_float(ctx.clone(), number))
        }
        "bigint" => {
            let number = text("value").parse::<i64>().unwrap_or_default();
            Ok(BigInt::from_i64(ctx.clone(), number)?.into_value())
        }
        "ArrayBuffer" | "SharedArrayBuffer" => {
            Ok(bytes::array_buffer(ctx, vec![0; length])?.into_value())
        }
        "dictionary" => {
            let object = Object::new_proto(ctx.clone(), None)?;
            set_members(&object, members, path)?;
            Ok(object.into_value())
        }
        "instance" => {
            let object = Object::new(ctx.clone())?;
            set_members(&object, members, path)?;
            Ok(object.into_value())
        }
        "map" | "set" => collection(ctx, kind, description, path),
        array if array.ends_with("Array") => typed_array(ctx, array, description, length),
        // `undefined`, what stands elsewhere, and accessors (see `set_members`).
        _ => Ok(Value::new_undefined(ctx.clone())),
    }
}

fn set_members<'js>(target: &Object<'js>, members: &[(Box<str>, Json)], path: &str) -> Result<()> {
    let ctx = target.ctx();
    for (name, description) in members {
        let path = format!("{path}.{name}");
        let symbol =
            name.strip_prefix("@@Symbol.").map(|name| well_known(ctx, name)).transpose()?;
        if description.str("$") == Some("accessor") {
            let get = move |ctx: Ctx<'js>| missing(&ctx, &path);
            target.prop(&**name, Accessor::from(get).enumerable().configurable())?;
            continue;
        }
        let value = make(ctx, description, &path)?;
        match symbol {
            Some(symbol) => {
                target
                    .prop(symbol, Property::from(value).writable().enumerable().configurable())?;
            }
            None => members::define(target, name, value)?,
        }
    }
    Ok(())
}

fn well_known<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>> {
    let symbol: Object<'js> = ctx.globals().get("Symbol")?;
    symbol.get(name)
}

fn native_missing<'js>(
    ctx: &Ctx<'js>,
    name: &str,
    length: usize,
    path: String,
) -> Result<Function<'js>> {
    let silent = has_no_effect(&path);
    members::native(ctx, name, length, move |arguments: &Arguments<'_, 'js>| {
        if silent {
            return Ok(Value::new_undefined(arguments.ctx().clone()));
        }
        missing(arguments.ctx(), &format!("{path}()"))
    })
}

fn function<'js>(
    ctx: &Ctx<'js>,
    description: &Json,
    path: &str,
    length: usize,
) -> Result<Value<'js>> {
    let key = path.rsplit('.').next().unwrap_or(path);
    let name = description.str("name").unwrap_or(key);
    let function = native_missing(ctx, name, length, path.to_owned())?;
    if let Some(statics) = description.get("statics") {
        set_members(&function, statics.members(), path)?;
    }
    Ok(function.into_value())
}

fn class<'js>(ctx: &Ctx<'js>, description: &Json, path: &str, length: usize) -> Result<Value<'js>> {
    let key = path.rsplit('.').next().unwrap_or(path);
    let name = description.str("name").unwrap_or(key);
    let parents = description.get("parents").map_or(&[][..], Json::items);
    let has = |name: &str| parents.iter().any(|parent| parent.str("name") == Some(name));
    let parent = if has("HandleWrap") {
        Some(async_wrap::base_class(ctx, BaseClass::HandleWrap)?)
    } else if has("AsyncWrap") {
        Some(async_wrap::base_class(ctx, BaseClass::AsyncWrap)?)
    } else {
        None
    };
    let constructor_path = path.to_owned();
    let (constructor, prototype) =
        members::class(ctx, name, length, parent.as_ref(), move |arguments, _| {
            missing(arguments.ctx(), &format!("new {constructor_path}()"))
        })?;
    // What other parents have (LibuvStreamWrap and the like) is shown on the class itself.
    for parent in parents.iter().rev() {
        if !matches!(parent.str("name"), Some("HandleWrap" | "AsyncWrap")) {
            let members = parent.get("members").map_or(&[][..], Json::members);
            set_members(&prototype, members, path)?;
        }
    }
    set_members(&prototype, description.get("members").map_or(&[][..], Json::members), path)?;
    if let Some(statics) = description.get("statics") {
        set_members(&constructor, statics.members(), path)?;
    }
    Ok(constructor.into_value())
}

fn typed_array<'js>(
    ctx: &Ctx<'js>,
    kind: &str,
    description: &Json,
    length: usize,
) -> Result<Value<'js>> {
    let constructor: Constructor<'js> = ctx.globals().get(kind)?;
    let array: Object<'js> = constructor.construct((length,))?;
    for (index, item) in description.get("values").map_or(&[][..], Json::items).iter().enumerate() {
        let index = index as u32;
        match item {
            Json::Number(number) => array.set(index, *number)?,
            Json::String(text) if kind.starts_with("Big") => {
                let number = text.parse::<i64>().unwrap_or_default();
                array.set(index, BigInt::from_i64(ctx.clone(), number)?)?;
            }
            Json::String(text) => array.set(index, text.parse::<f64>().unwrap_or(f64::NAN))?,
            _ => {}
        }
    }
    Ok(array.into_value())
}

fn collection<'js>(
    ctx: &Ctx<'js>,
    kind: &str,
    description: &Json,
    path: &str,
) -> Result<Value<'js>> {
    let (global, key) = if kind == "map" { ("Map", "entries") } else { ("Set", "values") };
    let items = make(ctx, description.get(key).unwrap_or(&Json::Array(Vec::new())), path)?;
    let constructor: Constructor<'js> = ctx.globals().get(global)?;
    constructor.construct((items,))
}
