//! `types`: the `is*` checks of `util.types` that the engine answers.

use kernelet_quickjs::introspect::{self, Kind};
use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::members::set_native;

type Check = fn(Kind) -> bool;

const CHECKS: &[(&str, Check)] = &[
    // No embedder hands out V8 external values here.
    ("isExternal", |_| false),
    ("isDate", |kind| kind == Kind::Date),
    ("isArgumentsObject", |kind| kind == Kind::Arguments),
    ("isBigIntObject", |kind| kind == Kind::BoxedBigInt),
    ("isBooleanObject", |kind| kind == Kind::BoxedBoolean),
    ("isNumberObject", |kind| kind == Kind::BoxedNumber),
    ("isStringObject", |kind| kind == Kind::BoxedString),
    ("isSymbolObject", |kind| kind == Kind::BoxedSymbol),
    ("isBoxedPrimitive", Kind::is_boxed_primitive),
    ("isNativeError", |kind| kind == Kind::Error),
    ("isRegExp", |kind| kind == Kind::RegExp),
    ("isAsyncFunction", Kind::is_async_function),
    ("isGeneratorFunction", Kind::is_generator_function),
    ("isGeneratorObject", Kind::is_generator_object),
    ("isPromise", |kind| kind == Kind::Promise),
    ("isMap", |kind| kind == Kind::Map),
    ("isSet", |kind| kind == Kind::Set),
    ("isMapIterator", |kind| kind == Kind::MapIterator),
    ("isSetIterator", |kind| kind == Kind::SetIterator),
    ("isWeakMap", |kind| kind == Kind::WeakMap),
    ("isWeakSet", |kind| kind == Kind::WeakSet),
    ("isArrayBuffer", |kind| kind == Kind::ArrayBuffer),
    ("isDataView", |kind| kind == Kind::DataView),
    ("isSharedArrayBuffer", |kind| kind == Kind::SharedArrayBuffer),
    ("isProxy", |kind| kind == Kind::Proxy),
    ("isModuleNamespaceObject", |kind| kind == Kind::ModuleNamespace),
    ("isAnyArrayBuffer", Kind::is_any_array_buffer),
];

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_checks(target)
}

/// Sets every check that the target has a default for.
pub fn set_checks(target: &Object<'_>) -> Result<()> {
    for (name, check) in CHECKS {
        if !target.contains_key(*name)? {
            continue;
        }
        set_native(target, name, 0, |arguments| {
            let kind = introspect::kind(&arguments.get(0));
            Ok(Value::new_bool(arguments.ctx().clone(), check(kind)))
        })?;
    }
    Ok(())
}
