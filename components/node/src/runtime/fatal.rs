//! Uncaught exceptions and the end of the process: `node::errors::TriggerUncaughtException`,
//! `ReportFatalException`, `Environment::Exit`.

use kernelet_quickjs::{introspect, introspect::Kind, stack, strings};
use rquickjs::{Ctx, Error, Function, Object, Result, Value};

use super::{
    builtins,
    fields::Fields,
    options,
    realm::{self, Slot},
    registry, stderr,
};
use crate::sys;

/// Exit codes of `src/node_exit_code.h`.
pub mod exit_code {
    #![allow(missing_docs)]
    pub const NO_FAILURE: i32 = 0;
    pub const GENERIC_USER_ERROR: i32 = 1;
    pub const INVALID_FATAL_EXCEPTION_MONKEY_PATCHING: i32 = 6;
    pub const EXCEPTION_IN_FATAL_EXCEPTION_HANDLER: i32 = 7;
    pub const INVALID_COMMAND_LINE_ARGUMENT: i32 = 9;
    pub const UNSETTLED_TOP_LEVEL_AWAIT: i32 = 13;
    /// Not Node's: the runtime itself failed (EX_SOFTWARE).
    pub const INTERNAL: i32 = 70;
}

/// Elements of `process[exit_info_private_symbol]`.
const EXIT_CODE: usize = 1;
const HAS_EXIT_CODE: usize = 2;

/// The exit code that the program set, or `default`.
pub fn current_exit_code(ctx: &Ctx<'_>, default: i32) -> i32 {
    match Fields::in_slot(ctx, Slot::ExitInfo) {
        Some(info) if info.i32(HAS_EXIT_CODE) != 0 => info.i32(EXIT_CODE),
        _ => default,
    }
}

/// Ends the process. No JavaScript runs after it, also where the call returns.
pub fn exit(ctx: &Ctx<'_>, code: i32) {
    realm::with(ctx, |realm| realm.stopping.set(true));
    crate::bindings::worker::end(ctx, code);
    crate::bindings::tty_wrap::restore();
    sys::exit(code as u8);
}

/// What an rquickjs error becomes: the pending exception, or a `TypeError` that tells of the
/// conversion that failed.
fn thrown<'js>(ctx: &Ctx<'js>, error: Error) -> Value<'js> {
    if !matches!(error, Error::Exception) {
        rquickjs::Exception::throw_type(ctx, &error.to_string());
    }
    ctx.catch()
}

/// [`trigger_uncaught`] for the error of a call.
pub fn uncaught_error(ctx: &Ctx<'_>, error: Error, from_promise: bool) {
    let value = thrown(ctx, error);
    trigger_uncaught(ctx, value, from_promise);
}

/// `TriggerUncaughtException`: asks `process._fatalException`; ends the process unless the program
/// handled it.
pub fn trigger_uncaught<'js>(ctx: &Ctx<'js>, error: Value<'js>, from_promise: bool) {
    if realm::with(ctx, |realm| realm.stopping.get()) {
        return;
    }
    let handler: Option<(Object<'js>, Function<'js>)> = realm::process(ctx)
        .and_then(|process| {
            let handler: Value<'js> = process.get("_fatalException")?;
            Ok(handler.into_function().map(|handler| (process, handler)))
        })
        .unwrap_or_default();
    let Some((process, handler)) = handler else {
        report(ctx, &error, false);
        return exit(ctx, exit_code::INVALID_FATAL_EXCEPTION_MONKEY_PATCHING);
    };
    let handled: Result<Value<'js>> =
        handler.call((rquickjs::function::This(process), error.clone(), from_promise));
    if realm::with(ctx, |realm| realm.stopping.get()) {
        return;
    }
    match handled {
        Err(inner) => {
            let inner = thrown(ctx, inner);
            report(ctx, &inner, true);
            exit(ctx, exit_code::EXCEPTION_IN_FATAL_EXCEPTION_HANDLER);
        }
        Ok(handled) if handled.as_bool() == Some(false) => {
            report(ctx, &error, true);
            exit(ctx, current_exit_code(ctx, exit_code::GENERIC_USER_ERROR));
        }
        Ok(_) => {}
    }
}

/// `FailWithCorruptedAsyncStack`
pub fn corrupted_async_stack(ctx: &Ctx<'_>, actual: f64, expected: f64) -> Error {
    let message = format!(
        "Error: async hook stack has become corrupted (actual: {actual}, expected: {expected})\n"
    );
    stderr::write(message.as_bytes());
    exit(ctx, exit_code::GENERIC_USER_ERROR);
    rquickjs::Exception::throw_internal(ctx, "async hook stack has become corrupted")
}

fn text(value: &Value<'_>) -> Option<String> {
    if value.is_string() { strings::to_utf8(value).ok() } else { None }
}

/// `ReportFatalException`: source line and arrow, stack, version.
fn report<'js>(ctx: &Ctx<'js>, error: &Value<'js>, enhance: bool) {
    let line_printed = append_exception_line(ctx, error, Line::Fatal).unwrap_or(false);
    let _ = line_printed;
    let mut trace = None;
    let mut arrow = None;
    let mut decorated = false;
    if let Some(object) = error.as_object() {
        if enhance {
            for slot in [Slot::EnhanceBeforeInspector, Slot::EnhanceAfterInspector] {
                if let Some(enhancer) = realm::function(ctx, slot) {
                    match enhancer.call::<_, Value<'js>>((error.clone(),)) {
                        Ok(enhanced) => trace = Some(enhanced),
                        Err(inner) => drop(thrown(ctx, inner)),
                    }
                }
            }
        } else {
            trace = property(ctx, object, "stack");
        }
        let private = |name| {
            registry::private_symbol(ctx, name)
                .and_then(|symbol| object.get::<_, Value<'js>>(symbol))
        };
        arrow = private("arrow_message_private_symbol").ok().and_then(|value| text(&value));
        decorated =
            private("decorated_private_symbol").is_ok_and(|value| value.as_bool() == Some(true));
    }
    let trace = trace.as_ref().and_then(text).filter(|trace| !trace.is_empty());
    let mut out = String::new();
    if let Some(arrow) = arrow.filter(|_| !decorated) {
        out.push_str(&arrow);
        out.push('\n');
    }
    match trace {
        Some(trace) => {
            out.push_str(&trace);
            out.push('\n');
        }
        None => {
            out.push_str(&without_trace(ctx, error));
            if !options::is_set("--trace-uncaught") {
                out.push_str(
                    "(Use `node --trace-uncaught ...` to show where the exception was thrown)\n",
                );
            }
        }
    }
    if options::is_set("--extra-info-on-fatal-exception") {
        out.push_str(&format!("\nNode.js {}\n", builtins::version()));
    }
    stderr::write(out.as_bytes());
}

fn property<'js>(ctx: &Ctx<'js>, object: &Object<'js>, name: &str) -> Option<Value<'js>> {
    match object.get::<_, Value<'js>>(name) {
        Ok(value) if value.is_undefined() => None,
        Ok(value) => Some(value),
        Err(error) => {
            drop(thrown(ctx, error));
            None
        }
    }
}

/// What is thrown without a stack: `name: message` of an object that has both, else its text.
fn without_trace<'js>(ctx: &Ctx<'js>, error: &Value<'js>) -> String {
    let convert = |value: &Value<'js>| {
        let function: Result<Function<'js>> = ctx.globals().get("String");
        match function.and_then(|string| string.call::<_, Value<'js>>((value.clone(),))) {
            Ok(value) => text(&value).unwrap_or_default(),
            Err(inner) => {
                drop(thrown(ctx, inner));
                "<toString() threw exception>".to_owned()
            }
        }
    };
    if let Some(object) = error.as_object()
        && let (Some(message), Some(name)) =
            (property(ctx, object, "message"), property(ctx, object, "name"))
    {
        return format!("{}: {}\n", convert(&name), convert(&message));
    }
    format!("{}\n", convert(error))
}

/// Why a source line is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The process ends: without an object to hang the text on, it is printed at once.
    Fatal,
    /// Somebody throws the error on (`CONTEXTIFY_ERROR`, `MODULE_ERROR`).
    Rethrown,
}

/// `AppendExceptionLine`: hangs file, source line and arrow on an error under
/// `arrow_message_private_symbol`, for whoever prints it. Answers whether there was such a line.
pub fn append_exception_line<'js>(ctx: &Ctx<'js>, error: &Value<'js>, why: Line) -> Result<bool> {
    let symbol = registry::private_symbol(ctx, "arrow_message_private_symbol")?;
    let is_error = introspect::kind(error) == Kind::Error;
    if let Some(object) = error.as_object() {
        let present: Value<'js> = object.get(symbol.clone())?;
        if present.is_string() || (!is_error && why != Line::Fatal) {
            return Ok(false);
        }
    }
    let Some(position) = stack::error_position(error)? else { return Ok(false) };
    let Some(source) = super::source::line(&position.file, position.line) else { return Ok(false) };
    let width = if is_syntax_error(error) {
        super::source::token_width(&source, position.column)
    } else {
        1
    };
    let text = super::source::arrow(&position.file, position.line, &source, position.column, width);
    match error.as_object() {
        Some(object) if is_error => {
            object.set(symbol, text)?;
        }
        _ => {
            let already = realm::with(ctx, |realm| realm.printed_error.replace(true));
            if !already {
                stderr::write(format!("\n{text}").as_bytes());
            }
        }
    }
    Ok(true)
}

fn is_syntax_error(error: &Value<'_>) -> bool {
    error.as_object().is_some_and(|object| {
        object.get::<_, Value<'_>>("name").ok().as_ref().and_then(text).as_deref()
            == Some("SyntaxError")
    })
}

/// Says that the runtime itself failed, and ends the process.
pub fn internal(message: &str) {
    stderr::write(format!("node: internal error: {message}\n").as_bytes());
    sys::exit(exit_code::INTERNAL as u8);
}

/// A JavaScript error as text, for messages of the runtime itself.
pub fn describe(ctx: &Ctx<'_>, error: Error) -> String {
    let value = thrown(ctx, error);
    let stack = value.as_object().and_then(|object| property(ctx, object, "stack"));
    match stack.as_ref().and_then(text) {
        Some(stack) => {
            let message = without_trace(ctx, &value);
            if stack.contains(message.trim_end()) { stack } else { format!("{message}{stack}") }
        }
        None => without_trace(ctx, &value),
    }
}

/// `CheckUnsettledTopLevelAwait`: says where a module still waits when nothing can wake it.
///
/// The engine cannot tell where a suspended module stands; the first `await` of the entry point's
/// file is named, which is the place in all but contrived programs.
pub fn warn_about_unsettled_await(ctx: &Ctx<'_>) {
    let entry: Option<String> = realm::process(ctx)
        .and_then(|process| process.get::<_, Vec<String>>("argv"))
        .ok()
        .and_then(|arguments| arguments.into_iter().nth(1));
    let Some(path) = entry else { return };
    let mut number = 1;
    while let Some(line) = super::source::line(&path, number) {
        let comment = ["//", "/*", "*"].iter().any(|start| line.trim_start().starts_with(start));
        if let Some(index) = line.find("await ").filter(|_| !comment) {
            let column = line[..index].chars().count() as u32 + 1;
            let url = format!("file://{path}");
            let arrow = super::source::arrow(&url, number, &line, column, 1);
            let message = format!("Warning: Detected unsettled top-level await at {arrow}\n\n\n");
            return stderr::write(message.as_bytes());
        }
        number += 1;
    }
}
