// Promise: Event and EventTarget: once, passive, capture, handleEvent, signal, cancel, stop, errors, order, inspect.
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const et = new EventTarget();
const obj = {
  handleEvent(e) {
    console.log('handleEvent', e.type, this === obj);
  },
};
const f = function (e) {
  console.log('f', e.type, this === et, e.target === et, e.currentTarget === et, e.eventPhase);
};
t(() => et.addEventListener('a', f));
et.addEventListener('a', f);
et.addEventListener('a', f, true);
et.addEventListener('a', obj, { once: true });
t(() => et.dispatchEvent(new Event('a')));
t(() => et.dispatchEvent(new Event('a')));
et.removeEventListener('a', f);
et.removeEventListener('a', f, { capture: true });
t(() => et.dispatchEvent(new Event('a')));
const ev = new Event('c', { cancelable: true, bubbles: true, composed: 1 });
et.addEventListener('c', (e) => {
  e.preventDefault();
  console.log(
    e.defaultPrevented,
    e.cancelable,
    e.bubbles,
    e.composed,
    e.returnValue,
    e.cancelBubble,
    e.composedPath().length,
    e.isTrusted,
    e.srcElement === et,
  );
});
t(() => et.dispatchEvent(ev));
t(() => [ev.target === et, ev.currentTarget, ev.eventPhase, ev.composedPath().length, ev.defaultPrevented]);
t(() => et.dispatchEvent(ev));
et.addEventListener('p', (e) => e.preventDefault(), { passive: true });
t(() => et.dispatchEvent(new Event('p', { cancelable: true })));
et.addEventListener('s', (e) => {
  console.log('s1');
  e.stopImmediatePropagation();
});
et.addEventListener('s', () => console.log('never s2'));
et.dispatchEvent(new Event('s'));
const ac = new AbortController();
et.addEventListener('g', () => console.log('never g'), { signal: ac.signal });
ac.abort();
et.dispatchEvent(new Event('g'));
et.addEventListener('g', () => console.log('never g2'), { signal: AbortSignal.abort() });
et.dispatchEvent(new Event('g'));
for (const a of [[], ['x'], ['x', null], ['x', 5], ['x', 'str'], ['x', {}]]) t(() => et.addEventListener(...a));
t(() => et.addEventListener('x', f, { signal: 5 }));
for (const a of [[], [5], [{ type: 'a' }], ['a']]) t(() => et.dispatchEvent(...a));
t(() => new Event());
t(() => new Event('x', 5));
t(() => new Event(Symbol('x')));
t(() => new Event(undefined).type);
t(() => new Event('x', null).bubbles);
t(() => Event('x'));
t(() => EventTarget.prototype.addEventListener.call({}, 'x', f));
t(() => {
  const e = new Event('r');
  et.addEventListener('r', () => et.dispatchEvent(e));
  et.dispatchEvent(e);
});
process.on('uncaughtException', (e) => console.log('uncaught', e.message));
et.addEventListener('th', () => {
  throw new Error('in listener');
});
et.addEventListener('th', () => console.log('still called'));
et.addEventListener('th', async () => {
  throw new Error('async listener');
});
t(() => et.dispatchEvent(new Event('th')));
const ce = new CustomEvent('cu', { detail: { x: 1 } });
t(() => [ce.detail, new CustomEvent('n').detail, ce instanceof Event]);
t(() => Object.prototype.toString.call(ce) + Object.prototype.toString.call(et));
t(() => [Event.NONE, Event.AT_TARGET, Event.BUBBLING_PHASE, Event.CAPTURING_PHASE, Object.keys(new Event('k'))]);
console.log(et);
console.log(
  new (class Sub extends EventTarget {
    x = 1;
  })(),
);
const order = new EventTarget();
order.addEventListener('o', () => {
  console.log(1);
  order.addEventListener('o', () => console.log('added during'));
  queueMicrotask(() => console.log('micro after all'));
});
order.addEventListener('o', () => console.log(2));
order.dispatchEvent(new Event('o'));
console.log('sync after');
const lg = new Event('lg');
lg.initEvent('init', true, true);
t(() => [lg.type, lg.bubbles]);
lg.stopPropagation();
t(() => lg.cancelBubble);
et.onfoo = () => console.log('no magic on*');
et.dispatchEvent(new Event('foo'));
