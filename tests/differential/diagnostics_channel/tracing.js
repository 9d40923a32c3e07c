// Channels, subscribers that throw, bound stores, tracing of functions, promises and callbacks.
const dc = require('node:diagnostics_channel');
const { AsyncLocalStorage } = require('node:async_hooks');
const channel = dc.channel('one');
const listener = (message, name) => console.log('heard', message, name);
console.log(channel.hasSubscribers, dc.hasSubscribers('one'), dc.channel('one') === channel);
dc.subscribe('one', listener);
channel.publish({ a: 1 });
console.log(dc.unsubscribe('one', listener), dc.unsubscribe('one', listener), channel.hasSubscribers);
const store = new AsyncLocalStorage();
channel.bindStore(store, (data) => ({ stored: data }));
console.log(channel.runStores('data', (x) => [x, store.getStore()], undefined, 5), channel.unbindStore(store), store.getStore());
const tracing = dc.tracingChannel('work');
const events = [];
const handlers = Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((name) => [name, ({ result, error }) => events.push([name, result, error?.message])]));
tracing.subscribe(handlers);
console.log(tracing.hasSubscribers, tracing.traceSync((a, b) => a + b, {}, null, 1, 2));
try { tracing.traceSync(() => { throw new Error('sync'); }); } catch {}
(async () => {
  await tracing.tracePromise(async () => 'promised', {});
  await tracing.tracePromise(async () => { throw new Error('rejected'); }, {}).catch(() => {});
  await new Promise((resolve) => tracing.traceCallback((done) => setImmediate(done, null, 'called'), 0, {}, null, resolve));
  tracing.unsubscribe(handlers);
  console.log(events);
  for (const run of [() => dc.channel(5), () => dc.subscribe('x', 5), () => dc.tracingChannel({ start: 1 })]) {
    try { run(); console.log('fine'); } catch (error) { console.log(error.code); }
  }
})();
