//! Histograms of `performance`: class `Histogram` (`record`, `recordDelta`, `reset`, `add`, `count`,
//! `min`, `max`, `mean`, `stddev`, `exceeds`, `percentile`, `percentiles` and the `BigInt` forms).
//!
//! They count exactly as HdrHistogram does; counts are kept sparsely, since most buckets of a
//! histogram over 53 bits stay empty. `createELDHistogram` stays the default that says so.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use rquickjs::{
    BigInt, Class, Ctx, Function, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::{Constructor, This},
};

use crate::{
    runtime::{
        event_loop::{self, WatchId},
        members::{self, Arguments, define, set_native},
    },
    sys,
};

/// HdrHistogram's layout: which value counts where.
#[derive(Clone, Debug)]
struct Layout {
    highest: i64,
    unit_magnitude: u32,
    half_magnitude: u32,
    mask: i64,
}

impl Layout {
    fn new(lowest: i64, highest: i64, figures: u32) -> Self {
        let lowest = lowest.max(1);
        let largest = 2 * 10_i64.pow(figures.clamp(1, 5));
        let magnitude = (largest as f64).log2().ceil() as u32;
        let half_magnitude = magnitude.max(1) - 1;
        let unit_magnitude = (lowest as f64).log2().floor() as u32;
        let mask = ((1_i64 << (half_magnitude + 1)) - 1) << unit_magnitude;
        Self { highest, unit_magnitude, half_magnitude, mask }
    }

    fn bucket(&self, value: i64) -> u32 {
        let power = 64 - (value | self.mask).leading_zeros();
        power - self.unit_magnitude - (self.half_magnitude + 1)
    }

    fn sub_bucket(&self, value: i64, bucket: u32) -> i64 {
        value >> (bucket + self.unit_magnitude)
    }

    fn index(&self, value: i64) -> i64 {
        let bucket = self.bucket(value);
        let half = 1_i64 << self.half_magnitude;
        (i64::from(bucket) + 1) * half + self.sub_bucket(value, bucket) - half
    }

    fn value_at(&self, index: i64) -> i64 {
        let half = 1_i64 << self.half_magnitude;
        let mut bucket = (index >> self.half_magnitude) - 1;
        let mut sub_bucket = (index & (half - 1)) + half;
        if bucket < 0 {
            sub_bucket -= half;
            bucket = 0;
        }
        sub_bucket << (bucket as u32 + self.unit_magnitude)
    }

    fn range(&self, value: i64) -> i64 {
        let bucket = self.bucket(value);
        let adjusted =
            if self.sub_bucket(value, bucket) >= 2 << self.half_magnitude { 1 } else { 0 };
        1 << (self.unit_magnitude + bucket + adjusted)
    }

    fn lowest_equivalent(&self, value: i64) -> i64 {
        let bucket = self.bucket(value);
        self.sub_bucket(value, bucket) << (bucket + self.unit_magnitude)
    }

    fn highest_equivalent(&self, value: i64) -> i64 {
        self.lowest_equivalent(value).saturating_add(self.range(value)) - 1
    }

    fn median_equivalent(&self, value: i64) -> i64 {
        self.lowest_equivalent(value) + (self.range(value) >> 1)
    }
}

/// What was recorded.
struct Histogram {
    layout: Layout,
    counts: RefCell<BTreeMap<i64, i64>>,
    total: Cell<i64>,
    smallest: Cell<i64>,
    largest: Cell<i64>,
    exceeds: Cell<i64>,
    previous: Cell<u64>,
    /// Milliseconds between two looks at the event loop, when it watches that.
    resolution: Cell<u64>,
    watch: Cell<Option<WatchId>>,
}

// SAFETY: the type has no lifetime.
unsafe impl<'js> JsLifetime<'js> for Histogram {
    type Changed<'to> = Histogram;
}

impl<'js> Trace<'js> for Histogram {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Histogram {
    const NAME: &'static str = "Histogram";
    type Mutable = Readable;
    fn constructor(_: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

impl Histogram {
    fn new(lowest: i64, highest: i64, figures: u32) -> Self {
        Self {
            layout: Layout::new(lowest, highest, figures),
            counts: RefCell::default(),
            total: Cell::new(0),
            smallest: Cell::new(i64::MAX),
            largest: Cell::new(0),
            exceeds: Cell::new(0),
            previous: Cell::new(0),
            resolution: Cell::new(0),
            watch: Cell::new(None),
        }
    }

    fn record(&self, value: i64) {
        let out_of_range =
            value < 0 || self.layout.index(value) > self.layout.index(self.layout.highest);
        if out_of_range {
            self.exceeds.set(self.exceeds.get() + 1);
        } else {
            self.count(self.layout.index(value), 1);
            self.smallest.set(if value == 0 {
                self.smallest.get()
            } else {
                self.smallest.get().min(value)
            });
            self.largest.set(self.largest.get().max(value));
        }
    }

    fn count(&self, index: i64, count: i64) {
        *self.counts.borrow_mut().entry(index).or_insert(0) += count;
        self.total.set(self.total.get() + count);
    }

    fn record_delta(&self) {
        let now = sys::monotonic_nanoseconds();
        let previous = self.previous.replace(now);
        if previous > 0 {
            self.record(i64::try_from(now - previous).unwrap_or(i64::MAX));
        }
    }

    fn reset(&self) {
        self.counts.borrow_mut().clear();
        self.total.set(0);
        self.smallest.set(i64::MAX);
        self.largest.set(0);
        self.exceeds.set(0);
        self.previous.set(0);
    }

    fn add(&self, other: &Histogram) {
        let counts: Vec<(i64, i64)> = other
            .counts
            .borrow()
            .iter()
            .map(|(index, count)| (other.layout.value_at(*index), *count))
            .collect();
        for (value, count) in counts {
            if self.layout.index(value) > self.layout.index(self.layout.highest) {
                self.exceeds.set(self.exceeds.get() + count);
                continue;
            }
            self.count(self.layout.index(value), count);
        }
        self.exceeds.set(self.exceeds.get() + other.exceeds.get());
        self.smallest.set(self.smallest.get().min(other.smallest.get()));
        self.largest.set(self.largest.get().max(other.largest.get()));
    }

    fn min(&self) -> i64 {
        if self.counts.borrow().get(&0).is_some_and(|count| *count > 0) {
            return 0;
        }
        match self.smallest.get() {
            i64::MAX => i64::MAX,
            smallest => self.layout.lowest_equivalent(smallest),
        }
    }

    fn max(&self) -> i64 {
        self.layout.highest_equivalent(self.largest.get())
    }

    fn medians(&self) -> Vec<(i64, i64)> {
        let counts = self.counts.borrow();
        counts
            .iter()
            .map(|(index, count)| {
                (self.layout.median_equivalent(self.layout.value_at(*index)), *count)
            })
            .collect()
    }

    fn mean(&self) -> f64 {
        let sum: i64 = self.medians().iter().map(|(value, count)| value * count).sum();
        sum as f64 / self.total.get() as f64
    }

    fn deviation(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self
            .medians()
            .iter()
            .map(|(value, count)| (*value as f64 - mean).powi(2) * *count as f64)
            .sum();
        (squares / self.total.get() as f64).sqrt()
    }

    fn percentile(&self, percentile: f64) -> i64 {
        let wanted = (percentile.min(100.0) / 100.0 * self.total.get() as f64 + 0.5) as i64;
        let wanted = wanted.max(1);
        let mut seen = 0;
        for (index, count) in self.counts.borrow().iter() {
            seen += count;
            if seen >= wanted {
                let value = self.layout.value_at(*index);
                return if percentile == 0.0 {
                    self.layout.lowest_equivalent(value)
                } else {
                    self.layout.highest_equivalent(value)
                };
            }
        }
        0
    }

    /// `hdr_iter_percentile` with one tick per half distance.
    fn percentiles(&self) -> Vec<(f64, i64)> {
        let counts: Vec<(i64, i64)> =
            self.counts.borrow().iter().map(|(index, count)| (*index, *count)).collect();
        let total = self.total.get();
        let mut out = Vec::new();
        let (mut wanted, mut shown) = (0.0_f64, 0.0);
        let (mut position, mut seen, mut value) = (0, 0, 0);
        if let Some((index, count)) = counts.first() {
            (seen, value) = (*count, self.layout.value_at(*index));
        }
        let mut first = true;
        loop {
            if seen >= total && !(first && total > 0) {
                out.push((100.0, value));
                return out;
            }
            first = false;
            loop {
                if wanted <= 100.0 * seen as f64 / total as f64 {
                    shown = wanted;
                    let half =
                        ((100.0 / (100.0 - wanted)).ln() / std::f64::consts::LN_2) as i64 + 1;
                    wanted += 100.0 / 2_f64.powi(half as i32);
                    break;
                }
                if seen >= total {
                    break;
                }
                position += 1;
                let (index, count) = counts[position];
                seen += count;
                value = self.layout.value_at(index);
            }
            out.push((shown, value));
        }
    }
}

fn of<'js>(value: &Value<'js>) -> Option<Class<'js, Histogram>> {
    Class::from_object(value.as_object()?)
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, Histogram>> {
    of(&arguments.this())
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn integer(value: &Value<'_>) -> Option<i64> {
    if let Some(number) = value.as_number() {
        return Some(number as i64);
    }
    value.as_big_int().and_then(|number| number.clone().to_i64().ok())
}

type Number = fn(&Histogram, &Arguments<'_, '_>) -> f64;
type Whole = fn(&Histogram, &Arguments<'_, '_>) -> i64;

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) =
        members::class(ctx, "Histogram", 0, None, |arguments, prototype| {
            let lowest = integer(&arguments.get(0)).unwrap_or(1);
            let highest = integer(&arguments.get(1)).unwrap_or(i64::MAX);
            let figures = integer(&arguments.get(2)).unwrap_or(3);
            let histogram = Histogram::new(lowest, highest, figures.clamp(1, 5) as u32);
            Ok(Class::instance_proto(histogram, prototype)?.into_value())
        })?;
    let numbers: &[(&str, Number)] = &[
        ("count", |h, _| h.total.get() as f64),
        ("exceeds", |h, _| h.exceeds.get() as f64),
        ("min", |h, _| h.min() as f64),
        ("max", |h, _| h.max() as f64),
        ("mean", |h, _| h.mean()),
        ("stddev", |h, _| h.deviation()),
        ("percentile", |h, arguments| h.percentile(arguments.number(0)) as f64),
    ];
    for (name, ask) in numbers {
        set_native(&prototype, name, 0, |arguments| {
            let answer = ask(&this(arguments)?.borrow(), arguments);
            Ok(Value::new_number(arguments.ctx().clone(), answer))
        })?;
    }
    let wholes: &[(&str, Whole)] = &[
        ("countBigInt", |h, _| h.total.get()),
        ("exceedsBigInt", |h, _| h.exceeds.get()),
        ("minBigInt", |h, _| h.min()),
        ("maxBigInt", |h, _| h.max()),
        ("percentileBigInt", |h, arguments| h.percentile(arguments.number(0))),
    ];
    for (name, ask) in wholes {
        set_native(&prototype, name, 0, |arguments| {
            let answer = ask(&this(arguments)?.borrow(), arguments);
            Ok(BigInt::from_i64(arguments.ctx().clone(), answer)?.into_value())
        })?;
    }
    for (name, as_big_int) in [("percentiles", false), ("percentilesBigInt", true)] {
        set_native(&prototype, name, 0, move |arguments| percentiles(arguments, as_big_int))?;
    }
    set_native(&prototype, "record", 0, |arguments| {
        this(arguments)?.borrow().record(integer(&arguments.get(0)).unwrap_or(-1));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(&prototype, "recordDelta", 0, |arguments| {
        this(arguments)?.borrow().record_delta();
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(&prototype, "reset", 0, |arguments| {
        this(arguments)?.borrow().reset();
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(&prototype, "add", 0, |arguments| {
        let histogram = this(arguments)?;
        if let Some(other) = of(&arguments.get(0)) {
            histogram.borrow().add(&other.borrow());
        }
        let total = histogram.borrow().total.get();
        Ok(Value::new_number(arguments.ctx().clone(), total as f64))
    })?;
    install_delay(ctx, target, prototype)?;
    define(target, "Histogram", constructor)
}

/// `createELDHistogram(resolution)`: a histogram of the time between two turns of the event loop,
/// looked at every so many milliseconds between `start(reset)` and `stop()`.
fn install_delay<'js>(ctx: &Ctx<'js>, target: &Object<'js>, prototype: Object<'js>) -> Result<()> {
    let own = Object::new_proto(ctx.clone(), Some(&prototype))?;
    set_native(&own, "start", 0, |arguments| {
        let histogram = this(arguments)?;
        if arguments.is_true(0) {
            histogram.borrow().reset();
        }
        if histogram.borrow().watch.get().is_none() {
            let watched = Persistent::save(arguments.ctx(), arguments.this());
            let look: event_loop::OnWake = Box::new(move |ctx| {
                if let Some(histogram) = of(&watched.clone().restore(ctx)?) {
                    histogram.borrow().record_delta();
                }
                Ok(())
            });
            let resolution = histogram.borrow().resolution.get();
            let watch = event_loop::watch_interval(arguments.ctx(), resolution, look);
            histogram.borrow().watch.set(Some(watch));
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(&own, "stop", 0, |arguments| {
        if let Some(watch) = this(arguments)?.borrow().watch.take() {
            event_loop::unwatch(arguments.ctx(), watch);
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "createELDHistogram", 0, move |arguments| {
        // libuv's clock in nanoseconds, up to an hour.
        let histogram = Histogram::new(1, 3_600_000_000_000, 3);
        histogram.resolution.set(arguments.number(0).max(1.0) as u64);
        Ok(Class::instance_proto(histogram, own.clone())?.into_value())
    })
}

/// Fills the Map that is passed.
fn percentiles<'js>(arguments: &Arguments<'_, 'js>, as_big_int: bool) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let entries = this(arguments)?.borrow().percentiles();
    if let Some(map) = arguments.object(0) {
        // The library passes its own map, whose `set` no program can replace.
        let set: Function<'js> = map.get("set")?;
        for (percentile, value) in entries {
            let value = if as_big_int {
                BigInt::from_i64(ctx.clone(), value)?.into_value()
            } else {
                Value::new_number(ctx.clone(), value as f64)
            };
            let percentile = Value::new_number(ctx.clone(), percentile);
            set.call::<_, Value<'js>>((This(map.clone()), percentile, value))?;
        }
    }
    Ok(Value::new_undefined(ctx.clone()))
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn counts_as_hdr_histogram_does() {
        let histogram = Histogram::new(1, 9_007_199_254_740_991, 3);
        assert_eq!((histogram.min(), histogram.max()), (i64::MAX, 0));
        assert_eq!(histogram.percentiles(), [(100.0, 0)]);
        for value in [1, 5, 1_000_000, 123_456_789] {
            histogram.record(value);
        }
        assert_eq!((histogram.min(), histogram.max()), (1, 123_469_823));
        assert_eq!(histogram.mean(), 31_109_313.5);
        assert_eq!(histogram.percentile(99.0), 123_469_823);
        let expected =
            [(0.0, 1), (50.0, 5), (75.0, 999_936), (87.5, 123_404_288), (100.0, 123_404_288)];
        assert_eq!(histogram.percentiles(), expected);
    }

    #[test]
    fn a_value_above_the_range_exceeds() {
        let histogram = Histogram::new(1, 1000, 2);
        histogram.record(5000);
        assert_eq!((histogram.exceeds.get(), histogram.total.get()), (1, 0));
    }
}
