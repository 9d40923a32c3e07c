// Histograms: recordable ones, statistics, errors; timerify; the event loop's figures.
const { performance, createHistogram, monitorEventLoopDelay, PerformanceObserver } = require('perf_hooks');
const h = createHistogram();
for (const x of [1, 2, 3, 100, 1000n]) h.record(x);
console.log(h.count, h.min, h.max, h.mean, h.exceeds, h.stddev.toFixed(3), h.percentile(50), h.percentile(100), [...h.percentiles.keys()].length > 3, h.countBigInt, h.maxBigInt);
const other = createHistogram({ lowest: 1, highest: 10000, figures: 3 }); other.record(5000); h.add(other); console.log(h.max, h.count); h.reset(); console.log(h.count, h.min, h.max);
for (const bad of [() => h.record(0), () => h.record('x'), () => h.percentile(0), () => h.percentile(101), () => createHistogram({ lowest: 0 }), () => createHistogram({ lowest: 5, highest: 6 }), () => createHistogram({ figures: 9 }), () => h.add({})]) { try { bad(); console.log('fine') } catch (e) { console.log(e.name, e.code) } }
const timed = performance.timerify(function named(a) { return this?.x ?? a }, { histogram: h });
console.log(timed(5), timed.call({ x: 1 }, 2), timed.name, timed.length, h.count);
const observer = new PerformanceObserver((list) => { console.log(list.getEntries().map((e) => [e.name, e.entryType, [...e.detail ?? []], typeof e.duration])); observer.disconnect(); });
observer.observe({ entryTypes: ['function'] });
timed('seen');
const u = performance.eventLoopUtilization(); console.log(Object.keys(u), u.utilization >= 0 && u.utilization <= 1, Object.keys(performance.eventLoopUtilization(u, u)));
const d = monitorEventLoopDelay({ resolution: 5 }); console.log(d.enable(), d.enable(), d.disable(), d.disable(), d.constructor.name);
try { monitorEventLoopDelay({ resolution: 0 }) } catch (e) { console.log(e.code) }
console.log(typeof performance.now(), performance.timeOrigin > 1e12, Object.keys(performance.toJSON()), performance.nodeTiming.name, performance.nodeTiming.entryType);
