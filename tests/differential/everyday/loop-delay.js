// monitorEventLoopDelay sees a blocked loop, eventLoopUtilization counts, a histogram records, and timerify and marks measure.
const { monitorEventLoopDelay, performance, createHistogram, PerformanceObserver } = require('perf_hooks');
const delay = monitorEventLoopDelay({ resolution: 5 });
console.log(delay.constructor.name, delay.count, delay.min > 1e12, delay.max, Number.isNaN(delay.mean), delay.enable(), delay.enable());
const before = performance.eventLoopUtilization();
setTimeout(() => {
  const end = performance.now() + 60;
  while (performance.now() < end);
  setTimeout(() => {
    console.log(delay.disable(), delay.disable(), delay.count > 0, delay.max > 3e7, delay.min <= delay.max, delay.mean > 0, delay.percentile(100) >= delay.percentile(50), delay.percentiles instanceof Map, delay.exceeds);
    delay.reset();
    console.log(delay.count, delay.max);
    const used = performance.eventLoopUtilization(before);
    console.log(Object.keys(used), used.utilization > 0 && used.utilization <= 1, used.active > 30);
    const histogram = createHistogram({ lowest: 1, highest: 1000 });
    for (let value = 1; value <= 100; value++) histogram.record(value);
    histogram.record(5000);
    console.log(histogram.count, histogram.min, histogram.max, histogram.exceeds, histogram.percentile(50), histogram.percentile(99), histogram.mean);
    new PerformanceObserver((list, observer) => {
      console.log(list.getEntries().map(({ name, entryType, detail }) => [name, entryType, detail]));
      observer.disconnect();
    }).observe({ entryTypes: ['mark', 'measure', 'function'] });
    performance.mark('a', { detail: { n: 1 } });
    performance.mark('b');
    performance.measure('a to b', 'a', 'b');
    console.log(performance.timerify(function add(x, y) { return x + y; })(2, 3));
  }, 40);
}, 30);
