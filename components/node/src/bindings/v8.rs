//! `v8`: heap statistics from the engine's own counters. `cachedDataVersionTag`,
//! `updateHeapStatisticsBuffer`, `updateHeapCodeStatisticsBuffer`,
//! `updateHeapSpaceStatisticsBuffer`, `setFlagsFromString`, `setHeapSnapshotNearHeapLimit`.

use kernelet_quickjs::memory;
use rquickjs::{Ctx, Object, Result, Value};

use crate::{
    runtime::{fields::Fields, members::set_native},
    sys,
};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "cachedDataVersionTag", 0, |arguments| {
        Ok(Value::new_int(arguments.ctx().clone(), 0x4b_4e_22_14))
    })?;
    let buffer = target.get::<_, Value<'js>>("heapStatisticsBuffer")?;
    set_native(target, "updateHeapStatisticsBuffer", 0, move |arguments| {
        let ctx = arguments.ctx();
        if let Some(fields) = Fields::of(&buffer) {
            let usage = memory::usage(ctx);
            let limit = sys::system_information().memory_total as f64;
            let physical = sys::process_usage().memory as f64;
            let (total, used) = (usage.heap_total as f64, usage.heap_used as f64);
            // In the order of the `k…Index` constants.
            let values = [
                total,
                0.0,
                physical,
                (limit - used).max(0.0),
                used,
                limit,
                total,
                total,
                0.0,
                1.0,
                0.0,
                0.0,
                0.0,
                usage.array_buffers as f64,
            ];
            for (index, value) in values.into_iter().enumerate() {
                fields.set_f64(index, value);
            }
        }
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    // The engine has one space and keeps no statistics of code: the buffers stay zero.
    for name in ["updateHeapCodeStatisticsBuffer", "updateHeapSpaceStatisticsBuffer"] {
        set_native(target, name, 0, |arguments| Ok(Value::new_undefined(arguments.ctx().clone())))?;
    }
    // V8's flags do not exist; V8 also ignores what it does not know.
    for name in ["setFlagsFromString", "setHeapSnapshotNearHeapLimit"] {
        set_native(target, name, 0, |arguments| Ok(Value::new_undefined(arguments.ctx().clone())))?;
    }
    Ok(())
}
