// Promise: deepStrictEqual, deepEqual and partialDeepStrictEqual: what is equal, and the exact diff text.
const assert = require('assert');
const t = (fn, ...a) => {
  try {
    assert[fn](...a);
    console.log('passed');
  } catch (e) {
    console.log(e.code + ': ' + e.message + '\n----');
  }
};
const d = (...a) => t('deepStrictEqual', ...a);
d({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 } });
d([1, 2, 3], [1, 2, 4]);
d([1, 2, 3], [1, 3]);
d({ a: 1 }, { a: 1, b: undefined });
d(new Map([['k', { v: 1 }]]), new Map([['k', { v: 2 }]]));
d(new Set([1, 2]), new Set([1, 3]));
d([1, [2, [3, [4]]]], [1, [2, [3, [5]]]]);
d('a', 'b');
d(1, 2);
d(NaN, NaN);
d(-0, 0);
d([-0], [0]);
d(new Date(0), new Date(1));
d(/a/g, /a/i);
d(new Error('a'), new Error('b'));
d(Object.create(null), {});
d(
  new (class A {
    x = 1;
  })(),
  { x: 1 },
);
d([1, , 3], [1, undefined, 3]);
d({ [Symbol('a')]: 1 }, {});
d(new Uint8Array([1, 2]), new Uint8Array([1, 3]));
d(Buffer.from('ab'), Buffer.from('ac'));
d(Object(1), 1);
d(
  () => 1,
  () => 1,
);
d([], {});
d(null, undefined);
d({ a: 'line1\nline2' }, { a: 'line1\nline3' });
d({ x: [{ y: [{ z: 1 }] }] }, { x: [{ y: [{ z: 2 }] }] });
const cy = { a: 1 };
cy.me = cy;
d(cy, { a: 1, me: {} });
d(1n, 1);
d('1', 1);
d({ a: 1 }, { a: 1 }, 'own message');
d([1], [2], 'own');
d(Symbol('a'), Symbol('a'));
d(
  Array.from({ length: 40 }, (_, i) => i),
  Array.from({ length: 40 }, (_, i) => (i === 30 ? -1 : i)),
);
d(
  Array.from({ length: 60 }, (_, i) => i),
  Array.from({ length: 60 }, (_, i) => i * 2),
);
d({ long: 'x'.repeat(100) }, { long: 'x'.repeat(99) + 'y' });
d('a\nb\nc\nd', 'a\nb\nX\nd');
const big = Object.fromEntries(Array.from({ length: 30 }, (_, i) => ['key' + i, i]));
d(big, { ...big, key15: 'other' });
t('deepEqual', { a: 1 }, { a: '1' });
t('deepEqual', { a: 1 }, { a: 2 });
t('deepEqual', [1, 2], ['1', 3]);
t('deepEqual', new Set([1]), new Set(['1']));
t('deepEqual', null, undefined);
t('deepEqual', NaN, NaN);
t('deepEqual', new Date(0), 0);
t('deepEqual', [], {});
t('deepEqual', 'a', 'b');
t('notDeepEqual', { a: 1 }, { a: '1' });
t('notDeepStrictEqual', { a: 1 }, { a: 1 });
t('notDeepStrictEqual', [1, { b: [2] }], [1, { b: [2] }]);
t('notDeepStrictEqual', 1, 1);
t('notDeepEqual', [1], [2]);
t('partialDeepStrictEqual', { a: 1, b: 2 }, { a: 1 });
t('partialDeepStrictEqual', { a: 1 }, { a: 1, b: 2 });
t('partialDeepStrictEqual', [1, 2, 3], [1, 3]);
t('partialDeepStrictEqual', new Set([1, 2]), new Set([2]));
t('partialDeepStrictEqual', new Map([[1, { x: 1, y: 2 }]]), new Map([[1, { x: 1 }]]));
t('partialDeepStrictEqual', { a: { b: 1 } }, { a: { b: '1' } });
