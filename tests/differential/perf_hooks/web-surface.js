// The global performance object is the module's, with the interfaces of the web.
const perf = require('perf_hooks');
console.log(performance === perf.performance, performance instanceof Performance, performance instanceof EventTarget, Object.prototype.toString.call(performance));
console.log(Object.keys(perf).sort().join());
for (const name of ['PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver', 'PerformanceObserverEntryList', 'PerformanceResourceTiming']) console.log(name, typeof globalThis[name], globalThis[name] === perf[name]);
try { performance.now.call({}) } catch (e) { console.log(e.name, e.code) }
performance.setResourceTimingBufferSize(10); performance.clearResourceTimings();
const { setTimeout: wait } = require('timers/promises');
(async () => { const a = performance.now(); await wait(25); const b = performance.now(); console.log(b - a >= 24, b - a < 2000); const mark = structuredClone(performance.mark('clone', { detail: 5 })); console.log(mark.name ?? mark); })().catch((e) => console.log(e.name, e.message));
