//! JavaScript values and WebAssembly's, both ways: `ToWebAssemblyValue`, `ToJSValue`.

use std::cell::RefCell;

use rquickjs::{BigInt, Coerced, Ctx, Persistent, Result, Value, qjs};
use wasmi::{F32, F64, Nullable, Ref, RefType, Val, ValType};

use super::{functions, store};

thread_local! {
    /// JavaScript values that WebAssembly holds, by number. They live as long as the process.
    static REFERENCES: RefCell<Vec<Persistent<Value<'static>>>> = const { RefCell::new(Vec::new()) };
}

/// The type a name of the JavaScript interface stands for.
pub fn type_of(name: &str) -> Option<ValType> {
    Some(match name {
        "i32" => ValType::I32,
        "i64" => ValType::I64,
        "f32" => ValType::F32,
        "f64" => ValType::F64,
        "v128" => ValType::V128,
        "anyfunc" | "funcref" => ValType::FuncRef,
        "externref" => ValType::ExternRef,
        _ => return None,
    })
}

fn type_error(ctx: &Ctx<'_>, message: &str) -> rquickjs::Error {
    rquickjs::Exception::throw_type(ctx, message)
}

/// ToBigInt64
fn to_int64<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<i64> {
    let mut out = 0;
    // SAFETY: borrows the value; the out-pointer is valid.
    let status = unsafe { qjs::JS_ToBigInt64(ctx.as_raw().as_ptr(), &mut out, value.as_raw()) };
    if status < 0 { Err(rquickjs::Error::Exception) } else { Ok(out) }
}

/// A number as JavaScript's ToInt32 sees it.
fn to_int32(number: f64) -> i32 {
    crate::runtime::members::to_int32(number)
}

/// A JavaScript value as one of this type. Runs `valueOf` and the like.
pub fn to_wasm<'js>(ctx: &Ctx<'js>, value: &Value<'js>, kind: ValType) -> Result<Val> {
    let number = || -> Result<f64> { Ok(value.get::<Coerced<f64>>()?.0) };
    Ok(match kind {
        ValType::I32 => Val::I32(match value.as_int() {
            Some(number) => number,
            None => to_int32(number()?),
        }),
        ValType::I64 => Val::I64(to_int64(ctx, value)?),
        ValType::F32 => Val::F32(F32::from_bits((number()? as f32).to_bits())),
        ValType::F64 => Val::F64(F64::from_bits(number()?.to_bits())),
        ValType::V128 => {
            return Err(type_error(ctx, "type incompatibility when transforming from/to JS"));
        }
        ValType::FuncRef | ValType::ExternRef => {
            let kind = if kind == ValType::FuncRef { RefType::Func } else { RefType::Extern };
            match to_reference(ctx, value, kind)? {
                Ref::Func(function) => Val::FuncRef(function),
                Ref::Extern(reference) => Val::ExternRef(reference),
            }
        }
    })
}

/// A JavaScript value as a reference.
pub fn to_reference<'js>(ctx: &Ctx<'js>, value: &Value<'js>, kind: RefType) -> Result<Ref> {
    if value.is_null() {
        return Ok(match kind {
            RefType::Func => Ref::Func(Nullable::Null),
            RefType::Extern => Ref::Extern(Nullable::Null),
        });
    }
    match kind {
        RefType::Func => match functions::exported(value) {
            Some(function) => Ok(Ref::Func(Nullable::Val(function))),
            None => Err(type_error(ctx, "function-typed object expected")),
        },
        RefType::Extern => {
            let number = REFERENCES.with_borrow_mut(|known| {
                known.push(Persistent::save(ctx, value.clone()));
                known.len() - 1
            });
            let reference = store::with(|store| wasmi::ExternRef::new(store, number));
            Ok(Ref::Extern(Nullable::Val(reference)))
        }
    }
}

/// A WebAssembly value in JavaScript.
pub fn to_js<'js>(ctx: &Ctx<'js>, value: &Val) -> Result<Value<'js>> {
    // Not `new_number`, which makes an integer of -0.
    let number = |number: f64| Value::new_float(ctx.clone(), number);
    Ok(match value {
        Val::I32(value) => Value::new_int(ctx.clone(), *value),
        Val::I64(value) => BigInt::from_i64(ctx.clone(), *value)?.into_value(),
        Val::F32(value) => number(f64::from(f32::from_bits(value.to_bits()))),
        Val::F64(value) => number(f64::from_bits(value.to_bits())),
        Val::V128(_) => {
            return Err(type_error(ctx, "type incompatibility when transforming from/to JS"));
        }
        Val::FuncRef(function) => return from_reference(ctx, Ref::Func(*function)),
        Val::ExternRef(reference) => return from_reference(ctx, Ref::Extern(*reference)),
    })
}

/// A reference in JavaScript.
pub fn from_reference<'js>(ctx: &Ctx<'js>, reference: Ref) -> Result<Value<'js>> {
    match reference {
        Ref::Func(Nullable::Null) | Ref::Extern(Nullable::Null) => Ok(Value::new_null(ctx.clone())),
        Ref::Func(Nullable::Val(function)) => functions::wrapped(ctx, function, None),
        Ref::Extern(Nullable::Val(reference)) => {
            let number =
                store::with(|store| reference.data(&store).downcast_ref::<usize>().copied());
            let kept = number
                .and_then(|number| REFERENCES.with_borrow(|known| known.get(number).cloned()));
            match kept {
                Some(kept) => kept.restore(ctx),
                None => Ok(Value::new_undefined(ctx.clone())),
            }
        }
    }
}
