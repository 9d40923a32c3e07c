// The order that programs count on: ticks before microtasks before timers and immediates, intervals that stop, unref, refresh, and timers that are cleared by others.
const order = [];
const log = (what) => order.push(what);
setTimeout(() => {
  log('timeout 1');
  process.nextTick(() => log('tick in timeout'));
  Promise.resolve().then(() => log('microtask in timeout'));
}, 1);
setTimeout(() => log('timeout 1 again'), 1);
process.nextTick(() => (log('tick'), process.nextTick(() => log('tick in tick')), queueMicrotask(() => log('microtask of tick'))));
queueMicrotask(() => (log('microtask'), process.nextTick(() => log('tick of microtask')), queueMicrotask(() => log('microtask in microtask'))));
(async () => {
  log('async start');
  await null;
  log('async after await');
  await new Promise((resolve) => process.nextTick(resolve));
  log('async after tick');
})();
log('sync');
const cleared = setTimeout(() => log('never'), 5);
setTimeout(() => clearTimeout(cleared), 1);
let ticks = 0;
const interval = setInterval(() => {
  log(`interval ${++ticks}`);
  if (ticks === 3) clearInterval(interval);
}, 20);
const refreshed = setTimeout(() => log('refreshed'), 55);
setTimeout(() => refreshed.refresh(), 25);
setTimeout(() => log('never, unref'), 100000).unref();
setTimeout((a, b) => log(`arguments ${a} ${b}`), 105, 'x', 2);
setTimeout(() => {
  setImmediate(() => log('immediate 1'));
  setImmediate(() => (log('immediate 2'), process.nextTick(() => log('tick after immediate 2')), setImmediate(() => log('immediate of the next turn'))));
  setImmediate(() => log('immediate 3'));
  const dropped = setImmediate(() => log('never, cleared'));
  clearImmediate(dropped);
}, 130);
console.log(typeof +cleared, interval.hasRef(), refreshed.constructor.name, cleared[Symbol.toPrimitive]() === +cleared);
for (const attempt of [() => setTimeout('text'), () => setInterval(), () => setImmediate(5), () => queueMicrotask(null), () => process.nextTick({}), () => clearTimeout('nothing')]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
process.on('beforeExit', () => {
  if (order.includes('again')) return;
  log('again');
  setTimeout(() => log('after beforeExit'), 1);
});
process.on('exit', (code) => console.log(order.join('\n'), code));
