// Promise: AsyncLocalStorage follows promises, await, timers, immediates, ticks, microtasks, fs callbacks and streams.
const { AsyncLocalStorage } = require('async_hooks');
const fs = require('fs');
const { Readable, Transform } = require('stream');
const als = new AsyncLocalStorage();
const out = [];
const log = (n) => out.push(`${n}=${als.getStore()}`);
log('outside');
als.run('A', () => {
  log('sync');
  process.nextTick(() => log('tick'));
  queueMicrotask(() => log('microtask'));
  Promise.resolve()
    .then(() => log('then'))
    .finally(() => log('finally'));
  setTimeout(() => {
    log('timeout');
    setImmediate(() => log('immediate in timeout'));
  }, 5);
  setImmediate(() => log('immediate'));
  const i = setInterval(() => {
    log('interval');
    clearInterval(i);
  }, 5);
  (async () => {
    await null;
    log('await 1');
    await new Promise((r) => setTimeout(r, 5));
    log('await 2');
    try {
      await Promise.reject(1);
    } catch {
      log('catch');
    }
    for await (const x of [1]) log('for await');
  })();
  fs.stat('/', () => log('fs callback'));
  fs.promises.stat('/').then(() => log('fs promise'));
  fs.readFile('/no/such', () => log('readFile'));
});
als.run('B', async () => {
  await Promise.all(
    [1, 2].map(async (n) => {
      await null;
      als.run('C' + n, async () => {
        await null;
        log('nested ' + n);
      });
      await null;
      log('back ' + n);
    }),
  );
  log('after all');
});
let late;
const p = new Promise((r) => {
  late = r;
});
als.run('D', () => {
  p.then(() => log('handler registered in D'));
});
als.run('E', () => late());
const thenable = {
  then(r) {
    log('thenable then');
    r();
  },
};
als.run('F', async () => {
  await thenable;
  log('after thenable');
});
als.run('G', () => {
  Readable.from(['x'])
    .pipe(
      new Transform({
        transform(c, e, cb) {
          log('transform');
          cb(null, c);
        },
        flush(cb) {
          log('flush');
          cb();
        },
      }),
    )
    .on('data', () => log('data'))
    .on('end', () => log('end'));
});
async function* gen() {
  log('gen');
  yield 1;
  await null;
  log('gen 2');
}
als.run('H', async () => {
  for await (const x of gen()) log('gen value');
});
const g = gen();
als.run('I', () => g.next().then(() => log('next from I')));
setTimeout(() => {
  log('outside timer');
  out.sort().forEach((l) => console.log(l));
}, 120);
