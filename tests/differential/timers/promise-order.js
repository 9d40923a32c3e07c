// Promise: microtasks and ticks drain between two timers of one list, and awaiting timers interleave as in Node.
const log = console.log,
  { setTimeout: sleep } = require('timers/promises');
for (const n of ['a', 'b', 'c'])
  setTimeout(() => {
    log(n);
    process.nextTick(log, n + ' tick');
    Promise.resolve().then(() => log(n + ' micro'));
  }, 1);
(async () => {
  for (let i = 0; i < 3; i++) {
    await sleep(60);
    log('loop1', i);
  }
})();
(async () => {
  await sleep(30);
  for (let i = 0; i < 3; i++) {
    await sleep(60);
    log('loop2', i);
  }
})();
(async () => {
  const r = await Promise.race([sleep(140, 'slow'), sleep(2, 'fast')]);
  log('race', r);
})();
setTimeout(() => {
  setImmediate(() => log('immediate from timer'));
  setTimeout(() => log('timer from timer'), 0);
}, 3);
const t0 = Date.now();
while (Date.now() - t0 < 4);
