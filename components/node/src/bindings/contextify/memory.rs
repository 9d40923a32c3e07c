//! `measureMemory(mode, execution)`: a promise of V8's shape with the engine's own count.

use kernelet_quickjs::memory;
use rquickjs::{Array, Ctx, Object, Promise, Result, Value};

use crate::runtime::members::Arguments;

/// `constants.measureMemory.mode.DETAILED`
const DETAILED: i32 = 1;

/// The member.
pub fn measure<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let used = memory::usage(ctx).heap_used as f64;
    let result = Object::new(ctx.clone())?;
    result.set("total", estimate(ctx, used)?)?;
    if arguments.int32(0) == DETAILED {
        result.set("current", estimate(ctx, used)?)?;
        result.set("other", Array::new(ctx.clone())?)?;
    }
    let web_assembly = Object::new(ctx.clone())?;
    web_assembly.set("code", 0)?;
    web_assembly.set("metadata", 0)?;
    result.set("WebAssembly", web_assembly)?;
    let (promise, resolve, _) = Promise::new(ctx)?;
    resolve.call::<_, Value>((result,))?;
    Ok(promise.into_value())
}

fn estimate<'js>(ctx: &Ctx<'js>, used: f64) -> Result<Object<'js>> {
    let range = Array::new(ctx.clone())?;
    range.set(0, used)?;
    range.set(1, used)?;
    let object = Object::new(ctx.clone())?;
    object.set("jsMemoryEstimate", used)?;
    object.set("jsMemoryRange", range)?;
    Ok(object)
}
