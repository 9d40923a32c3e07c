// Promise: mark, measure, getEntries, clear, toJSON, errors, timeOrigin and now as shapes, eventLoopUtilization shape.
const p = performance;
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
console.log(
  typeof p.now(),
  p.now() > 0,
  p.now() <= p.now(),
  p.timeOrigin > 1.6e12,
  require('perf_hooks').performance === p,
  Object.prototype.toString.call(p),
  p instanceof EventTarget,
);
const m = p.mark('a', { startTime: 5, detail: { d: [1] } });
console.log(
  m.name,
  m.entryType,
  m.startTime,
  m.duration,
  m.detail,
  m instanceof PerformanceMark,
  m instanceof PerformanceEntry,
  m.toJSON(),
  Object.prototype.toString.call(m),
);
p.mark('b', { startTime: 12.5 });
p.mark('a', { startTime: 7 });
const ms = p.measure('a-b', 'a', 'b');
console.log(ms.startTime, ms.duration, ms.detail, ms instanceof PerformanceMeasure);
t(() => p.measure('opt', { start: 1, end: 4, detail: 'x' }).duration);
t(() => p.measure('dur', { start: 1, duration: 4 }).duration);
t(() => p.measure('dur2', { end: 10, duration: 4 }).startTime);
t(() => p.measure('x', 'nomark'));
t(() => p.measure('x', { start: 1, end: 2, duration: 1 }));
t(() => p.measure('x', {}, 'b'));
t(() => p.measure());
t(() => p.measure('x', { detail: 1 }).detail);
t(() => p.mark());
t(() => p.mark(Symbol('s')));
t(() => p.mark('neg', { startTime: -1 }));
t(() => p.mark('nodeStart'));
t(() => p.measure('ns', 'nodeStart', 'b').duration !== 0);
t(() => new PerformanceMark('direct', { startTime: 3 }).startTime);
t(() => p.getEntriesByName('direct').length);
t(() => p.mark('fn', { detail: () => 1 }));
t(() => new PerformanceEntry());
t(() => new PerformanceMeasure());
console.log(
  p.getEntriesByType('mark').map((e) => e.name),
  p.getEntriesByName('a').length,
  p.getEntriesByName('a', 'measure').length,
  p
    .getEntries()
    .filter((e) => e.entryType !== 'node' && e.name !== 'ns')
    .map((e) => `${e.entryType}:${e.name}`),
);
t(() => p.getEntriesByType());
p.clearMarks('a');
console.log(p.getEntriesByType('mark').map((e) => e.name));
p.clearMarks();
p.clearMeasures();
console.log(p.getEntries().length);
console.log(
  Object.keys(p.nodeTiming.toJSON()).sort().join(),
  Object.keys(p.eventLoopUtilization()),
  Object.keys(p.toJSON()).join(),
);
const f = p.timerify(function orig(a, b) {
  return a + b;
});
console.log(f(1, 2), f.name, f.length);
t(() => p.timerify(5));
const { monitorEventLoopDelay, createHistogram, constants } = require('perf_hooks');
const h = createHistogram();
h.record(5);
h.record(10);
h.record(10);
console.log(h.min, h.max, h.count, h.percentile(50), h.exceeds, typeof h.mean, h.stddev > 0);
t(() => h.record(0));
t(() => h.record('x'));
t(() => createHistogram({ lowest: 0 }));
t(() => h.percentile(0));
h.reset();
console.log(h.count, typeof constants.NODE_PERFORMANCE_GC_MAJOR);
