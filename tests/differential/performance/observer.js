// Promise: PerformanceObserver: types, buffered, lists, takeRecords, disconnect, errors, asynchronous delivery.
const { PerformanceObserver, performance: p } = require('perf_hooks');
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
console.log(PerformanceObserver.supportedEntryTypes, Object.isFrozen(PerformanceObserver.supportedEntryTypes));
p.mark('before', { startTime: 1 });
const seen =
  (n) =>
  (list, obs, ...r) =>
    console.log(
      n,
      list.getEntries().map((e) => e.name),
      list.getEntriesByType('mark').length,
      list.getEntriesByName('m2').length,
      list.constructor.name,
      obs instanceof PerformanceObserver,
      r.length,
    );
const a = new PerformanceObserver(seen('a'));
a.observe({ entryTypes: ['mark', 'measure'] });
const b = new PerformanceObserver(seen('b'));
b.observe({ type: 'mark', buffered: true });
p.mark('m1', { startTime: 2 });
p.mark('m2', { startTime: 1.5 });
p.measure('ms', 'm2', 'm1');
console.log(
  'sync',
  a.takeRecords().map((e) => e.name),
);
p.mark('m3', { startTime: 9 });
for (const o of [undefined, {}, { entryTypes: 5 }, { type: 'mark', entryTypes: ['mark'] }, { type: 5 }])
  t(() => new PerformanceObserver(() => {}).observe(o));
t(() => new PerformanceObserver());
t(() => new PerformanceObserver(5));
t(() => b.observe({ entryTypes: ['mark'] }));
t(() => new PerformanceObserver(() => {}).observe({ entryTypes: ['bogus'] }));
process.nextTick(() => console.log('tick first'));
setTimeout(() => {
  a.disconnect();
  p.mark('after disconnect');
  setTimeout(() => {
    b.disconnect();
    console.log('end');
  }, 10);
}, 20);
const fo = new PerformanceObserver((l) => {
  const e = l.getEntries()[0];
  console.log(e.entryType, e.name, typeof e.duration, e.detail);
  fo.disconnect();
});
fo.observe({ entryTypes: ['function'] });
p.timerify(function timed() {})(1);
