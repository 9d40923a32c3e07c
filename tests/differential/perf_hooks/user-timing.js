// Marks and measures: entries, details, observers, clearing, errors.
const { performance, PerformanceObserver, PerformanceEntry, PerformanceMark, PerformanceMeasure, constants } = require('perf_hooks');
const m = performance.mark('a', { startTime: 10, detail: { x: 1 } });
console.log(m.name, m.entryType, m.startTime, m.duration, m.detail, m instanceof PerformanceMark, m instanceof PerformanceEntry);
performance.mark('b', { startTime: 25 });
const measure = performance.measure('m', 'a', 'b');
console.log(measure.duration, measure.startTime, measure.detail, measure instanceof PerformanceMeasure, measure.toJSON());
console.log(performance.measure('n', { start: 5, duration: 7, detail: [1] }).toJSON(), performance.measure('o', { end: 'b', duration: 5 }).startTime);
console.log(performance.getEntries().map((e) => e.name + e.entryType), performance.getEntriesByName('m').length, performance.getEntriesByType('mark').length);
performance.clearMarks('a'); performance.clearMeasures();
console.log(performance.getEntries().map((e) => e.name));
for (const bad of [() => performance.measure('x', 'missing'), () => performance.mark(), () => performance.mark('x', { startTime: -1 }), () => performance.measure('x', { start: 1, end: 2, duration: 3 }), () => new PerformanceObserver(), () => new PerformanceEntry(), () => new PerformanceObserver(() => {}).observe({}), () => new PerformanceObserver(() => {}).observe({ entryTypes: 5 })]) { try { bad(); console.log('fine') } catch (e) { console.log(e.name, e.code, e.message) } }
console.log(PerformanceObserver.supportedEntryTypes, Object.keys(constants).length > 5);
const observer = new PerformanceObserver((list, self) => { console.log(list.getEntries().map((e) => e.name), list.getEntriesByName('seen').length, list.getEntriesByType('measure').length, self === observer); observer.disconnect(); });
observer.observe({ entryTypes: ['mark', 'measure'] });
performance.mark('seen'); performance.measure('took'); console.log(observer.takeRecords().length); performance.mark('again');
