//! What kind of thing a value is, and what is inside: the engine side of
//! Node's `internalBinding('types')` and of `util.inspect`.
//!
//! Nothing here runs user code: no getter, no Proxy trap, no `Symbol.toStringTag`.

use std::ffi::c_int;

use rquickjs::{Array, Error, Result, String as JsString, Value};

use crate::raw;

/// The internal class of a value. The numbers are those of `glue/kernelet.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each name is the JavaScript class it stands for")]
pub enum Kind {
    /// Not an object.
    Primitive = 0,
    /// An ordinary object, or one of a class that no test asks for.
    Object = 1,
    Array = 2,
    /// Any native error, whatever its prototype: V8's `IsNativeError`.
    Error = 3,
    BoxedNumber = 4,
    BoxedString = 5,
    BoxedBoolean = 6,
    BoxedSymbol = 7,
    BoxedBigInt = 8,
    /// An `arguments` object, mapped or not.
    Arguments = 9,
    Date = 10,
    ModuleNamespace = 11,
    /// A function that is neither async nor a generator; classes and bound functions too.
    Function = 12,
    GeneratorFunction = 13,
    AsyncFunction = 14,
    AsyncGeneratorFunction = 15,
    RegExp = 16,
    ArrayBuffer = 17,
    SharedArrayBuffer = 18,
    Uint8ClampedArray = 19,
    Int8Array = 20,
    Uint8Array = 21,
    Int16Array = 22,
    Uint16Array = 23,
    Int32Array = 24,
    Uint32Array = 25,
    BigInt64Array = 26,
    BigUint64Array = 27,
    Float16Array = 28,
    Float32Array = 29,
    Float64Array = 30,
    DataView = 31,
    Map = 32,
    Set = 33,
    WeakMap = 34,
    WeakSet = 35,
    MapIterator = 36,
    SetIterator = 37,
    ArrayIterator = 38,
    StringIterator = 39,
    RegExpStringIterator = 40,
    /// What calling a generator function returns.
    GeneratorObject = 41,
    AsyncGeneratorObject = 42,
    /// A Proxy, callable or not. Its target is not looked at.
    Proxy = 43,
    Promise = 44,
    WeakRef = 45,
    FinalizationRegistry = 46,
    /// The engine's own `DOMException` (Node brings its own, which is a plain object here).
    DomException = 47,
    CallSite = 48,
    /// A wrapped [`crate::modules::Module`] or [`crate::scripts::Script`].
    EngineHandle = 49,
}

/// Highest number of [`Kind`].
const LAST_KIND: c_int = Kind::EngineHandle as c_int;

/// The kind of a value.
pub fn kind(value: &Value<'_>) -> Kind {
    // SAFETY: looks at the value only.
    let number = unsafe { raw::kernelet_kind(raw::context(value.ctx()), value.as_raw()) };
    debug_assert!((0..=LAST_KIND).contains(&number));
    // SAFETY: the glue answers only numbers of the enum, which has no gap.
    unsafe { std::mem::transmute::<c_int, Kind>(number.clamp(0, LAST_KIND)) }
}

impl Kind {
    /// Any function, async and generator ones included.
    pub fn is_function(self) -> bool {
        (Self::Function as i32..=Self::AsyncGeneratorFunction as i32).contains(&(self as i32))
    }

    /// `types.isAsyncFunction`: V8 counts async generator functions too.
    pub fn is_async_function(self) -> bool {
        matches!(self, Self::AsyncFunction | Self::AsyncGeneratorFunction)
    }

    /// `types.isGeneratorFunction`: V8 counts async generator functions too.
    pub fn is_generator_function(self) -> bool {
        matches!(self, Self::GeneratorFunction | Self::AsyncGeneratorFunction)
    }

    /// `types.isGeneratorObject`
    pub fn is_generator_object(self) -> bool {
        matches!(self, Self::GeneratorObject | Self::AsyncGeneratorObject)
    }

    /// `types.isBoxedPrimitive`
    pub fn is_boxed_primitive(self) -> bool {
        (Self::BoxedNumber as i32..=Self::BoxedBigInt as i32).contains(&(self as i32))
    }

    /// `types.isAnyArrayBuffer`
    pub fn is_any_array_buffer(self) -> bool {
        matches!(self, Self::ArrayBuffer | Self::SharedArrayBuffer)
    }

    /// Any typed array.
    pub fn is_typed_array(self) -> bool {
        (Self::Uint8ClampedArray as i32..=Self::Float64Array as i32).contains(&(self as i32))
    }

    /// `ArrayBuffer.isView`
    pub fn is_array_buffer_view(self) -> bool {
        self.is_typed_array() || self == Self::DataView
    }
}

/// Whether a promise is settled, and how. The numbers are V8's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum PromiseState {
    /// Not settled.
    Pending = 0,
    /// Settled with a value.
    Fulfilled = 1,
    /// Settled with a reason.
    Rejected = 2,
}

/// State of a promise and its value or reason (`None` while pending); `None` for other values.
pub fn promise_details<'js>(value: &Value<'js>) -> Option<(PromiseState, Option<Value<'js>>)> {
    if kind(value) != Kind::Promise {
        return None;
    }
    let ctx = value.ctx();
    let promise = value.clone().into_promise()?;
    use rquickjs::promise::PromiseState as Inner;
    let state = match promise.state() {
        Inner::Pending => return Some((PromiseState::Pending, None)),
        Inner::Resolved => PromiseState::Fulfilled,
        Inner::Rejected => PromiseState::Rejected,
    };
    // SAFETY: `value` is a promise; the result is an owned duplicate.
    let result = unsafe {
        Value::from_raw(
            ctx.clone(),
            rquickjs::qjs::JS_PromiseResult(raw::context(ctx), value.as_raw()),
        )
    };
    Some((state, Some(result)))
}

/// Target and handler of a Proxy, both `null` when it was revoked; `None` for other values.
pub fn proxy_details<'js>(value: &Value<'js>) -> Option<(Value<'js>, Value<'js>)> {
    let (mut target, mut handler) = (rquickjs::qjs::JS_NULL, rquickjs::qjs::JS_NULL);
    // SAFETY: both out-pointers are valid; on success both values are owned.
    let found =
        unsafe { raw::kernelet_proxy_details(value.as_raw(), &mut target, &mut handler) != 0 };
    if !found {
        return None;
    }
    let ctx = value.ctx();
    // SAFETY: as above.
    unsafe { Some((Value::from_raw(ctx.clone(), target), Value::from_raw(ctx.clone(), handler))) }
}

/// What `previewEntries` shows of a collection.
#[derive(Clone, Debug)]
pub struct Preview<'js> {
    /// The entries; keys and values alternate when `is_key_value`.
    pub entries: Array<'js>,
    /// Whether the entries are pairs.
    pub is_key_value: bool,
}

/// Entries of a Map, Set, WeakMap, WeakSet or of one of their iterators (what is
/// left of it, without advancing it). `None` for other values.
pub fn preview_entries<'js>(value: &Value<'js>) -> Result<Option<Preview<'js>>> {
    let ctx = value.ctx();
    let mut keyed: c_int = 0;
    // SAFETY: the out-pointer is valid; the result is owned.
    let raw =
        unsafe { raw::kernelet_preview_entries(raw::context(ctx), value.as_raw(), &mut keyed) };
    let entries = raw::owned(ctx, raw)?;
    if entries.is_undefined() {
        return Ok(None);
    }
    Ok(Some(Preview { entries: Array::from_value(entries)?, is_key_value: keyed != 0 }))
}

/// Which properties [`own_non_index_properties`] lists; V8's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyFilter {
    /// `ALL_PROPERTIES` (0)
    All,
    /// `ONLY_ENUMERABLE` (2)
    OnlyEnumerable,
}

/// Own keys of an object, symbols included, without its array indices.
pub fn own_non_index_properties<'js>(
    value: &Value<'js>,
    filter: PropertyFilter,
) -> Result<Array<'js>> {
    let ctx = value.ctx();
    if !value.is_object() {
        return Err(Error::new_from_js(value.type_name(), "object"));
    }
    let only_enumerable = c_int::from(filter == PropertyFilter::OnlyEnumerable);
    // SAFETY: `value` is an object; the result is owned.
    let raw = unsafe {
        raw::kernelet_own_non_index_properties(raw::context(ctx), value.as_raw(), only_enumerable)
    };
    Array::from_value(raw::owned(ctx, raw)?)
}

/// Name of the constructor that made the object, found without running user
/// code, like V8's `GetConstructorName`: never fails, ends with the class name.
pub fn constructor_name<'js>(value: &Value<'js>) -> Result<JsString<'js>> {
    let ctx = value.ctx();
    // SAFETY: the glue accepts any value; the result is owned.
    let raw = unsafe { raw::kernelet_constructor_name(raw::context(ctx), value.as_raw()) };
    JsString::from_value(raw::owned(ctx, raw)?)
}

/// Where a function was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePosition {
    /// Name of the script or URL of the module.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1.
    pub column: u32,
}

/// Where a function was written; `None` for native functions and other values.
pub fn function_position(value: &Value<'_>) -> Result<Option<SourcePosition>> {
    let ctx = value.ctx();
    let (mut line, mut column): (c_int, c_int) = (0, 0);
    // SAFETY: the out-pointers are valid; the result is owned.
    let raw = unsafe {
        raw::kernelet_function_position(raw::context(ctx), value.as_raw(), &mut line, &mut column)
    };
    position(&raw::owned(ctx, raw)?, line, column)
}

/// Makes a position of what the glue answers: an undefined file means none.
pub(crate) fn position(
    file: &Value<'_>,
    line: c_int,
    column: c_int,
) -> Result<Option<SourcePosition>> {
    if !file.is_string() {
        return Ok(None);
    }
    let file = crate::strings::to_utf8(file)?;
    Ok(Some(SourcePosition { file, line: line.max(0) as u32, column: column.max(0) as u32 }))
}
