// Promise: in an ES module entry, promise jobs run before nextTick (the module body is itself a job).
const log = (s) => console.log(s);
process.nextTick(() => log('tick'));
Promise.resolve()
  .then(() => log('micro'))
  .then(() => log('micro 2'));
queueMicrotask(() => log('qm'));
log('sync');
await null;
log('after await');
process.nextTick(() => log('tick 2'));
await 0;
log('after await 2');
await new Promise((r) => setImmediate(r));
log('after immediate');
process.nextTick(() => log('tick 3'));
Promise.resolve().then(() => log('micro 3'));
await new Promise((r) => process.nextTick(r));
log('after tick');
await new Promise((r) => setTimeout(r, 2));
process.nextTick(() => log('tick 4'));
queueMicrotask(() => log('qm 4'));
log('end');
