// Promise: AssertionError's fields and generated messages for each simple assertion.
const assert = require('assert');
const t = (f) => {
  try {
    f();
    console.log('passed');
  } catch (e) {
    console.log(JSON.stringify([e.name, e.code, e.message, e.generatedMessage, e.operator]), typeof e.actual, typeof e.expected);
  }
};
const E = (m) => new Error(m);
t(() => assert(true));
t(() => assert(0, 'own message'));
t(() => assert.ok('', 'm2'));
t(() => assert(null, E('own error')));
t(() => assert.equal(1, 2));
t(() => assert.equal('1', 1));
t(() => assert.equal(NaN, NaN));
t(() => assert.equal(1, 2, 'msg'));
t(() => assert.notEqual(1, '1'));
t(() => assert.notEqual(NaN, NaN));
t(() => assert.strictEqual(1, 2));
t(() => assert.strictEqual('a', 'b'));
t(() => assert.strictEqual('a\nb', 'a\nc'));
t(() => assert.strictEqual(0, -0));
t(() => assert.strictEqual(NaN, NaN));
t(() => assert.strictEqual({}, {}));
t(() => assert.strictEqual([1, 2], [1, 2]));
t(() => assert.strictEqual(1, '1'));
t(() => assert.strictEqual(undefined, null, undefined));
t(() => assert.notStrictEqual(1, 1));
t(() => assert.notStrictEqual('a'.repeat(10), 'a'.repeat(10)));
const o = { a: 1 };
t(() => assert.notStrictEqual(o, o));
t(() => assert.strictEqual(Symbol('a'), Symbol('a')));
t(() => assert.strictEqual(1n, 2n));
t(() =>
  assert.strictEqual(
    () => 1,
    () => 1,
  ),
);
t(() => assert.strictEqual(new Date(0), new Date(0)));
t(() => assert.fail());
t(() => assert.fail('f'));
t(() => assert.fail(new TypeError('te')));
t(() => assert.ifError(null));
t(() => assert.ifError(undefined));
t(() => assert.ifError(0));
t(() => assert.ifError('str'));
t(() => assert.ifError(E('inner')));
t(() => assert.ifError({ message: 'obj' }));
t(() => assert.match('abc', /x/));
t(() => assert.match('abc', /b/));
t(() => assert.match(5, /x/));
t(() => assert.match('a', 'b'));
t(() => assert.doesNotMatch('abc', /b/));
t(() => assert.doesNotMatch(5, /b/));
t(() => assert.match('abc', /x/, 'own'));
t(() => assert.strictEqual(1));
t(() => assert.equal());
t(() => assert.deepEqual(1));
t(() => assert.notStrictEqual(1));
t(() => assert.strictEqual('x'.repeat(300), 'x'.repeat(299) + 'y'));
t(() => assert.strictEqual('multi\nline\ntext', 'multi\nlime\ntext'));
t(() => assert.strictEqual(new Map([[1, 2]]), new Map([[1, 3]])));
console.log(
  assert.AssertionError.name,
  assert.strict.strict === assert.strict,
  assert.strict.equal === assert.strictEqual,
  assert.strict.deepEqual === assert.deepStrictEqual,
  require('assert/strict') === assert.strict,
  Object.keys(assert).sort().join(),
);
const e = new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' });
console.log(e.message, Object.keys(e), e instanceof Error, String(e).split('\n')[0], JSON.stringify(e));
console.log(
  new assert.AssertionError({ message: 'custom' }).message,
  new assert.AssertionError({ message: 'c' }).generatedMessage,
);
for (const b of [undefined, null, 'x'])
  try {
    new assert.AssertionError(b);
  } catch (x) {
    console.log(x.code, x.message);
  }
const st = e.stack.split('\n')[0];
console.log(st);
console.log(
  require('util')
    .inspect(new assert.AssertionError({ actual: 1, expected: 2, operator: 'op', message: 'm', stackStartFn: t }))
    .split('\n')
    .filter((l) => !/^\s+at /.test(l))
    .join('\n'),
);
