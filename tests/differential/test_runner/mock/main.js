// Mocks: functions, methods, getters, timers.
const { test, mock } = require('node:test');
const assert = require('assert');
test('fn', (t) => {
  const f = t.mock.fn((a, b) => a + b);
  console.log(f(1, 2), f.call({ x: 1 }, 3, 4), f.mock.callCount(), f.mock.calls.map((c) => [c.arguments, c.result, c.error, typeof c.this, c.target]));
  f.mock.mockImplementationOnce(() => 'once'); console.log(f(), f(1, 1));
  f.mock.mockImplementation(() => { throw new Error('mocked') }); try { f() } catch (e) { console.log(e.message, f.mock.calls.at(-1).error === e) }
  f.mock.resetCalls(); console.log(f.mock.callCount()); f.mock.restore();
});
test('method', (t) => {
  const object = { n: 5, add(x) { return this.n + x }, get p() { return 'real' }, set p(v) { this.stored = v } };
  const m = t.mock.method(object, 'add', function (x) { return this.n * x });
  console.log(object.add(3), m.mock.calls.length, object.add === m); m.mock.restore(); console.log(object.add(3));
  const g = t.mock.getter(object, 'p', () => 'fake'); console.log(object.p, g.mock.callCount());
  const s = t.mock.setter(object, 'p', () => {}); object.p = 1; console.log(object.stored, s.mock.calls[0].arguments);
  try { t.mock.method(object, 'nothing') } catch (e) { console.log(e.code, e.message) }
});
test('restored', () => { const o = { f: () => 1 }; mock.method(o, 'f', () => 2); console.log(o.f()); mock.restoreAll(); console.log(o.f()) });
test('timers', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date', 'setImmediate'], now: 1000 });
  const log = [];
  setTimeout(() => log.push('t50'), 50); setTimeout(() => log.push('t10'), 10); const i = setInterval(() => log.push('i' + Date.now()), 20); setImmediate(() => log.push('immediate'));
  t.mock.timers.tick(9); log.push('-'); t.mock.timers.tick(41); clearInterval(i); t.mock.timers.tick(100);
  console.log(log, Date.now(), new Date().toISOString()); t.mock.timers.setTime(5000); console.log(Date.now()); t.mock.timers.runAll(); t.mock.timers.reset(); console.log(Date.now() > 1e12);
  try { t.mock.timers.tick(1) } catch (e) { console.log(e.code) }
});
