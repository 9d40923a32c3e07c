//! How streams talk to `lib/internal/stream_base_commons.js`: the shared `streamBaseState`, the
//! `onread` property, and requests that complete.

use kernelet_quickjs::{bytes, symbols};
use rquickjs::{Ctx, Function, JsLifetime, Object, Persistent, Result, Symbol, Value};

use crate::runtime::{
    callback::make_callback,
    event_loop,
    members::{self, Arguments},
    registry,
};

/// Indices into `streamBaseState`, as the binding exports them.
const READ_BYTES_OR_ERROR: usize = 0;
const ARRAY_BUFFER_OFFSET: usize = 1;
const BYTES_WRITTEN: usize = 2;
const LAST_WRITE_WAS_ASYNC: usize = 3;

/// What every stream of a context shares.
#[derive(Clone)]
struct Shared<'js> {
    /// `streamBaseState`, an `Int32Array`.
    state: Value<'js>,
    /// Where a stream object keeps its `onread`.
    onread: Symbol<'js>,
}

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for Shared<'js> {
    type Changed<'to> = Shared<'to>;
}

fn shared<'js>(ctx: &Ctx<'js>) -> Result<Shared<'js>> {
    if let Some(shared) = ctx.userdata::<Shared>() {
        return Ok((*shared).clone());
    }
    let shared = Shared {
        state: registry::binding(ctx, "stream_wrap")?.get("streamBaseState")?,
        onread: symbols::private_symbol(ctx, "onread")?,
    };
    match ctx.store_userdata(shared.clone()) {
        Ok(_) => Ok(shared),
        Err(_) => Err(rquickjs::Exception::throw_internal(ctx, "stream state is in use")),
    }
}

fn set_state(state: &Value<'_>, index: usize, value: i32) {
    if let Some(bytes) = bytes::bytes_of(state) {
        bytes.copy_from(index * 4, &value.to_ne_bytes());
    }
}

/// Defines the accessor `onread` on a prototype.
pub fn define_onread<'js>(prototype: &Object<'js>) -> Result<()> {
    let ctx = prototype.ctx();
    let get = members::native(ctx, "onread", 0, |arguments: &Arguments<'_, 'js>| {
        onread(arguments.ctx(), &arguments.this_object()?)
    })?;
    let set = members::native(ctx, "onread", 1, |arguments: &Arguments<'_, 'js>| {
        let symbol = shared(arguments.ctx())?.onread;
        arguments.this_object()?.set(symbol.as_atom(), arguments.get(0))?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    define_accessor(prototype, "onread", get, Some(set))
}

/// Defines a read-only accessor on a prototype.
pub fn define_getter<'js>(prototype: &Object<'js>, name: &str, get: Function<'js>) -> Result<()> {
    define_accessor(prototype, name, get, None)
}

/// Takes over from the default class `name` of a binding what `prototype` has not: members that
/// say they are missing.
pub fn keep_defaults<'js>(target: &Object<'js>, name: &str, prototype: &Object<'js>) -> Result<()> {
    let Some(class) = target.get::<_, Option<Object>>(name)? else { return Ok(()) };
    let Some(defaults) = class.get::<_, Option<Object>>("prototype")? else { return Ok(()) };
    let object: Object = target.ctx().globals().get("Object")?;
    let describe: Function = object.get("getOwnPropertyDescriptor")?;
    let define: Function = object.get("defineProperty")?;
    for key in defaults.own_keys::<String>(rquickjs::object::Filter::new().string()) {
        let key = key?;
        if !prototype.contains_key(key.as_str())? {
            let descriptor: Value = describe.call((defaults.clone(), key.as_str()))?;
            define.call::<_, Value>((prototype.clone(), key.as_str(), descriptor))?;
        }
    }
    Ok(())
}

fn define_accessor<'js>(
    prototype: &Object<'js>,
    name: &str,
    get: Function<'js>,
    set: Option<Function<'js>>,
) -> Result<()> {
    // rquickjs's accessor calls Rust closures with typed receivers; ours see raw arguments, so
    // JavaScript's own `defineProperty` is used.
    let ctx = prototype.ctx();
    let descriptor = Object::new(ctx.clone())?;
    descriptor.set("get", get)?;
    descriptor.set("set", set)?;
    descriptor.set("enumerable", false)?;
    descriptor.set("configurable", true)?;
    let object: Object = ctx.globals().get("Object")?;
    let define: Function = object.get("defineProperty")?;
    define.call::<_, Value>((prototype.clone(), name, descriptor))?;
    Ok(())
}

fn onread<'js>(ctx: &Ctx<'js>, stream: &Object<'js>) -> Result<Value<'js>> {
    stream.get(shared(ctx)?.onread.as_atom())
}

/// Tells a stream what was read: data, or libuv's error (UV_EOF at the end).
pub fn read<'js>(
    ctx: &Ctx<'js>,
    stream: &Object<'js>,
    result: std::result::Result<Vec<u8>, i32>,
) -> Result<()> {
    let (count, buffer) = match result {
        Ok(data) => {
            let count = i32::try_from(data.len()).unwrap_or(i32::MAX);
            (count, bytes::array_buffer(ctx, data)?.into_value())
        }
        Err(errno) => (errno, Value::new_undefined(ctx.clone())),
    };
    read_into(ctx, stream, count, buffer).map(|_| ())
}

/// The same with the buffer argument given; answers what `onread` returned.
pub fn read_into<'js>(
    ctx: &Ctx<'js>,
    stream: &Object<'js>,
    count: i32,
    buffer: Value<'js>,
) -> Result<Option<Value<'js>>> {
    let shared = shared(ctx)?;
    set_state(&shared.state, READ_BYTES_OR_ERROR, count);
    set_state(&shared.state, ARRAY_BUFFER_OFFSET, 0);
    let onread: Value = stream.get(shared.onread.as_atom())?;
    match onread.into_function() {
        Some(onread) => make_callback(ctx, stream.clone().into_value(), onread, vec![buffer]),
        None => Ok(None),
    }
}

/// Tells the caller of a write how it went.
pub fn written(ctx: &Ctx<'_>, bytes: usize, is_async: bool) -> Result<()> {
    let state = shared(ctx)?.state;
    set_state(&state, BYTES_WRITTEN, i32::try_from(bytes).unwrap_or(i32::MAX));
    set_state(&state, LAST_WRITE_WAS_ASYNC, i32::from(is_async));
    Ok(())
}

/// Whether the last write waits for room.
pub fn last_write_waits(ctx: &Ctx<'_>) -> Result<bool> {
    let state = shared(ctx)?.state;
    let at = LAST_WRITE_WAS_ASYNC * 4;
    let waits = bytes::bytes_of(&state).is_some_and(|bytes| {
        bytes.with_slice(|bytes| bytes.get(at..at + 4).is_some_and(|it| it != [0; 4]))
    });
    Ok(waits)
}

/// Calls `request.oncomplete(status, stream, undefined)`.
pub fn complete<'js>(
    ctx: &Ctx<'js>,
    request: Object<'js>,
    stream: Object<'js>,
    status: i32,
) -> Result<()> {
    let oncomplete: Value = request.get("oncomplete")?;
    let Some(oncomplete) = oncomplete.into_function() else { return Ok(()) };
    let arguments = vec![
        Value::new_int(ctx.clone(), status),
        stream.into_value(),
        Value::new_undefined(ctx.clone()),
    ];
    make_callback(ctx, request.into_value(), oncomplete, arguments).map(|_| ())
}

/// The same in the next poll phase.
pub fn complete_later<'js>(ctx: &Ctx<'js>, request: Object<'js>, stream: Object<'js>, status: i32) {
    let (request, stream) = (Persistent::save(ctx, request), Persistent::save(ctx, stream));
    event_loop::defer(
        ctx,
        Box::new(move |ctx| complete(ctx, request.restore(ctx)?, stream.restore(ctx)?, status)),
    );
}
