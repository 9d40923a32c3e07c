//! The library's module `internal/deps/amaro/dist/index`: in Node it is swc as WebAssembly, here it
//! is the crate `kernelet-typescript`.
//!
//! It exports `transformSync(source, { mode, sourceMap, filename })`, which answers
//! `{ code, map }` and throws `{ code, message }` with the code `InvalidSyntax` or
//! `UnsupportedSyntax`.

use kernelet_quickjs::strings;
use kernelet_typescript::{Mode, Reason, transform};
use rquickjs::{Ctx, Function, Object, Result, Value};

use super::members::{self, Arguments, set_native};

/// The module's id.
pub const ID: &str = "internal/deps/amaro/dist/index";

/// The function of the module: `(exports, require, …)`.
pub fn module<'js>(ctx: &Ctx<'js>) -> Result<Function<'js>> {
    members::native(ctx, "", 0, |arguments: &Arguments<'_, 'js>| {
        if let Some(exports) = arguments.object(0) {
            set_native(&exports, "transformSync", 2, transform_sync)?;
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}

fn transform_sync<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = strings::to_utf8(&arguments.get(0))?;
    let options = arguments.object(1);
    let option = |name: &str| -> Result<Value<'js>> {
        match &options {
            Some(options) => options.get(name),
            None => Ok(Value::new_undefined(ctx.clone())),
        }
    };
    let text = |value: Value<'js>| match value.is_string() {
        true => strings::to_utf8(&value),
        false => Ok(String::new()),
    };
    let mode = match text(option("mode")?)?.as_str() {
        "transform" => Mode::Transform,
        _ => Mode::Strip,
    };
    let answer = Object::new(ctx.clone())?;
    match transform(&source, mode) {
        Ok(output) => {
            answer.set("code", strings::from_str(ctx, &output.code)?)?;
            if option("sourceMap")?.as_bool() == Some(true) {
                let map = serde_json::json!({
                    "version": 3,
                    "sources": [text(option("filename")?)?],
                    "names": [],
                    "mappings": output.mappings,
                });
                answer.set("map", strings::from_str(ctx, &map.to_string())?)?;
            }
            Ok(answer.into_value())
        }
        Err(error) => {
            let code = match error.reason {
                Reason::InvalidSyntax => "InvalidSyntax",
                Reason::UnsupportedSyntax => "UnsupportedSyntax",
            };
            answer.set("code", code)?;
            answer.set("message", strings::from_str(ctx, &error.message)?)?;
            Err(ctx.throw(answer.into_value()))
        }
    }
}
