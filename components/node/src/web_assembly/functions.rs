//! Exported functions, imported functions, traps.

use std::{cell::RefCell, collections::HashMap, fmt, ptr::NonNull};

use rquickjs::{Array, Ctx, Function, Persistent, Result, Value, qjs};
use wasmi::{Func, FuncType, TrapCode, Val};

use super::{Kind, memory, store, throw, values};
use crate::{
    bindings::{messaging::message::list, serdes::format::identity},
    runtime::members,
};

thread_local! {
    /// Functions of WebAssembly that JavaScript knows, and the object that stands for each.
    static EXPORTED: RefCell<Vec<(Func, Persistent<Value<'static>>)>> =
        const { RefCell::new(Vec::new()) };
    /// The same by the function's own description.
    static BY_FUNCTION: RefCell<HashMap<String, usize>> = RefCell::new(HashMap::new());
    /// The same by the object.
    static BY_OBJECT: RefCell<HashMap<u64, usize>> = RefCell::new(HashMap::new());
}

/// An imported function threw: the exception is pending in the engine.
#[derive(Debug)]
struct Thrown;

impl fmt::Display for Thrown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JavaScript exception")
    }
}

impl wasmi::errors::HostError for Thrown {}

/// What identifies a function: handles are numbers, and print as such.
fn key(function: &Func) -> String {
    format!("{function:?}")
}

/// The function behind an exported one.
pub fn exported(value: &Value<'_>) -> Option<Func> {
    value.as_function()?;
    let index = BY_OBJECT.with_borrow(|known| known.get(&(identity(value) as u64)).copied())?;
    EXPORTED.with_borrow(|known| known.get(index).map(|(function, _)| *function))
}

/// The exported function for one of WebAssembly: always the same object. `index` is its number in
/// the module, which is its name.
pub fn wrapped<'js>(ctx: &Ctx<'js>, function: Func, index: Option<u32>) -> Result<Value<'js>> {
    let key = key(&function);
    let known = BY_FUNCTION.with_borrow(|known| known.get(&key).copied());
    let known = known
        .and_then(|index| EXPORTED.with_borrow(|all| all.get(index).map(|entry| entry.1.clone())));
    if let Some(known) = known {
        return known.restore(ctx);
    }
    let signature = store::with(|store| function.ty(&store));
    let length = signature.params().len();
    let name = index.map(|index| index.to_string()).unwrap_or_default();
    let object = members::native(ctx, &name, length, move |arguments| {
        call(arguments.ctx(), function, &signature, |index| arguments.get(index))
    })?
    .into_value();
    let place = EXPORTED.with_borrow_mut(|all| {
        all.push((function, Persistent::save(ctx, object.clone())));
        all.len() - 1
    });
    BY_FUNCTION.with_borrow_mut(|known| known.insert(key, place));
    BY_OBJECT.with_borrow_mut(|known| known.insert(identity(&object) as u64, place));
    Ok(object)
}

fn call<'js>(
    ctx: &Ctx<'js>,
    function: Func,
    signature: &FuncType,
    argument: impl Fn(usize) -> Value<'js>,
) -> Result<Value<'js>> {
    let mut parameters = Vec::with_capacity(signature.params().len());
    for (index, kind) in signature.params().iter().enumerate() {
        parameters.push(values::to_wasm(ctx, &argument(index), *kind)?);
    }
    let mut results: Vec<Val> =
        signature.results().iter().map(|kind| Val::default_for_ty(*kind)).collect();
    let outcome = store::with(|store| function.call(store, &parameters, &mut results));
    memory::refresh(ctx)?;
    if let Err(error) = outcome {
        return Err(trap(ctx, &error));
    }
    match &results[..] {
        [] => Ok(Value::new_undefined(ctx.clone())),
        [result] => values::to_js(ctx, result),
        results => {
            let array = Array::new(ctx.clone())?;
            for (index, result) in results.iter().enumerate() {
                array.set(index, values::to_js(ctx, result)?)?;
            }
            Ok(array.into_value())
        }
    }
}

/// What a failed call throws; V8's words.
pub fn trap(ctx: &Ctx<'_>, error: &wasmi::Error) -> rquickjs::Error {
    if error.downcast_ref::<Thrown>().is_some() {
        return rquickjs::Error::Exception;
    }
    let message = match error.as_trap_code() {
        Some(TrapCode::UnreachableCodeReached) => "unreachable".to_owned(),
        Some(TrapCode::MemoryOutOfBounds) => "memory access out of bounds".to_owned(),
        Some(TrapCode::TableOutOfBounds) => "table index is out of bounds".to_owned(),
        Some(TrapCode::IndirectCallToNull | TrapCode::BadSignature) => {
            "null function or function signature mismatch".to_owned()
        }
        Some(TrapCode::IntegerDivisionByZero) => "divide by zero".to_owned(),
        // The interpreter has one code for a float that is too large and for the one quotient that
        // is; the float is the likelier.
        Some(TrapCode::IntegerOverflow | TrapCode::BadConversionToInteger) => {
            "float unrepresentable in integer range".to_owned()
        }
        Some(TrapCode::StackOverflow) => {
            return rquickjs::Exception::throw_range(ctx, "Maximum call stack size exceeded");
        }
        _ => error.to_string(),
    };
    throw(ctx, Kind::Runtime, &message)
}

/// A function of WebAssembly that calls one of JavaScript.
pub fn imported<'js>(ctx: &Ctx<'js>, function: &Function<'js>, signature: FuncType) -> Func {
    let function = Shared(Persistent::save(ctx, function.clone()));
    let context = Context(ctx.as_raw());
    let results_of = signature.clone();
    store::with(move |store| {
        Func::new(store, signature, move |mut caller, parameters, results| {
            let (context, function) = (&context, &function);
            store::entered(&mut caller, || {
                // SAFETY: the context that made the function; JavaScript called into WebAssembly,
                // so the runtime is locked. Contexts of programs are never freed before their end.
                let ctx = unsafe { Ctx::from_raw(context.0) };
                invoke(&ctx, &function.0, parameters, results_of.results(), results)
            })
            .map_err(|error| thrown(context, error))
        })
    })
}

/// Values of the one thread there is.
struct Shared<T>(T);
// SAFETY: programs have one thread; the interpreter asks for the bounds without using them.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

struct Context(NonNull<qjs::JSContext>);
// SAFETY: as above.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

fn thrown(context: &Context, error: rquickjs::Error) -> wasmi::Error {
    if !matches!(error, rquickjs::Error::Exception) {
        // SAFETY: as in `imported`.
        let ctx: Ctx<'_> = unsafe { Ctx::from_raw(context.0) };
        rquickjs::Exception::throw_type(&ctx, &error.to_string());
    }
    wasmi::Error::host(Thrown)
}

fn invoke<'js>(
    ctx: &Ctx<'js>,
    function: &Persistent<Function<'static>>,
    parameters: &[Val],
    kinds: &[wasmi::ValType],
    results: &mut [Val],
) -> Result<()> {
    memory::refresh(ctx)?;
    let function = function.clone().restore(ctx)?;
    let arguments =
        parameters.iter().map(|value| values::to_js(ctx, value)).collect::<Result<Vec<_>>>()?;
    let answer = members::call(&function, Value::new_undefined(ctx.clone()), arguments)?;
    match (kinds, results) {
        ([], _) => {}
        ([kind], [result]) => *result = values::to_wasm(ctx, &answer, *kind)?,
        (kinds, results) => {
            let Some(items) = list(ctx, &answer)? else {
                let message = "multi-return value must be iterable";
                return Err(rquickjs::Exception::throw_type(ctx, message));
            };
            if items.len() != kinds.len() {
                let message = "multi-return length mismatch";
                return Err(rquickjs::Exception::throw_type(ctx, message));
            }
            for ((result, kind), item) in results.iter_mut().zip(kinds).zip(&items) {
                *result = values::to_wasm(ctx, item, *kind)?;
            }
        }
    }
    Ok(())
}
