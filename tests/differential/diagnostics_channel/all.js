// Promise: channels, subscribe order, errors of subscribers, bindStore, tracing channels of every kind.
const dc = require('diagnostics_channel');
const { AsyncLocalStorage } = require('async_hooks');
const log = console.log;
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log(e.name, e.code, e.message);
  }
};
process.on('uncaughtException', (e) => log('uncaught', e.message));
const c = dc.channel('x');
log(c === dc.channel('x'), c.name, c.hasSubscribers, dc.hasSubscribers('x'), c.constructor.name, c instanceof dc.Channel);
c.publish('nobody');
const s1 = (m, n) => log('s1', m, n),
  s2 = (m) => {
    throw new Error('subscriber threw');
  },
  s3 = (m) => log('s3', m);
dc.subscribe('x', s1);
c.subscribe(s2);
c.subscribe(s3);
log(c.hasSubscribers, c instanceof dc.Channel, c.constructor.name);
c.publish({ a: 1 });
log(
  c.unsubscribe(s2),
  c.unsubscribe(s2),
  dc.unsubscribe('x', () => {}),
);
c.publish(2);
dc.unsubscribe('x', s1);
c.unsubscribe(s3);
log(c.hasSubscribers);
const sym = Symbol('ch');
dc.channel(sym).subscribe((m, n) => log(m, n));
dc.channel(sym).publish('symbol');
for (const b of [5, undefined, {}, null]) t(() => dc.channel(b));
t(() => c.subscribe(5));
t(() => dc.subscribe('x'));
const als = new AsyncLocalStorage();
c.bindStore(als, (d) => ({ wrapped: d }));
log(
  c.hasSubscribers,
  c.runStores(
    'ctx',
    function (...a) {
      return [als.getStore(), this?.me, a];
    },
    { me: 1 },
    2,
    3,
  ),
  als.getStore(),
);
const als2 = new AsyncLocalStorage();
c.bindStore(als2);
log(c.runStores('d', () => [als.getStore(), als2.getStore()]));
log(c.unbindStore(als), c.unbindStore(als));
c.unbindStore(als2);
c.bindStore(als, () => {
  throw new Error('transform threw');
});
log(c.runStores('e', () => als.getStore()));
const tr = dc.tracingChannel('tr');
const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
tr.subscribe(Object.fromEntries(names.map((n) => [n, (m) => log('  ' + n, Object.keys(m).join(), m.result, m.error?.message)])));
log(
  names.map((n) => tr[n].name),
  tr.hasSubscribers,
);
log(
  tr.traceSync(
    function (a) {
      return [this.t, a];
    },
    { ctx: 1 },
    { t: 1 },
    'arg',
  ),
);
t(() =>
  tr.traceSync(() => {
    throw new Error('sync fail');
  }, {}),
);
(async () => {
  log(await tr.tracePromise(async (x) => x + 1, {}, null, 1));
  await tr
    .tracePromise(async () => {
      throw new Error('async fail');
    }, {})
    .catch((e) => log('rejected', e.message));
  await tr
    .tracePromise(() => {
      throw new Error('sync in promise');
    }, {})
    .catch?.(() => {});
})()
  .catch((e) => log('outer', e.message))
  .then(() => {
    tr.traceCallback(
      (x, cb) => setImmediate(cb, null, x),
      1,
      {},
      null,
      'cbv',
      (e, v) => log('callback', e, v),
    );
    tr.traceCallback(
      (cb) => cb(new Error('cb fail')),
      0,
      {},
      null,
      (e) => log('callback', e.message),
    );
    t(() => tr.traceCallback((cb) => cb(), 0, {}, null, 'no'));
  });
for (const b of [5, undefined, {}, { start: c }]) t(() => typeof dc.tracingChannel(b));
setTimeout(() => {
  const sub = { start() {} };
  log(tr.unsubscribe(sub), dc.tracingChannel('tr').hasSubscribers);
}, 40);
