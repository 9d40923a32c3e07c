// Promise: a failed assert(expr) without message quotes the source expression.
const assert = require('assert'); const t = (f) => { try { f(); } catch (e) { console.log(JSON.stringify(e.message), e.generatedMessage, e.actual, e.expected, e.operator); } };
t(() => assert(false)); t(() => assert.ok(1 === 2)); t(() => assert.equal(typeof 1, 'string')); t(() => assert(
  [1, 2].includes(3) &&
    true,
)); t(() => assert.strict(null)); t(() => assert.ok()); t(() => assert()); t(() => assert(0, undefined)); t(() => assert((() => 'a' === 'b')())); t(() => assert['ok'](''));
const { ok } = assert; t(() => ok(NaN)); t(() => ok({ a: { b: 0 } }.a.b)); t(() => assert.strict.ok(!true)); t(() => { assert(`${''}`); }); t(() => assert.ok.call(null, false)); t(() => assert.ok.apply(null, [0]));
