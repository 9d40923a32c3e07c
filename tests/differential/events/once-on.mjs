// Promise: events.once, events.on, getEventListeners, addAbortListener: values, errors, signals, iteration end.
import EventEmitter, { once, on, getEventListeners, addAbortListener } from 'node:events';
const t = async (f) => {
  try {
    console.log('ok', await f());
  } catch (e) {
    console.log(e?.name, e?.code, e?.message ?? e, e?.cause?.message ?? e?.cause);
  }
};
const e = new EventEmitter();
setTimeout(() => e.emit('a', 1, 2), 1);
await t(() => once(e, 'a'));
console.log(e.listenerCount('a'), e.listenerCount('error'));
setTimeout(() => e.emit('error', new Error('bad')), 1);
await t(() => once(e, 'a'));
setTimeout(() => e.emit('error', 'as value'), 1);
await t(() => once(e, 'error'));
const ac = new AbortController();
setTimeout(() => ac.abort('reason'), 1);
await t(() => once(e, 'never', { signal: ac.signal }));
console.log(e.eventNames());
await t(() => once(e, 'x', { signal: AbortSignal.abort() }));
await t(() => once(e, 'x', { signal: {} }));
await t(() => once({}, 'x'));
await t(() => once(e, 'x', 5));
const et = new EventTarget();
setTimeout(() => et.dispatchEvent(new Event('dom')), 1);
await t(async () => (await once(et, 'dom'))[0].type);
process.nextTick(() => {
  e.emit('v', 1);
  e.emit('v', 2, 'two');
  e.emit('v', 3);
});
let n = 0;
for await (const v of on(e, 'v')) {
  console.log(v);
  if (++n === 3) break;
}
console.log(e.listenerCount('v'));
const it = on(e, 'w');
e.emit('w', 'buffered 1');
e.emit('w', 'buffered 2');
console.log(await it.next(), await it.next());
const pend = it.next();
e.emit('error', new Error('iter error'));
await t(() => pend);
console.log(await it.next());
const it2 = on(e, 'w');
const p1 = it2.next(),
  p2 = it2.next();
console.log(await it2.return(), await p1, await p2);
const it3 = on(e, 'w');
await t(() => {
  it3.throw(new Error('thrown in'));
  return it3.next();
});
await t(() => it3.throw('not error'));
const ac2 = new AbortController();
setTimeout(() => ac2.abort(), 2);
await t(async () => {
  for await (const _ of on(e, 'z', { signal: ac2.signal }));
});
await t(async () => on(e, 'z', { signal: AbortSignal.abort() }));
const cl = on(e, 'data', { close: ['end', 'close'] });
e.emit('data', 1);
e.emit('end');
await t(async () => {
  const out = [];
  for await (const [v] of cl) out.push(v);
  return out;
});
await t(async () => on(e, 'x', { highWaterMark: 0 }));
await t(async () => on(e, 'x', 5));
await t(async () => on(5, 'x'));
console.log(Object.prototype.toString.call(on(e, 'x')), on(e, 'x')[Symbol.asyncIterator]() !== undefined);
const l = () => {};
et.addEventListener('q', l);
e.removeAllListeners();
e.on('q', l);
console.log(getEventListeners(et, 'q').length, getEventListeners(e, 'q')[0] === l);
await t(async () => getEventListeners({}, 'q'));
const d = addAbortListener(AbortSignal.abort(), () => console.log('abort listener immediately async'));
await null;
await t(async () => addAbortListener(5, l));
await t(async () => addAbortListener(ac.signal, 5));
console.log(typeof d[Symbol.dispose]);
const ac3 = new AbortController();
addAbortListener(ac3.signal, (ev) => console.log('listener', ev.type));
ac3.signal.addEventListener('abort', (ev) => ev.stopImmediatePropagation());
addAbortListener(ac3.signal, () => console.log('not stopped'));
ac3.abort();
