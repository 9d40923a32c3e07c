// Promise: run, exit, enterWith, disable, getStore, static bind and snapshot: nesting, returns, throws, arguments.
const { AsyncLocalStorage } = require('async_hooks');
const a = new AsyncLocalStorage(),
  b = new AsyncLocalStorage();
const log = console.log;
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log(e.name, e.code, e.message);
  }
};
log(
  a.getStore(),
  a.run(1, () => a.getStore()),
  a.getStore(),
);
log(a.run({ x: 1 }, (p, q) => [p, q, a.getStore()], 'p', 'q'));
t(() =>
  a.run('T', () => {
    throw new Error('thrown in run');
  }),
);
log(a.getStore());
log(
  a.run(1, () => [
    a.run(2, () => a.getStore()),
    a.getStore(),
    a.exit(() => a.getStore()),
    a.getStore(),
    a.run(undefined, () => a.getStore()),
    a.run(null, () => a.getStore()),
  ]),
);
log(a.run('x', () => b.run('y', () => [a.getStore(), b.getStore(), a.exit(() => [a.getStore(), b.getStore()])])));
const snap = a.run('snap', () => AsyncLocalStorage.snapshot());
log(
  snap(() => a.getStore()),
  a.run('other', () => snap((...r) => [a.getStore(), ...r], 1, 2)),
);
const bound = a.run('bound', () =>
  AsyncLocalStorage.bind(function (q) {
    return [a.getStore(), q, this === undefined || this === globalThis];
  }),
);
log(
  bound(5),
  a.run('z', () => bound(6)),
  bound.length,
  bound.name,
);
for (const bad of [5, null, undefined]) {
  t(() => AsyncLocalStorage.bind(bad));
}
t(() => a.run(1));
t(() => a.run(1, 5));
t(() => AsyncLocalStorage());
t(() =>
  Object.getOwnPropertyNames(AsyncLocalStorage.prototype)
    .sort()
    .filter((k) => !k.startsWith('_'))
    .join(),
);
t(() => Object.getOwnPropertyNames(AsyncLocalStorage).sort().join());
(async () => {
  a.enterWith('entered');
  log(a.getStore());
  await null;
  log('after await', a.getStore());
  a.exit(() => {
    setTimeout(() => log('exited timer', a.getStore()), 1);
  });
  setTimeout(() => log('entered timer', a.getStore()), 25);
  a.run('inner', () => {
    a.enterWith('inner2');
    log(a.getStore());
  });
  log('after inner', a.getStore());
})();
log('outside of async fn', a.getStore());
a.enterWith('top');
process.nextTick(() => {
  log('tick', a.getStore());
  a.disable();
  log('disabled', a.getStore());
  a.run('again', () => log(a.getStore()));
});
setTimeout(() => {
  const E = require('events');
  const e = new E();
  a.run('reg', () => e.on('x', () => log('emitter uses the emit context:', a.getStore())));
  a.run('emit', () => e.emit('x'));
  const er = a.run('res', () => new E.EventEmitterAsyncResource({ name: 'Q' }));
  er.on('x', () => log('resource context:', a.getStore()));
  a.run('emit2', () => er.emit('x'));
}, 60);
