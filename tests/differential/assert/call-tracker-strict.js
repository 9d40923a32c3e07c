// Promise: assert.strict aliases, CallTracker, and passing cases that a lax deepEqual would get wrong.
const assert = require('assert');
const s = assert.strict;
const t = (f) => {
  try {
    f();
    console.log('passed');
  } catch (e) {
    console.log(e.code, e.message.split('\n')[0]);
  }
};
t(() => s.equal(1, '1'));
t(() => s.deepEqual({ a: 1 }, { a: '1' }));
t(() => s.notEqual(1, '1'));
t(() => s.notDeepEqual({ a: 1 }, { a: '1' }));
t(() => s(0));
t(() => assert.equal(null, undefined));
t(() => assert.deepEqual([1, 2, { 3: 4 }], ['1', 2, { 3: '4' }]));
t(() => assert.deepEqual(new Map([[1, 1]]), new Map([['1', '1']])));
t(() => assert.deepEqual(new Error('a'), new Error('b')));
t(() => assert.deepEqual(Object('a'), Object('b')));
t(() => assert.deepEqual([0], [-0]));
t(() => assert.deepStrictEqual(new WeakSet(), new WeakSet()));
t(() => assert.deepEqual({ a: undefined }, {}));
t(() => assert.deepEqual(new Set([{ a: 1 }]), new Set([{ a: '1' }])));
t(() => assert.deepEqual(new Set([[]]), new Set([{}])));
t(() => assert.deepStrictEqual(Promise.resolve(1), Promise.resolve(2)));
t(() => assert.deepEqual(1, true));
t(() => assert.deepEqual('', 0));
t(() => assert.deepEqual([null], [undefined]));
t(() => assert.deepEqual(/a/, /b/));
t(() => assert.deepEqual(new Date(5), new Date(5)));
t(() => assert.deepEqual([1, 2, 3], { 0: 1, 1: 2, 2: 3, length: 3 }));
const tr = new assert.CallTracker();
const f = tr.calls((a) => a * 2, 2);
console.log(
  f(4),
  tr.report().map((r) => r.message),
  tr.getCalls(f)[0].arguments,
);
t(() => tr.verify());
f(1);
t(() => tr.verify());
tr.reset();
console.log(tr.getCalls(f));
t(() => tr.calls(0));
t(() => tr.calls('x'));
t(() => tr.getCalls(() => {}));
const d = tr.calls();
d();
t(() => tr.verify());
