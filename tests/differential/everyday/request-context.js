// AsyncLocalStorage carries a request's store through timers, promises, nextTick, immediates, events, streams and queueMicrotask, and each request has its own.
const { AsyncLocalStorage, AsyncResource } = require('async_hooks');
const { EventEmitter, once } = require('events');
const { setTimeout: sleep } = require('timers/promises');
const { Readable } = require('stream');
const storage = new AsyncLocalStorage();
const lines = [];
const log = (where) => lines.push(`${storage.getStore()?.id ?? 'none'} ${where}`);
async function handle(id) {
  log('start');
  await null;
  log('await');
  await new Promise((resolve) => setTimeout(resolve, id * 25));
  log('timeout');
  await new Promise((resolve) => setImmediate(resolve));
  log('immediate');
  process.nextTick(() => log('tick'));
  queueMicrotask(() => log('microtask'));
  await sleep(25);
  log('sleep');
  for await (const piece of Readable.from(['a'])) log(`stream ${piece}`);
  await Promise.all([1, 2].map(async (n) => (await null, log(`all ${n}`))));
  storage.run({ id: `${id}.inner` }, () => setTimeout(() => log('nested'), 20));
  await sleep(40);
  try {
    await Promise.reject(new Error('x'));
  } catch {
    log('catch');
  } finally {
    log('finally');
  }
  storage.enterWith({ id: `${id}+` });
  log('entered');
  await null;
  log('after entered');
  return storage.exit(() => (log('exit'), storage.getStore()));
}
const emitter = new EventEmitter();
emitter.on('ping', () => log('listener'));
const bound = storage.run({ id: 'bound' }, () => AsyncResource.bind(() => log('resource')));
const snapshot = storage.run({ id: 'snap' }, () => AsyncLocalStorage.snapshot());
const wrapped = storage.run({ id: 'wrapped' }, () => AsyncLocalStorage.bind((what) => log(what)));
(async () => {
  const results = [];
  for (const id of [1, 2]) results.push(await storage.run({ id }, handle, id));
  await Promise.all([3, 5].map((id) => storage.run({ id }, handle, id)));
  storage.run({ id: 'emit' }, () => emitter.emit('ping'));
  bound();
  snapshot(() => log('snapshot'));
  wrapped('bind');
  const [value] = await storage.run({ id: 'once' }, async () => {
    setTimeout(() => emitter.emit('later', storage.getStore().id), 20);
    const answer = await once(emitter, 'later');
    log('once');
    return answer;
  });
  storage.disable();
  log('disabled');
  console.log(lines.filter((line) => !/^[35]/.test(line)).join('\n'));
  for (const id of [3, 5]) console.log(lines.filter((line) => line.startsWith(String(id))).join(', '));
  console.log(results, value);
})();
