//! `process.env`: the environment of the process as an exotic object.
//!
//! Node's rules: keys and values become strings, a symbol is a `TypeError`, every variable is a
//! writable, enumerable and configurable property, `defineProperty` accepts nothing else, deleting
//! always succeeds. The variables live here, in Rust, where `safeGetenv` and the option parser find
//! them as well; the list is empty in the frozen image.

use std::{
    cell::{Cell, RefCell},
    ffi::c_int,
    ptr::NonNull,
};

use kernelet_quickjs::strings;
use rquickjs::{Ctx, Function, Object, Result, Value, object::Property, qjs};

use super::{
    errors::{ErrorKind, throw_node},
    realm,
};
use crate::sys;

const ONLY_DATA: &str =
    "'process.env' only accepts a configurable, writable, and enumerable data descriptor";
const NO_ACCESSOR: &str = "'process.env' does not accept an accessor(getter/setter) descriptor";

thread_local! {
    static VARIABLES: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Takes the environment of the process in.
pub fn load() {
    let variables = sys::environment().into_iter().filter_map(|entry| {
        let text = String::from_utf8_lossy(&entry).into_owned();
        let (name, value) = text.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    });
    let variables: Vec<_> = variables.collect();
    VARIABLES.with_borrow_mut(|known| *known = variables);
}

/// The value of a variable. The context shows that the caller runs after the freeze point.
pub fn get(_ctx: &Ctx<'_>, name: &str) -> Option<String> {
    find(name)
}

/// The value of a variable.
pub fn find(name: &str) -> Option<String> {
    VARIABLES.with_borrow(|known| {
        known.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    })
}

/// All variables as `NAME=value`, for children.
pub fn all() -> Vec<Vec<u8>> {
    VARIABLES.with_borrow(|known| {
        known.iter().map(|(name, value)| format!("{name}={value}").into_bytes()).collect()
    })
}

/// Sets a variable. A name that setenv(3) refuses is ignored, as Node ignores the refusal.
pub fn set(name: &str, value: &str) {
    if name.is_empty() || name.contains('=') {
        return;
    }
    VARIABLES.with_borrow_mut(|known| match known.iter_mut().find(|(key, _)| key == name) {
        Some((_, old)) => value.clone_into(old),
        None => known.push((name.to_owned(), value.to_owned())),
    });
}

fn remove(name: &str) {
    VARIABLES.with_borrow_mut(|known| known.retain(|(key, _)| key != name));
}

/// Makes the object.
pub fn object<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    // Its prototype has a nameless constructor, as V8 makes for an object template.
    let prototype = Object::new(ctx.clone())?;
    let constructor = Function::new(ctx.clone(), || ())?.with_name("")?;
    prototype.prop("constructor", Property::from(constructor).writable().configurable())?;
    let class = register(ctx)?;
    // SAFETY: the class is registered; the result is owned.
    let raw = unsafe {
        qjs::JS_NewObjectProtoClass(ctx.as_raw().as_ptr(), prototype.as_value().as_raw(), class)
    };
    // SAFETY: owned, from this context.
    let value = unsafe { Value::from_raw(ctx.clone(), raw) };
    Object::from_value(value)
}

fn register(ctx: &Ctx<'_>) -> Result<qjs::JSClassID> {
    // SAFETY: the context is alive.
    let runtime = unsafe { qjs::JS_GetRuntime(ctx.as_raw().as_ptr()) };
    let mut id = 0;
    // SAFETY: the out-pointer is valid.
    unsafe { qjs::JS_NewClassID(runtime, &mut id) };
    // The engine keeps the pointer to the methods for as long as the runtime lives.
    let exotic = Box::leak(Box::new(qjs::JSClassExoticMethods {
        get_own_property: Some(get_own_property),
        get_own_property_names: Some(get_own_property_names),
        delete_property: Some(delete_property),
        define_own_property: Some(define_own_property),
        has_property: None,
        get_property: None,
        set_property: Some(set_property),
    }));
    let definition = qjs::JSClassDef {
        class_name: c"Object".as_ptr(),
        finalizer: None,
        gc_mark: None,
        call: None,
        exotic,
    };
    // SAFETY: the definition is copied; its name is static and its methods are leaked.
    let status = unsafe { qjs::JS_NewClass(runtime, id, &definition) };
    if status < 0 {
        return Err(rquickjs::Error::Allocation);
    }
    Ok(id)
}

/// The context of a callback.
///
/// # Safety
///
/// `ctx` must be the context that the engine called back with.
unsafe fn context<'js>(ctx: *mut qjs::JSContext) -> Option<Ctx<'js>> {
    // SAFETY: promised by the caller; the lock is held, since JavaScript is running.
    Some(unsafe { Ctx::from_raw(NonNull::new(ctx)?) })
}

/// The name a key stands for; `None` for a symbol.
fn name_of(ctx: &Ctx<'_>, atom: qjs::JSAtom) -> Result<Option<String>> {
    // SAFETY: the atom is borrowed; the result is owned.
    let key =
        unsafe { Value::from_raw(ctx.clone(), qjs::JS_AtomToValue(ctx.as_raw().as_ptr(), atom)) };
    if key.is_symbol() { Ok(None) } else { strings::to_utf8(&text_of(ctx, &key)?).map(Some) }
}

/// ECMAScript's ToString.
fn text_of<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Value<'js>> {
    if value.is_symbol() {
        return Err(rquickjs::Exception::throw_type(
            ctx,
            "Cannot convert a Symbol value to a string",
        ));
    }
    // SAFETY: borrows the value; the result is owned, or the exception marker.
    let raw = unsafe { qjs::JS_ToString(ctx.as_raw().as_ptr(), value.as_raw()) };
    // SAFETY: reading a tag has no precondition.
    if unsafe { qjs::JS_IsException(raw) } {
        return Err(rquickjs::Error::Exception);
    }
    // SAFETY: owned, from this context.
    Ok(unsafe { Value::from_raw(ctx.clone(), raw) })
}

fn status(ctx: &Ctx<'_>, result: Result<bool>) -> c_int {
    match result {
        Ok(answer) => c_int::from(answer),
        Err(rquickjs::Error::Exception) => -1,
        Err(error) => {
            rquickjs::Exception::throw_type(ctx, &error.to_string());
            -1
        }
    }
}

unsafe extern "C" fn get_own_property(
    ctx: *mut qjs::JSContext,
    descriptor: *mut qjs::JSPropertyDescriptor,
    _object: qjs::JSValue,
    atom: qjs::JSAtom,
) -> c_int {
    // SAFETY: called by the engine with its context.
    let Some(ctx) = (unsafe { context(ctx) }) else { return -1 };
    let result = name_of(&ctx, atom).and_then(|name| {
        let Some(value) = name.as_deref().and_then(find) else { return Ok(false) };
        if let Some(descriptor) = NonNull::new(descriptor) {
            let value = strings::from_str(&ctx, &value)?.into_value();
            let filled = qjs::JSPropertyDescriptor {
                flags: qjs::JS_PROP_C_W_E as c_int,
                value: value.as_raw(),
                getter: qjs::JS_UNDEFINED,
                setter: qjs::JS_UNDEFINED,
            };
            // The reference goes to the engine with the descriptor.
            std::mem::forget(value);
            // SAFETY: the engine passed room for one descriptor.
            unsafe { descriptor.as_ptr().write(filled) };
        }
        Ok(true)
    });
    status(&ctx, result)
}

unsafe extern "C" fn get_own_property_names(
    ctx: *mut qjs::JSContext,
    table: *mut *mut qjs::JSPropertyEnum,
    length: *mut u32,
    _object: qjs::JSValue,
) -> c_int {
    let names: Vec<String> =
        VARIABLES.with_borrow(|known| known.iter().map(|(name, _)| name.clone()).collect());
    let bytes = names.len().max(1) * size_of::<qjs::JSPropertyEnum>();
    // SAFETY: called by the engine with its context.
    let entries = unsafe { qjs::js_malloc(ctx, bytes as qjs::size_t) };
    let entries = entries.cast::<qjs::JSPropertyEnum>();
    if entries.is_null() {
        return -1;
    }
    for (index, name) in names.iter().enumerate() {
        // SAFETY: the text is borrowed for the call; the entry lies inside the table.
        unsafe {
            let atom = qjs::JS_NewAtomLen(ctx, name.as_ptr().cast(), name.len() as qjs::size_t);
            entries.add(index).write(qjs::JSPropertyEnum { is_enumerable: true, atom });
        }
    }
    // SAFETY: the engine passed both out-pointers.
    unsafe {
        *table = entries;
        *length = names.len() as u32;
    }
    0
}

unsafe extern "C" fn delete_property(
    ctx: *mut qjs::JSContext,
    _object: qjs::JSValue,
    atom: qjs::JSAtom,
) -> c_int {
    // SAFETY: called by the engine with its context.
    let Some(ctx) = (unsafe { context(ctx) }) else { return -1 };
    let result = name_of(&ctx, atom).map(|name| {
        if let Some(name) = name {
            remove(&name);
        }
        true
    });
    status(&ctx, result)
}

fn assign<'js>(ctx: &Ctx<'js>, atom: qjs::JSAtom, value: &Value<'js>) -> Result<bool> {
    if !(value.is_string() || value.is_number() || value.is_bool()) {
        warn_about_conversion(ctx)?;
    }
    let Some(name) = name_of(ctx, atom)? else {
        return Err(rquickjs::Exception::throw_type(
            ctx,
            "Cannot convert a Symbol value to a string",
        ));
    };
    let text = strings::to_utf8(&text_of(ctx, value)?)?;
    set(&name, &text);
    Ok(true)
}

/// DEP0104, once, with `--pending-deprecation`.
fn warn_about_conversion(ctx: &Ctx<'_>) -> Result<()> {
    thread_local! { static WARNED: Cell<bool> = const { Cell::new(false) }; }
    if !super::options::is_set("--pending-deprecation") || WARNED.replace(true) {
        return Ok(());
    }
    let emit: Function<'_> = realm::process(ctx)?.get("emitWarning")?;
    emit.call((
        "Assigning any value other than a string, number, or boolean to a process.env property is \
         deprecated. Please make sure to convert the value to a string before setting \
         process.env with it.",
        "DeprecationWarning",
        "DEP0104",
    ))
}

unsafe extern "C" fn set_property(
    ctx: *mut qjs::JSContext,
    object: qjs::JSValue,
    atom: qjs::JSAtom,
    value: qjs::JSValue,
    receiver: qjs::JSValue,
    flags: c_int,
) -> c_int {
    // SAFETY: called by the engine with its context.
    let Some(js) = (unsafe { context(ctx) }) else { return -1 };
    // SAFETY: all three are borrowed by the engine for the call: duplicated before they are owned.
    let (object, receiver, value) = unsafe {
        (
            Value::from_raw(js.clone(), qjs::JS_DupValue(ctx, object)),
            Value::from_raw(js.clone(), qjs::JS_DupValue(ctx, receiver)),
            Value::from_raw(js.clone(), qjs::JS_DupValue(ctx, value)),
        )
    };
    if receiver != object {
        // An object that inherits from process.env gets an own property.
        if !receiver.is_object() {
            return 0;
        }
        // SAFETY: the value is duplicated for the call, which takes it over.
        return unsafe {
            qjs::JS_DefinePropertyValue(
                ctx,
                receiver.as_raw(),
                atom,
                qjs::JS_DupValue(ctx, value.as_raw()),
                qjs::JS_PROP_C_W_E as c_int | flags & qjs::JS_PROP_THROW as c_int,
            )
        };
    }
    let result = assign(&js, atom, &value);
    status(&js, result)
}

unsafe extern "C" fn define_own_property(
    ctx: *mut qjs::JSContext,
    object: qjs::JSValue,
    atom: qjs::JSAtom,
    value: qjs::JSValue,
    _getter: qjs::JSValue,
    _setter: qjs::JSValue,
    flags: c_int,
) -> c_int {
    // SAFETY: called by the engine with its context.
    let Some(js) = (unsafe { context(ctx) }) else { return -1 };
    let has = |flag: u32| flags & flag as c_int != 0;
    let complete = has(qjs::JS_PROP_HAS_WRITABLE)
        && has(qjs::JS_PROP_HAS_ENUMERABLE)
        && has(qjs::JS_PROP_HAS_CONFIGURABLE);
    let open = has(qjs::JS_PROP_WRITABLE)
        && has(qjs::JS_PROP_ENUMERABLE)
        && has(qjs::JS_PROP_CONFIGURABLE);
    let refuse = |message: &str| {
        throw_node(&js, ErrorKind::TypeError, "ERR_INVALID_OBJECT_DEFINE_PROPERTY", message)
    };
    // SAFETY: the object is borrowed for the call.
    let frozen = unsafe { qjs::JS_IsExtensible(ctx, object) } == 0;
    let result = if frozen && !has(qjs::JS_PROP_HAS_VALUE) {
        // `Object.freeze` made it non-extensible before it came here.
        Err(rquickjs::Exception::throw_type(&js, "Cannot freeze"))
    } else if has(qjs::JS_PROP_HAS_VALUE) {
        // SAFETY: borrowed by the engine for the call: duplicated before it is owned.
        let value = unsafe { Value::from_raw(js.clone(), qjs::JS_DupValue(ctx, value)) };
        if complete && open { assign(&js, atom, &value) } else { Err(refuse(ONLY_DATA)) }
    } else if has(qjs::JS_PROP_HAS_GET) || has(qjs::JS_PROP_HAS_SET) {
        Err(refuse(NO_ACCESSOR))
    } else {
        Err(refuse(ONLY_DATA))
    };
    status(&js, result)
}
