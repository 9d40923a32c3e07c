//! `timers`: `setupTimers`, `getLibuvNow`, `scheduleTimer`, `toggleTimerRef`,
//! `toggleImmediateRef`; the arrays `immediateInfo` and `timeoutInfo`.

use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::{
    event_loop,
    members::set_native,
    realm::{self, Slot},
};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    realm::set(ctx, Slot::ImmediateInfo, target.get::<_, Value<'js>>("immediateInfo")?);
    realm::set(ctx, Slot::TimeoutInfo, target.get::<_, Value<'js>>("timeoutInfo")?);
    set_native(target, "setupTimers", 0, |arguments| {
        realm::set(arguments.ctx(), Slot::ProcessImmediate, arguments.get(0));
        realm::set(arguments.ctx(), Slot::ProcessTimers, arguments.get(1));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "getLibuvNow", 0, |arguments| {
        Ok(Value::new_number(arguments.ctx().clone(), event_loop::update_now() as f64))
    })?;
    set_native(target, "scheduleTimer", 0, |arguments| {
        event_loop::schedule_timer(arguments.number(0).max(1.0) as u64);
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "toggleTimerRef", 0, |arguments| {
        event_loop::reference_timer(arguments.is_true(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "toggleImmediateRef", 0, |arguments| {
        event_loop::reference_immediates(arguments.is_true(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}
