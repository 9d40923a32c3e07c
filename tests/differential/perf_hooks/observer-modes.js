// Observers: buffered entries, type and entryTypes, several observers, resource entries.
const { performance, PerformanceObserver } = require('perf_hooks');
performance.mark('early');
const log = [];
const a = new PerformanceObserver((list) => log.push(['a', ...list.getEntries().map((e) => e.name)])); a.observe({ type: 'mark', buffered: true });
const b = new PerformanceObserver((list) => log.push(['b', ...list.getEntriesByType('measure').map((e) => e.name)])); b.observe({ entryTypes: ['measure', 'unknown'] });
try { a.observe({ entryTypes: ['mark'] }) } catch (e) { console.log(e.name, e.message) }
performance.mark('late'); performance.measure('m', 'early', 'late');
setTimeout(() => { a.disconnect(); performance.mark('unseen'); setTimeout(() => { console.log(log); b.disconnect(); performance.markResourceTiming({ startTime: 1, endTime: 2, finalServiceWorkerStartTime: 0, redirectStartTime: 0, redirectEndTime: 0, postRedirectStartTime: 1, finalNetworkRequestStartTime: 1, finalNetworkResponseStartTime: 1, finalConnectionTimingInfo: null, encodedBodySize: 1, decodedBodySize: 2 }, 'http://x/', 'fetch', globalThis, ''); console.log(performance.getEntriesByType('resource').map((e) => [e.name, e.initiatorType, e.duration, e.encodedBodySize])); }, 25); }, 25);
