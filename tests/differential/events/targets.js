// EventTarget, Event and CustomEvent: options, order, cancelling, errors, node's additions.
const { getEventListeners, once, setMaxListeners, getMaxListeners, addAbortListener } = require('node:events');
const target = new EventTarget();
const order = [];
const listener = { handleEvent(event) { order.push(['object', this === listener, event.type]); } };
target.addEventListener('x', listener);
target.addEventListener('x', listener);
target.addEventListener('x', () => order.push('once'), { once: true });
target.addEventListener('x', (event) => { event.stopImmediatePropagation(); event.preventDefault(); });
target.addEventListener('x', () => order.push('never'));
const event = new Event('x', { cancelable: true });
console.log(target.dispatchEvent(event), event.defaultPrevented, order, getEventListeners(target, 'x').length, event.eventPhase, event.isTrusted);
console.log(target.dispatchEvent(new CustomEvent('y', { detail: 5 })), new CustomEvent('y', { detail: { a: 1 } }).detail, event.composedPath());
const controller = new AbortController();
target.addEventListener('z', () => console.log('z'), { signal: controller.signal });
addAbortListener(controller.signal, () => console.log('aborted'));
controller.abort();
target.dispatchEvent(new Event('z'));
once(target, 'w').then(([{ type }]) => console.log('once', type));
target.dispatchEvent(new Event('w'));
setMaxListeners(3, target);
console.log(getMaxListeners(target), new Event('q', { bubbles: true }).bubbles);
for (const run of [() => target.dispatchEvent({}), () => new Event(), () => target.addEventListener('x', 5), () => { const e = new Event('r'); target.addEventListener('r', () => target.dispatchEvent(e)); target.dispatchEvent(e); }]) {
  try { run(); } catch (error) { console.log(error.name, error.code); }
}
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
