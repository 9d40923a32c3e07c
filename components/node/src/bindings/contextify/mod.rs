//! `internalBinding('contextify')`.
//!
//! | Member | What |
//! |---|---|
//! | `compileFunctionForCJSLoader(source, filename, isSea, detectModule)` | the CommonJS wrapper |
//! | `compileFunction(…)` | `vm.compileFunction` |
//! | `containsModuleSyntax(source, filename, resourceName, cjsVariables)` | whether a text is an ES module |
//! | `ContextifyScript` | [`script`] |
//! | `makeContext(…)` | [`context`] |
//! | `measureMemory`, `startSigintWatchdog`, `stopSigintWatchdog`, `watchdogHasPendingSigint` | |

pub mod context;
pub mod decorate;
mod memory;
mod script;
mod source_map;

pub use source_map::value as source_map_value;

use kernelet_quickjs::{
    scripts::{self, Goal, Origin},
    strings,
};
use rquickjs::{Ctx, Function, Object, Result, Symbol, Value};

use crate::runtime::{
    builtins,
    members::{Arguments, call, set_native},
    registry,
};

/// Parameters of the CommonJS wrapper.
const WRAPPER: [&str; 5] = ["exports", "require", "module", "__filename", "__dirname"];
/// Engine messages that only module syntax in a CommonJS text causes.
const MODULE_SYNTAX_MESSAGES: [&str; 3] = [
    "Cannot use import statement outside a module",
    "Unexpected token 'export'",
    "Cannot use 'import.meta' outside a module",
];

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "compileFunctionForCJSLoader", 0, compile_for_loader)?;
    set_native(target, "compileFunction", 0, compile_function)?;
    set_native(target, "containsModuleSyntax", 0, contains_module_syntax)?;
    set_native(target, "makeContext", 0, context::make)?;
    set_native(target, "measureMemory", 0, memory::measure)?;
    // Running JavaScript is never interrupted by a signal: there is nothing to watch.
    for (name, answer) in [
        ("startSigintWatchdog", true),
        ("stopSigintWatchdog", false),
        ("watchdogHasPendingSigint", false),
    ] {
        set_native(target, name, 0, move |arguments: &Arguments<'_, 'js>| {
            Ok(Value::new_bool(arguments.ctx().clone(), answer))
        })?;
    }
    script::install(ctx, target)
}

/// An object without prototype, as V8's `Object::New(isolate, Null, names, values)` makes it.
pub fn bare_object<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    Object::new_proto(ctx.clone(), None)
}

fn text(value: &Value<'_>) -> Result<String> {
    if value.is_string() { strings::to_utf8(value) } else { Ok(String::new()) }
}

/// The symbol that `import()` in a text hands to the callback.
pub fn host_defined<'js>(value: Value<'js>) -> Option<Symbol<'js>> {
    value.into_symbol()
}

/// `compileFunctionForCJSLoader(source, filename, isSea, detectModule)`
fn compile_for_loader<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = text(&arguments.get(0))?;
    let symbol = registry::per_isolate_symbol(ctx, "vm_dynamic_import_default_internal")?;
    let mut origin = Origin::new(text(&arguments.get(1))?);
    origin.host_defined = host_defined(symbol);
    let result = bare_object(ctx)?;
    result.set("cachedDataRejected", false)?;
    match scripts::compile_function(ctx, &WRAPPER, &source, &origin) {
        Ok(function) => {
            function.set_name("")?;
            result.set("sourceMapURL", source_map::value(ctx, &source)?)?;
            result.set("function", function)?;
            result.set("canParseAsESM", false)?;
        }
        Err(error) => {
            if !error.is_exception() {
                return Err(error);
            }
            let exception = ctx.catch();
            let is_module = is_module(ctx, &source, &exception)?;
            if !(is_module && arguments.is_true(3)) {
                if is_module {
                    warn_about_module(ctx)?;
                }
                decorate::stack(ctx, &exception)?;
                return Err(ctx.throw(exception));
            }
            let undefined = Value::new_undefined(ctx.clone());
            result.set("sourceMapURL", undefined.clone())?;
            result.set("function", undefined)?;
            result.set("canParseAsESM", true)?;
        }
    }
    Ok(result.into_value())
}

/// Whether a text that failed with that exception as CommonJS is an ES module.
fn is_module(ctx: &Ctx<'_>, source: &str, exception: &Value<'_>) -> Result<bool> {
    if let Some(error) = exception.as_object() {
        let message: Value = error.get("message")?;
        if message.is_string() {
            let message = strings::to_utf8(&message)?;
            if MODULE_SYNTAX_MESSAGES.contains(&message.as_str()) {
                return Ok(true);
            }
        }
    }
    scripts::contains_module_syntax(ctx, source)
}

fn warn_about_module(ctx: &Ctx<'_>) -> Result<()> {
    let warning: Object = Object::from_value(builtins::require(ctx, "internal/process/warning")?)?;
    let emit: Function = warning.get("emitWarningSync")?;
    emit.call::<_, Value>((
        "To load an ES module, set \"type\": \"module\" in the package.json or use the .mjs extension.",
    ))?;
    Ok(())
}

/// `containsModuleSyntax(source, filename, resourceName, cjsVariables)`: with the last argument
/// given, the variables of the CommonJS wrapper do not count (`-e`).
fn contains_module_syntax<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = text(&arguments.get(0))?;
    let plain = !arguments.get(3).is_undefined();
    if plain && scripts::check_syntax(ctx, &source, Goal::Script)? {
        return Ok(Value::new_bool(ctx.clone(), false));
    }
    let origin = Origin::new(text(&arguments.get(1))?);
    let answer = match scripts::compile_function(ctx, &WRAPPER, &source, &origin) {
        Ok(_) => false,
        Err(error) if error.is_exception() => is_module(ctx, &source, &ctx.catch())?,
        Err(error) => return Err(error),
    };
    Ok(Value::new_bool(ctx.clone(), answer))
}

/// `compileFunction(source, filename, line, column, cachedData, produceCachedData, context,
/// extensions, parameters, symbol)`: `{ function, sourceMapURL }` and what became of cached data.
fn compile_function<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = text(&arguments.get(0))?;
    let filename = text(&arguments.get(1))?;
    decorate::remember(&filename, &source, arguments.int32(2));
    let mut origin = Origin::new(filename).at(arguments.int32(2), arguments.int32(3));
    let symbol = arguments.get(9);
    origin.host_defined = host_defined(symbol.clone());
    let mut names = Vec::new();
    if let Some(parameters) = arguments.get(8).into_array() {
        for parameter in parameters.iter::<Value>() {
            names.push(text(&parameter?)?);
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let extensions: Vec<Value> = match arguments.get(7).into_array() {
        Some(extensions) => extensions.iter().collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let compile = |inside: &Ctx<'js>| {
        let function = scripts::compile_function(inside, &names, &source, &origin)?;
        if extensions.is_empty() {
            return Ok(function);
        }
        extended(inside, &names, &source, &origin, extensions.clone())
    };
    let function = match arguments.object(6) {
        None => compile(ctx),
        Some(object) => context::within(&context::of(ctx, &object)?, compile),
    };
    let function = function.map_err(|error| decorate::rethrown(ctx, error))?;
    function.set_name("")?;
    if symbol.is_symbol() {
        function.set(registry::private_symbol(ctx, "host_defined_option_symbol")?, symbol)?;
    }
    let result = Object::new(ctx.clone())?;
    result.set("function", function)?;
    result.set("sourceMapURL", source_map::value(ctx, &source)?)?;
    cached_data_outcome(&result, &arguments.get(4), arguments.is_true(5))?;
    Ok(result.into_value())
}

/// A function that sees the properties of `extensions` as variables, those of the last first. The
/// text has been compiled before: it cannot close the function it is put into.
fn extended<'js>(
    ctx: &Ctx<'js>,
    names: &[&str],
    source: &str,
    origin: &Origin<'js>,
    extensions: Vec<Value<'js>>,
) -> Result<Function<'js>> {
    let scopes: Vec<String> =
        (0..extensions.len()).map(|index| format!("$extension{index}")).collect();
    let mut text: String = scopes.iter().map(|scope| format!("with({scope})")).collect();
    text.push_str(&format!("return function ({}) {{", names.join(", ")));
    let mut origin = origin.clone();
    origin.column -= text.chars().count() as i32;
    text.push_str(source);
    text.push_str("\n}");
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let outer = scripts::compile_function(ctx, &scopes, &text, &origin)?;
    let function = call(&outer, Value::new_undefined(ctx.clone()), extensions)?;
    Function::from_value(function)
}

/// There is no cached data: what was given is rejected, none is produced.
fn cached_data_outcome<'js>(result: &Object<'js>, given: &Value<'js>, wanted: bool) -> Result<()> {
    if given.is_object() {
        result.set("cachedDataRejected", true)?;
    }
    if wanted {
        result.set("cachedDataProduced", false)?;
    }
    Ok(())
}
