// Promise: console.log's % specifiers treat every kind of value as Node does.
class Cls {
  toString() {
    return 'custom';
  }
}
class NoTs {
  x = 1;
}
const vals = [
  'str',
  '42abc',
  3.7,
  -0,
  10n,
  NaN,
  Infinity,
  true,
  null,
  undefined,
  Symbol('s'),
  {},
  { a: { b: { c: { d: 1 } } } },
  [1, [2]],
  () => 1,
  new Date(0),
  new Error('e').message,
  new Cls(),
  new NoTs(),
  Object(5),
  [],
  '',
  '0x10',
  '1e3',
  new Map([[1, 2]]),
];
for (const s of ['%s', '%d', '%i', '%f', '%j', '%o', '%O']) {
  console.log('== ' + s);
  for (const v of vals) {
    if (s === '%o' && typeof v === 'function') continue;
    try {
      console.log(s, v);
    } catch (e) {
      console.log('threw', e.name, e.message);
    }
  }
}
console.log('%c styled', 'color:red', 'rest');
console.log('%% %s', 'a');
console.log('100%', 'x');
console.log('%', 1);
console.log('%x %s', 'a', 'b');
console.log('%s');
console.log('%s %s', 'one');
console.log('%s', 'a', 'b', { c: 1 }, 'd');
console.log('a%sb%sc', 1, 2, 3);
console.log('%%%s%%', 'x');
console.log('%d%%', 50);
console.log('%s%', 'v');
console.log(5, '%s', 'x');
console.log({}, '%s');
console.log('');
console.log();
console.log('', 'x');
console.log(' ', '');
console.log('%s', {
  toString() {
    return 'own';
  },
});
console.log(
  '%s',
  Object.create({
    toString() {
      return 'inh';
    },
  }),
);
console.log('%s', class X {});
console.log('%s', new (class extends Map {})());
console.log('%s', { [Symbol.toPrimitive]: () => 'prim' });
console.log('%s', new (class extends Error {})('er').message);
const c = {};
c.c = c;
console.log('%j', c);
console.log('%j', {
  toJSON() {
    return 'tj';
  },
});
try {
  console.log('%j', {
    toJSON() {
      throw new Error('tj');
    },
  });
} catch (e) {
  console.log(e.message);
}
console.log('%j', () => 1);
console.log('%j', 'q"');
try {
  console.log('%j', 1n);
} catch (e) {
  console.log(e.name);
}
console.log('%d', '0x1A', '%d');
console.log('%i', 2n ** 64n);
console.log('%d', '');
console.log('%i', '');
console.log('%f', 'x');
console.log('%d', []);
console.log('%d', { valueOf: () => 7 });
console.log('%s', -0, -0n);
console.log('%s', 'multi\nline', ['multi\nline']);
