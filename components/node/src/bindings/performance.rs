//! `performance`: `now`, `milestones`, `observerCounts`, `setupObservers`, `notify`,
//! `markBootstrapComplete`, `loopIdleTime`, `uvMetricsInfo`, garbage collection tracking (there is
//! nothing to track: memory is counted by reference). Histograms are in [`super::histogram`].

use std::cell::Cell;

use rquickjs::{Array, Ctx, Function, Object, Result, Value};

use crate::{
    runtime::{
        event_loop,
        fields::Fields,
        members::set_native,
        realm::{self, Slot},
    },
    sys,
};

const TIME_ORIGIN_TIMESTAMP: usize = 0;
const TIME_ORIGIN: usize = 1;
const ENVIRONMENT: usize = 2;
const NODE_START: usize = 3;
const V8_START: usize = 4;
/// Milestone: the loop started.
pub const LOOP_START: usize = 5;
/// Milestone: the loop ended.
pub const LOOP_EXIT: usize = 6;
const BOOTSTRAP_COMPLETE: usize = 7;

thread_local! {
    /// Nanoseconds on the monotonic clock when the process started.
    static ORIGIN: Cell<u64> = const { Cell::new(0) };
}

/// Milliseconds since the process started.
pub fn now() -> f64 {
    sys::monotonic_nanoseconds().saturating_sub(ORIGIN.get()) as f64 / 1e6
}

/// Starts to count. Called once, after the image resumed.
pub fn start(ctx: &Ctx<'_>) {
    let origin = sys::monotonic_nanoseconds();
    ORIGIN.set(origin);
    let Some(milestones) = Fields::in_slot(ctx, Slot::Milestones) else { return };
    milestones.set_f64(TIME_ORIGIN_TIMESTAMP, (sys::realtime_nanoseconds() / 1000) as f64);
    for index in [TIME_ORIGIN, ENVIRONMENT, NODE_START, V8_START] {
        milestones.set_f64(index, origin as f64);
    }
    for index in [LOOP_START, LOOP_EXIT, BOOTSTRAP_COMPLETE] {
        milestones.set_f64(index, -1.0);
    }
}

/// Sets a milestone to the current time.
pub fn mark(ctx: &Ctx<'_>, milestone: usize) {
    if let Some(milestones) = Fields::in_slot(ctx, Slot::Milestones) {
        milestones.set_f64(milestone, sys::monotonic_nanoseconds() as f64);
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    realm::set(ctx, Slot::Milestones, target.get::<_, Value<'js>>("milestones")?);
    realm::set(ctx, Slot::ObserverCounts, target.get::<_, Value<'js>>("observerCounts")?);
    super::histogram::install(ctx, target)?;
    set_native(target, "now", 0, |arguments| Ok(Value::new_float(arguments.ctx().clone(), now())))?;
    set_native(target, "setupObservers", 0, |arguments| {
        realm::set(arguments.ctx(), Slot::PerformanceObserver, arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    for name in ["installGarbageCollectionTracking", "removeGarbageCollectionTracking"] {
        set_native(target, name, 0, |arguments| Ok(Value::new_undefined(arguments.ctx().clone())))?;
    }
    set_native(target, "notify", 0, |arguments| {
        let ctx = arguments.ctx();
        // Type by name; whoever observes it is told.
        let kind = kernelet_quickjs::strings::to_utf8(&arguments.get(0)).unwrap_or_default();
        let index = ["gc", "http", "http2", "net", "dns"].iter().position(|name| *name == kind);
        let observed = match (index, Fields::in_slot(ctx, Slot::ObserverCounts)) {
            (Some(index), Some(counts)) => counts.u32(index) > 0,
            _ => false,
        };
        if observed
            && let Some(observer) = realm::function(ctx, Slot::PerformanceObserver)
            && let Some(entry) = arguments.object(1)
        {
            notify(&observer, &entry)?;
        }
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    set_native(target, "loopIdleTime", 0, |arguments| {
        let (idle, ..) = event_loop::metrics();
        Ok(Value::new_number(arguments.ctx().clone(), idle as f64 / 1e6))
    })?;
    set_native(target, "markBootstrapComplete", 0, |arguments| {
        mark(arguments.ctx(), BOOTSTRAP_COMPLETE);
        // The moment between the start of the library and the program.
        crate::restrict::apply(arguments.ctx())?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "uvMetricsInfo", 0, |arguments| {
        let ctx = arguments.ctx();
        let (_, iterations, events) = event_loop::metrics();
        let out = Array::new(ctx.clone())?;
        for (index, value) in [iterations, events, 0].into_iter().enumerate() {
            out.set(index, value as f64)?;
        }
        Ok(out.into_value())
    })
}

fn notify<'js>(observer: &Function<'js>, entry: &Object<'js>) -> Result<()> {
    let get = |key| entry.get::<_, Value<'js>>(key);
    observer.call((
        get("name")?,
        get("entryType")?,
        get("startTime")?,
        get("duration")?,
        get("detail")?,
    ))
}
