// Promise: AsyncResource: runInAsyncScope, bind, ids, emitDestroy, errors; executionAsyncId shapes and hooks' callbacks.
const ah = require('async_hooks');
const { AsyncResource, AsyncLocalStorage, executionAsyncId, triggerAsyncId, createHook, executionAsyncResource } = ah;
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const als = new AsyncLocalStorage();
const r = als.run('made here', () => new AsyncResource('KIND'));
t(() =>
  r.runInAsyncScope(
    function (a, b) {
      return [this.x, a, b, als.getStore(), executionAsyncId() === r.asyncId(), triggerAsyncId() === r.triggerAsyncId()];
    },
    { x: 1 },
    2,
    3,
  ),
);
t(() =>
  r.runInAsyncScope(() => {
    throw new Error('inside');
  }),
);
t(() => [typeof r.asyncId(), r.asyncId() > 1, executionAsyncId(), typeof triggerAsyncId(), r.emitDestroy() === r]);
const bnd = als.run('bound', () =>
  AsyncResource.bind(
    function (x) {
      return [als.getStore(), x, this?.y];
    },
    'T',
    { y: 9 },
  ),
);
t(() => bnd.call({ y: 1 }, 'arg'));
t(() => [bnd.length, typeof bnd.asyncResource]);
t(() => r.bind(() => als.getStore())());
class Pool extends AsyncResource {
  constructor() {
    super('Pool');
  }
  go(cb) {
    this.runInAsyncScope(cb, null, 'res');
  }
}
als.run('pool', () => new Pool()).go((x) => console.log(x, als.getStore()));
for (const a of [
  [],
  [5],
  ['T', 5],
  ['T', 'x'],
  ['T', { triggerAsyncId: -5 }],
  ['T', { triggerAsyncId: 'x' }],
  ['T', { requireManualDestroy: 'x' }],
])
  t(() => typeof new AsyncResource(...a).asyncId());
t(() => AsyncResource.bind(5));
t(() => r.runInAsyncScope(5));
t(() => typeof executionAsyncResource());
for (const bad of [5, { init: 5 }, { before: 'x' }, { promiseResolve: {} }]) t(() => typeof createHook(bad));
t(() => createHook());
console.log(Object.keys(ah).sort().join());
const ev = [];
const types = new Map();
const h = createHook({
  init(id, type, trig, res) {
    types.set(id, type);
    ev.push('init ' + type);
  },
  before(id) {
    ev.push('before ' + types.get(id));
  },
  after(id) {
    ev.push('after ' + types.get(id));
  },
  destroy(id) {
    ev.push('destroy ' + types.get(id));
  },
});
console.log(h.enable() === h);
const own = new AsyncResource('OWN');
own.runInAsyncScope(() => {});
own.emitDestroy();
setTimeout(() => {}, 1);
setImmediate(() => {});
process.nextTick(() => {});
h.disable();
setTimeout(() => console.log('not seen'), 2);
setTimeout(() => {
  for (const e of ev) console.log(e);
}, 30);
