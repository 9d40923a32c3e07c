//! Modules, instances, tables and globals: the functions that `api.js` calls.
//!
//! Each takes and answers handles: objects without prototype that only this module looks into.

use std::rc::Rc;

use kernelet_quickjs::bytes::{self, bytes_of};
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};
use wasmi::{
    Extern, ExternType, Global, Instance, Memory, Module, Mutability, Ref, RefType, Table,
    TableType, Val,
};

use super::{
    Kind,
    binary::{self, Interface},
    functions, memory, store, throw, values,
};
use crate::runtime::members::{Arguments, set_native};

const WANTS_FUNCTION: &str =
    "function-typed object must be null (if nullable) or a Wasm function object";

/// What a handle stands for.
#[derive(Clone)]
pub enum Entity {
    /// A module, and its imports and exports in its own order.
    Module(Module, Rc<Interface>),
    /// A memory.
    Memory(Memory),
    /// A table.
    Table(Table),
    /// A global.
    Global(Global),
}

struct Handle(Entity);

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Handle {
    type Changed<'to> = Handle;
}

impl<'js> Trace<'js> for Handle {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Handle {
    const NAME: &'static str = "WebAssemblyHandle";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// A handle.
pub fn wrap<'js>(ctx: &Ctx<'js>, entity: Entity) -> Result<Value<'js>> {
    Ok(Class::instance(ctx.clone(), Handle(entity))?.into_value())
}

/// What a handle stands for; `None` for any other value.
pub fn entity_of(value: &Value<'_>) -> Option<Entity> {
    let class = Class::<Handle>::from_value(value).ok()?;
    let entity = class.borrow().0.clone();
    Some(entity)
}

/// Sets the functions.
pub fn install(natives: &Object<'_>) -> Result<()> {
    set_native(natives, "compile", 0, compile)?;
    set_native(natives, "validate", 0, validate)?;
    set_native(natives, "imports", 0, imports)?;
    set_native(natives, "exports", 0, exports)?;
    set_native(natives, "customSections", 0, custom_sections)?;
    set_native(natives, "instantiate", 0, instantiate)?;
    set_native(natives, "isExportedFunction", 0, |arguments| {
        let is = functions::exported(&arguments.get(0)).is_some();
        Ok(Value::new_bool(arguments.ctx().clone(), is))
    })?;
    set_native(natives, "identity", 0, identity)?;
    set_native(natives, "makeTable", 0, make_table)?;
    set_native(natives, "tableLength", 0, |arguments| {
        let table = table_of(arguments)?;
        let size = store::with(|store| table.size(&store));
        Ok(Value::new_number(arguments.ctx().clone(), size as f64))
    })?;
    set_native(natives, "tableGet", 0, table_get)?;
    set_native(natives, "tableSet", 0, table_set)?;
    set_native(natives, "tableGrow", 0, table_grow)?;
    set_native(natives, "makeGlobal", 0, make_global)?;
    set_native(natives, "globalGet", 0, global_get)?;
    set_native(natives, "globalSet", 0, global_set)
}

fn source(arguments: &Arguments<'_, '_>, index: usize) -> Vec<u8> {
    bytes_of(&arguments.get(index)).map(|bytes| bytes.to_vec()).unwrap_or_default()
}

fn receiver(ctx: &Ctx<'_>, name: &str) -> rquickjs::Error {
    rquickjs::Exception::throw_type(ctx, &format!("Receiver is not a WebAssembly.{name}"))
}

fn module_of(arguments: &Arguments<'_, '_>) -> Result<(Module, Rc<Interface>)> {
    match entity_of(&arguments.get(0)) {
        Some(Entity::Module(module, interface)) => Ok((module, interface)),
        _ => Err(receiver(arguments.ctx(), "Module")),
    }
}

fn table_of(arguments: &Arguments<'_, '_>) -> Result<Table> {
    match entity_of(&arguments.get(0)) {
        Some(Entity::Table(table)) => Ok(table),
        _ => Err(receiver(arguments.ctx(), "Table")),
    }
}

fn global_of(arguments: &Arguments<'_, '_>) -> Result<Global> {
    match entity_of(&arguments.get(0)) {
        Some(Entity::Global(global)) => Ok(global),
        _ => Err(receiver(arguments.ctx(), "Global")),
    }
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

/// `compile(bytes, context)`: a module, or a CompileError whose message starts with the context.
fn compile<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let bytes = source(arguments, 0);
    let context = kernelet_quickjs::strings::to_utf8(&arguments.get(1))?;
    let fault = match binary::header_fault(&bytes) {
        Some(fault) => fault,
        None => match Module::new(&store::engine(), &bytes) {
            Ok(module) => match binary::interface(&bytes) {
                Ok(interface) => return wrap(ctx, Entity::Module(module, Rc::new(interface))),
                Err(error) => error.to_string(),
            },
            Err(error) => error.to_string(),
        },
    };
    Err(throw(ctx, Kind::Compile, &format!("{context}: {fault}")))
}

/// `validate(bytes)`
fn validate<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let bytes = source(arguments, 0);
    let valid = binary::header_fault(&bytes).is_none()
        && Module::validate(&store::engine(), &bytes).is_ok();
    Ok(Value::new_bool(arguments.ctx().clone(), valid))
}

fn kind_of(kind: &ExternType) -> &'static str {
    match kind {
        ExternType::Global(_) => "global",
        ExternType::Table(_) => "table",
        ExternType::Memory(_) => "memory",
        ExternType::Func(_) => "function",
    }
}

fn text<'js>(ctx: &Ctx<'js>, text: &str) -> Result<Value<'js>> {
    Ok(kernelet_quickjs::strings::from_str(ctx, text)?.into_value())
}

/// `imports(module)`: `[{ module, name, kind }]`
fn imports<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (_, interface) = module_of(arguments)?;
    let list = Array::new(ctx.clone())?;
    for (index, import) in interface.imports.iter().enumerate() {
        let entry = Object::new(ctx.clone())?;
        entry.set("module", text(ctx, &import.module)?)?;
        entry.set("name", text(ctx, &import.name)?)?;
        entry.set("kind", import.kind)?;
        list.set(index, entry)?;
    }
    Ok(list.into_value())
}

/// `exports(module)`: `[{ name, kind }]`
fn exports<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (_, interface) = module_of(arguments)?;
    let list = Array::new(ctx.clone())?;
    for (index, export) in interface.exports.iter().enumerate() {
        let entry = Object::new(ctx.clone())?;
        entry.set("name", text(ctx, &export.name)?)?;
        entry.set("kind", export.kind)?;
        list.set(index, entry)?;
    }
    Ok(list.into_value())
}

/// `customSections(module, name)`: array buffers
fn custom_sections<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (module, _) = module_of(arguments)?;
    let name = kernelet_quickjs::strings::to_utf8(&arguments.get(1))?;
    let list = Array::new(ctx.clone())?;
    let sections = module.custom_sections().filter(|section| section.name() == name);
    for (index, section) in sections.enumerate() {
        list.set(index, bytes::array_buffer(ctx, section.data().to_vec())?)?;
    }
    Ok(list.into_value())
}

/// What a JavaScript value gives for an import; the error is what V8 says is wanted.
fn import<'js>(
    ctx: &Ctx<'js>,
    value: &Value<'js>,
    wanted: &ExternType,
) -> Result<std::result::Result<Extern, String>> {
    let entity = entity_of(value);
    Ok(match (wanted, entity) {
        (ExternType::Func(signature), _) => match value.as_function() {
            None => Err("function import requires a callable".to_owned()),
            Some(function) => match functions::exported(value) {
                Some(known) if store::with(|store| known.ty(&store)) == *signature => {
                    Ok(Extern::Func(known))
                }
                Some(_) => Err("imported function does not match the expected type".to_owned()),
                None => Ok(Extern::Func(functions::imported(ctx, function, signature.clone()))),
            },
        },
        (ExternType::Memory(_), Some(Entity::Memory(memory))) => Ok(Extern::Memory(memory)),
        (ExternType::Memory(_), _) => {
            Err("memory import must be a WebAssembly.Memory object".to_owned())
        }
        (ExternType::Table(_), Some(Entity::Table(table))) => Ok(Extern::Table(table)),
        (ExternType::Table(_), _) => Err("table import requires a WebAssembly.Table".to_owned()),
        (ExternType::Global(kind), Some(Entity::Global(global))) => {
            let own = store::with(|store| global.ty(&store));
            if own.mutability() != kind.mutability() {
                Err("imported global does not match the expected mutability".to_owned())
            } else if own != *kind {
                Err("imported global does not match the expected type".to_owned())
            } else {
                Ok(Extern::Global(global))
            }
        }
        (ExternType::Global(kind), _) => {
            if kind.mutability() == Mutability::Var {
                return Ok(Err(
                    "imported mutable global must be a WebAssembly.Global object".to_owned()
                ));
            }
            let fits = match kind.content() {
                wasmi::ValType::I64 => value.is_big_int(),
                wasmi::ValType::FuncRef => value.is_null() || functions::exported(value).is_some(),
                wasmi::ValType::ExternRef => true,
                wasmi::ValType::V128 => false,
                _ => value.is_number(),
            };
            if !fits {
                let wanted = match kind.content() {
                    wasmi::ValType::I64 => "global import must be a BigInt",
                    wasmi::ValType::FuncRef => {
                        "imported funcref global must be null or WebAssembly function \
                         ('function') object"
                    }
                    _ => {
                        "global import must be a number, valid Wasm reference, or \
                         WebAssembly.Global object"
                    }
                };
                return Ok(Err(wanted.to_owned()));
            }
            let initial = values::to_wasm(ctx, value, kind.content())?;
            let global = store::with(|store| Global::new(store, initial, Mutability::Const));
            Ok(Extern::Global(global))
        }
    })
}

/// The places, among a module's imports in its own order, of those the interpreter asks for: it
/// asks by kind, and within a kind in the module's order.
fn places(module: &Module, interface: &Interface) -> Vec<usize> {
    let mut taken = vec![false; interface.imports.len()];
    let mut places = Vec::with_capacity(taken.len());
    for wanted in module.imports() {
        let kind = kind_of(wanted.ty());
        let mut entries = interface.imports.iter().zip(&mut taken).enumerate();
        let next = entries.find(|(_, (import, taken))| !**taken && import.kind == kind);
        if let Some((place, (_, taken))) = next {
            *taken = true;
            places.push(place);
        }
    }
    places
}

/// `instantiate(module, values, context)`: `[[name, kind, function or handle]]`
fn instantiate<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (module, interface) = module_of(arguments)?;
    let given = arguments.get(1).into_array();
    let context = kernelet_quickjs::strings::to_utf8(&arguments.get(2))?;
    let places = places(&module, &interface);
    // A missing value is reported for the first import in the module's order.
    let mut order: Vec<(usize, usize)> =
        places.iter().enumerate().map(|(asked, place)| (*place, asked)).collect();
    order.sort_unstable();
    let kinds: Vec<ExternType> = module.imports().map(|import| import.ty().clone()).collect();
    let mut externs: Vec<Option<Extern>> = vec![None; kinds.len()];
    for ((place, asked), import_name) in order.into_iter().zip(&interface.imports) {
        let Some((kind, slot)) = kinds.get(asked).zip(externs.get_mut(asked)) else { continue };
        let value: Value<'js> = match &given {
            Some(given) => given.get(place)?,
            None => undefined(arguments),
        };
        match import(ctx, &value, kind)? {
            Ok(found) => *slot = Some(found),
            Err(fault) => {
                let (module, name) = (&import_name.module, &import_name.name);
                // V8 calls every import a function here.
                let message = format!(
                    "{context}: Import #{place} module=\"{module}\" function=\"{name}\": {fault}"
                );
                return Err(throw(ctx, Kind::Link, &message));
            }
        }
    }
    let externs: Vec<Extern> = externs.into_iter().flatten().collect();
    let made = store::with(|store| Instance::new(store, &module, &externs));
    memory::refresh(ctx)?;
    let instance = made.map_err(|error| failed(ctx, &error, &context))?;
    let list = Array::new(ctx.clone())?;
    for (place, export) in interface.exports.iter().enumerate() {
        let found = store::with(|store| instance.get_export(&store, &export.name));
        let Some(found) = found else { continue };
        let value = match found {
            Extern::Func(function) => functions::wrapped(ctx, function, Some(export.index))?,
            Extern::Memory(memory) => wrap(ctx, Entity::Memory(memory))?,
            Extern::Table(table) => wrap(ctx, Entity::Table(table))?,
            Extern::Global(global) => wrap(ctx, Entity::Global(global))?,
        };
        let entry = Array::new(ctx.clone())?;
        entry.set(0, text(ctx, &export.name)?)?;
        entry.set(1, export.kind)?;
        entry.set(2, value)?;
        list.set(place, entry)?;
    }
    Ok(list.into_value())
}

/// What a failed instantiation throws: a trap of the start function or of a segment, else a
/// LinkError.
fn failed(ctx: &Ctx<'_>, error: &wasmi::Error, context: &str) -> rquickjs::Error {
    let is_link = matches!(
        error.kind(),
        wasmi::errors::ErrorKind::Instantiation(_) | wasmi::errors::ErrorKind::Linker(_)
    );
    if is_link && error.as_trap_code().is_none() {
        let text = error.to_string();
        let message = format!("{context}: {text}");
        return throw(ctx, Kind::Link, &message);
    }
    functions::trap(ctx, error)
}

/// `identity(handle)`: a text that is the same for the same entity.
fn identity<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let key = match entity_of(&arguments.get(0)) {
        Some(Entity::Memory(memory)) => format!("{memory:?}"),
        Some(Entity::Table(table)) => format!("{table:?}"),
        Some(Entity::Global(global)) => format!("{global:?}"),
        Some(Entity::Module(..)) | None => return Ok(undefined(arguments)),
    };
    text(arguments.ctx(), &key)
}

fn element_type(name: &str) -> RefType {
    if name == "externref" { RefType::Extern } else { RefType::Func }
}

/// The value for a table's element: that given, else the type's default.
fn element<'js>(
    arguments: &Arguments<'_, 'js>,
    index: usize,
    kind: RefType,
    context: &str,
) -> Result<Ref> {
    let ctx = arguments.ctx();
    let given = arguments.get(index);
    let value = if given.is_undefined() && kind == RefType::Func {
        Value::new_null(ctx.clone())
    } else {
        given
    };
    if kind == RefType::Func && !value.is_null() && functions::exported(&value).is_none() {
        return Err(rquickjs::Exception::throw_type(
            ctx,
            &format!(
                "WebAssembly.Table.{context}: Argument {} is invalid for table: {WANTS_FUNCTION}",
                index - 1
            ),
        ));
    }
    values::to_reference(ctx, &value, kind)
}

/// `makeTable(kind, initial, maximum | undefined, value)`
fn make_table<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let kind = element_type(&kernelet_quickjs::strings::to_utf8(&arguments.get(0))?);
    let maximum = arguments.get(2).as_number().map(|maximum| maximum as u32);
    let value = element(arguments, 3, kind, "Table()")?;
    let table = TableType::new(kind, arguments.number(1) as u32, maximum);
    match store::with(|store| Table::new(store, table, value)) {
        Ok(table) => wrap(ctx, Entity::Table(table)),
        Err(error) => {
            Err(rquickjs::Exception::throw_range(ctx, &format!("WebAssembly.Table(): {error}")))
        }
    }
}

fn out_of_range(ctx: &Ctx<'_>, method: &str, index: f64) -> rquickjs::Error {
    let message = format!("WebAssembly.Table.{method}(): invalid address {index} in the table");
    rquickjs::Exception::throw_range(ctx, &message)
}

/// `tableGet(table, index)`
fn table_get<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let table = table_of(arguments)?;
    let index = arguments.number(1);
    match store::with(|store| table.get(&store, index as u64)) {
        Some(reference) => values::from_reference(ctx, reference),
        None => Err(out_of_range(ctx, "get", index)),
    }
}

/// `tableSet(table, index, value)`
fn table_set<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let table = table_of(arguments)?;
    let index = arguments.number(1);
    let (kind, size) = store::with(|store| (table.ty(&store).element(), table.size(&store)));
    if index >= size as f64 {
        return Err(out_of_range(ctx, "set", index));
    }
    let value = element(arguments, 2, kind, "set()")?;
    match store::with(|store| table.set(store, index as u64, value)) {
        Ok(()) => Ok(undefined(arguments)),
        Err(_) => Err(out_of_range(ctx, "set", index)),
    }
}

/// `tableGrow(table, count, value)`: the length before; `undefined` when it cannot.
fn table_grow<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let table = table_of(arguments)?;
    let kind = store::with(|store| table.ty(&store).element());
    let value = element(arguments, 2, kind, "grow()")?;
    let count = arguments.number(1) as u64;
    Ok(match store::with(|store| table.grow(store, count, value)) {
        Ok(before) => Value::new_number(arguments.ctx().clone(), before as f64),
        Err(_) => undefined(arguments),
    })
}

/// `makeGlobal(type, mutable, value)`
fn make_global<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let name = kernelet_quickjs::strings::to_utf8(&arguments.get(0))?;
    let Some(kind) = values::type_of(&name) else { return Err(receiver(ctx, "Global")) };
    let given = arguments.get(2);
    let initial = match (given.is_undefined(), kind) {
        (true, wasmi::ValType::ExternRef) | (false, _) => values::to_wasm(ctx, &given, kind)?,
        (true, kind) => Val::default_for_ty(kind),
    };
    let mutability = if arguments.is_true(1) { Mutability::Var } else { Mutability::Const };
    let global = store::with(|store| Global::new(store, initial, mutability));
    wrap(ctx, Entity::Global(global))
}

/// `globalGet(global)`
fn global_get<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let global = global_of(arguments)?;
    let value = store::with(|store| global.get(&store));
    values::to_js(arguments.ctx(), &value)
}

/// `globalSet(global, value)`
fn global_set<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let global = global_of(arguments)?;
    let kind = store::with(|store| global.ty(&store));
    let immutable = "set WebAssembly.Global.value: Can't set the value of an immutable global.";
    if kind.mutability() == Mutability::Const {
        return Err(rquickjs::Exception::throw_type(ctx, immutable));
    }
    let value = values::to_wasm(ctx, &arguments.get(1), kind.content())?;
    match store::with(|store| global.set(store, value)) {
        Ok(()) => Ok(undefined(arguments)),
        Err(_) => Err(rquickjs::Exception::throw_type(ctx, immutable)),
    }
}
