// events.once and on, EventTarget, AbortSignal.any and timeout, abortable timers, cancelled waits and unhandled listeners.
import { EventEmitter, once, on, getEventListeners, addAbortListener } from 'node:events';
import { setTimeout as sleep, setInterval as every, setImmediate as soon, scheduler } from 'node:timers/promises';
const emitter = new EventEmitter();
setTimeout(() => emitter.emit('ready', 1, 'two'), 20);
console.log(await once(emitter, 'ready'));
setTimeout(() => emitter.emit('error', new RangeError('broken')), 20);
await once(emitter, 'ready').catch((error) => console.log(error.message));
const values = [];
setTimeout(() => [1, 2, 3].forEach((n) => emitter.emit('n', n)), 20);
for await (const [value] of on(emitter, 'n')) if (values.push(value) === 3) break;
console.log(values, emitter.listenerCount('n'));
const controller = new AbortController();
setTimeout(() => controller.abort(), 20);
try {
  for await (const item of on(emitter, 'never', { signal: controller.signal })) console.log(item);
} catch (error) {
  console.log(error.name, error.code, error.cause?.name);
}
const any = AbortSignal.any([new AbortController().signal, AbortSignal.timeout(30)]);
console.log(any.aborted, any.reason);
const alive = setTimeout(() => {}, 1000);
await once(any, 'abort');
console.log(any.aborted, any.reason.name, any.reason.message, any.reason.code);
console.log(AbortSignal.any([]).aborted, AbortSignal.any([AbortSignal.abort('why'), AbortSignal.abort('later')]).reason, AbortSignal.abort().reason.name);
const custom = new AbortController();
const off = addAbortListener(custom.signal, () => console.log('listener'));
console.log(getEventListeners(custom.signal, 'abort').length, typeof off[Symbol.dispose]);
const both = AbortSignal.any([custom.signal, any.aborted ? new AbortController().signal : any]);
both.addEventListener('abort', (event) => console.log(event.type, event.target === both, event.isTrusted, both.reason), { once: true });
custom.abort({ code: 5 });
try {
  custom.signal.throwIfAborted();
} catch (error) {
  console.log('thrown', error);
}
await sleep(1000, null, { signal: AbortSignal.timeout(20) }).catch((error) => console.log(error.name, error.code, error.cause.name));
clearTimeout(alive);
const ticks = [];
for await (const value of every(20, 'tick')) if (ticks.push(value) === 3) break;
console.log(ticks, await soon('soon'), await scheduler.wait(5), await sleep(1, 'value'));
const target = new EventTarget();
target.addEventListener('x', { handleEvent: (event) => console.log('object', event.type, event.cancelable, event.defaultPrevented) });
target.addEventListener('x', (event) => (event.preventDefault(), event.stopImmediatePropagation()));
target.addEventListener('x', () => console.log('never'));
console.log(target.dispatchEvent(new Event('x', { cancelable: true })), new CustomEvent('c', { detail: { d: 1 } }).detail);
try {
  emitter.emit('error', 'a string');
} catch (error) {
  console.log(error.code, error.message, error.context);
}
const captured = new EventEmitter({ captureRejections: true });
captured.on('work', async () => Promise.reject(new Error('async listener')));
captured.emit('work');
console.log((await once(captured, 'error').catch((error) => error)).message ?? 'array');
