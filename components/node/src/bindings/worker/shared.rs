//! Words that threads of the library share ([`shared.js`](shared.js) says how): hooks of modules run on a
//! thread that the loader waits for, and `postMessageToThread` waits for the listener.
//!
//! A `SharedArrayBuffer` of a program is still refused: it would have to change without a notice.

use std::cell::Cell;

use kernelet_quickjs::{bytes, strings};
use rquickjs::{Ctx, Function, Object, Result, Value};

use super::{STARTED, link};
use crate::{
    bindings::intrinsics::kept_value,
    runtime::members::{Arguments, set_native},
};

/// The modules of the library that share words.
const MODULES: &[&str] =
    &["internal/modules/esm/hooks", "internal/modules/esm/worker", "internal/worker/messaging"];

kept_value!(
    /// What `shared.js` answers.
    State
);

thread_local! {
    /// How many buffers were named.
    static NAMED: Cell<u64> = const { Cell::new(0) };
}

/// The function of a library's module; with shared words when it is one that uses them.
pub fn give<'js>(ctx: &Ctx<'js>, id: &str, load: Function<'js>) -> Result<Function<'js>> {
    if !MODULES.contains(&id) {
        return Ok(load);
    }
    method(ctx, "give")?.call((load,))
}

/// The name of a buffer that may leave the process.
pub fn name<'js>(ctx: &Ctx<'js>, buffer: &Value<'js>) -> Result<Option<String>> {
    let name: Value<'js> = method(ctx, "name")?.call((buffer.clone(),))?;
    if name.is_string() { strings::to_utf8(&name).map(Some) } else { Ok(None) }
}

/// This process's copy of a buffer, made when there is none.
pub fn adopt<'js>(ctx: &Ctx<'js>, name: &str, words: Vec<u8>) -> Result<Value<'js>> {
    let words = bytes::uint8_array(ctx, words)?;
    method(ctx, "adopt")?.call((strings::from_str(ctx, name)?, words))
}

/// Another process has notified: its words are written to the copy, and who waits goes on.
pub fn told(ctx: &Ctx<'_>, name: &str, words: Vec<u8>) -> Result<()> {
    let words = bytes::uint8_array(ctx, words)?;
    method(ctx, "told")?.call((strings::from_str(ctx, name)?, words))
}

fn method<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Function<'js>> {
    if let Some(state) = State::kept(ctx).into_object() {
        return state.get(name);
    }
    let make: Function<'js> = ctx.eval(include_str!("shared.js"))?;
    let state: Object<'js> = make.call((natives(ctx)?,))?;
    State::keep(ctx, state.clone().into_value());
    state.get(name)
}

fn natives<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let natives = Object::new(ctx.clone())?;
    set_native(&natives, "newName", 0, |arguments| {
        NAMED.set(NAMED.get() + 1);
        let thread = STARTED.with_borrow(|started| started.as_ref().map_or(0, |start| start.id));
        let name = format!("{thread}:{}", NAMED.get());
        Ok(strings::from_str(arguments.ctx(), &name)?.into_value())
    })?;
    set_native(&natives, "tell", 0, tell)?;
    set_native(&natives, "block", 0, |arguments| {
        link::wait(arguments.ctx())?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    Ok(natives)
}

/// `tell(name, buffer)`
fn tell<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let name = strings::to_utf8(&arguments.get(0))?;
    if let Some(words) = bytes::bytes_of(&arguments.get(1)) {
        link::tell(ctx, &name, &words.to_vec());
    }
    Ok(Value::new_undefined(ctx.clone()))
}
