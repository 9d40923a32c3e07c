// Promise: sync, nextTick, microtasks, timers and immediates of a CommonJS entry run in Node's order.
const log = (s) => console.log(s);
setTimeout(() => {
  log('timeout 1');
  process.nextTick(() => log('tick in timeout 1'));
  Promise.resolve().then(() => log('micro in timeout 1'));
}, 0);
setTimeout(() => log('timeout 2'), 0);
setImmediate(() => {
  log('immediate 1');
  process.nextTick(() => log('tick in immediate 1'));
  Promise.resolve().then(() => log('micro in immediate 1'));
});
setImmediate(() => log('immediate 2'));
process.nextTick(() => {
  log('tick 1');
  process.nextTick(() => log('tick nested'));
  Promise.resolve().then(() => log('micro in tick 1'));
});
process.nextTick(() => log('tick 2'));
Promise.resolve()
  .then(() => {
    log('micro 1');
    process.nextTick(() => log('tick in micro 1'));
    return Promise.resolve();
  })
  .then(() => log('micro after thenable'));
queueMicrotask(() => {
  log('qm 1');
  queueMicrotask(() => log('qm nested'));
});
(async () => {
  log('async start');
  await null;
  log('async 1');
  await new Promise((r) => process.nextTick(r));
  log('async after tick');
})();
(async () => {
  try {
    await Promise.reject(1);
  } catch {
    log('caught');
  } finally {
    log('finally');
  }
})();
process.on('beforeExit', () => log('beforeExit'));
process.on('exit', () => log('exit'));
log('sync end');
const t0 = Date.now();
while (Date.now() - t0 < 5);
