// Promise: AbortController and AbortSignal: reason, throwIfAborted, timeout, any, abort, onabort, order and errors.
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e?.name, e?.code, e?.message ?? e);
  }
};
const ac = new AbortController();
const s = ac.signal;
s.onabort = function (e) {
  console.log('onabort', e.type, this === s, e.isTrusted, s.aborted);
};
s.addEventListener('abort', (e) => console.log('listener', e.target === s));
t(() => [s.aborted, s.reason, s.throwIfAborted()]);
ac.abort();
ac.abort('second ignored');
t(() => [s.aborted, s.reason.name, s.reason.message, s.reason.code, ac.signal === s]);
t(() => s.throwIfAborted());
s.addEventListener('abort', () => console.log('never: too late'));
for (const r of [undefined, null, 0, '', new Error('own'), { x: 1 }]) {
  const c = new AbortController();
  c.abort(r);
  t(() => c.signal.reason?.name ?? c.signal.reason);
  t(() => c.signal.throwIfAborted());
}
t(() => AbortSignal.abort().reason.name);
t(() => AbortSignal.abort('r').reason);
t(() => new AbortSignal());
t(() => AbortController());
t(() => AbortController.prototype.abort.call({}));
t(() => AbortSignal.prototype.aborted);
for (const v of ['x', -1, undefined, 2 ** 33, 1.5]) t(() => AbortSignal.timeout(v).aborted);
const ts = AbortSignal.timeout(10);
ts.onabort = () => console.log('timeout', ts.reason.name, ts.reason.code, ts.reason.message);
const keep = setTimeout(() => {
  anyTests();
}, 60);
function anyTests() {
  const a = new AbortController(),
    b = new AbortController();
  const any = AbortSignal.any([a.signal, b.signal]);
  any.onabort = () => console.log('any aborted', any.reason);
  const nested = AbortSignal.any([any, new AbortController().signal]);
  nested.addEventListener('abort', () => console.log('nested', nested.reason));
  b.abort('from b');
  a.abort('from a');
  t(() => any.reason);
  t(() => AbortSignal.any([]).aborted);
  t(() => AbortSignal.any([AbortSignal.abort('already')]).reason);
  t(() => AbortSignal.any('x'));
  t(() => AbortSignal.any([5]));
  t(() => AbortSignal.any());
  t(() => AbortSignal.any(new Set([AbortSignal.abort('set')])).reason);
  const c = new AbortController();
  const order = [];
  c.signal.addEventListener('abort', () => order.push('src'));
  const d = AbortSignal.any([c.signal]);
  d.addEventListener('abort', () => order.push('dep'));
  c.abort();
  t(() => order);
  console.log(ac, AbortSignal.abort('q'), new AbortController());
  console.log(
    Object.prototype.toString.call(s),
    Object.prototype.toString.call(ac),
    s instanceof EventTarget,
    Object.getOwnPropertyNames(AbortSignal).sort().join(),
  );
  const m = new AbortController();
  m.signal.onabort = 5;
  t(() => m.signal.onabort);
  m.signal.onabort = null;
  m.abort();
  t(() => structuredClone(s));
}
