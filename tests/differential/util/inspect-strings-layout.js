// Promise: quoting and escaping of strings, breakLength, compact, maxStringLength, numericSeparator, sorted.
const { inspect } = require('util');
const p = (v, o) => console.log(inspect(v, o));
for (const s of [
  "it's",
  'say "hi"',
  `it's "both"`,
  `all ' " \``,
  'new\nline',
  '\t\b\f\v\r\\',
  '\x00\x07\x1b\x7f\x80\x9f\xa0',
  '\ud800',
  'a\udc00b',
  '😀',
  '\u2028',
  'é',
  '${x}',
  '',
  ' ',
]) {
  p(s);
  p([s]);
}
p('line one\nline two\nline three that is quite long to break over'.repeat(2));
p(['line one\n'.repeat(3)]);
p({ k: 'line one\nline two\nline three that is quite long to break over here we go' });
p('x'.repeat(20), { maxStringLength: 5 });
p(['x'.repeat(20)], { maxStringLength: 0 });
p('ab', { maxStringLength: 1 });
p('x'.repeat(10001).length);
p({ a: 'x'.repeat(10050) }.a.length === inspect('x'.repeat(10050)).length - 2);
console.log(inspect('y'.repeat(10002)).slice(-40));
const o = { a: 1, b: 'two', c: [1, 2, 3], d: { e: { f: 1 } }, longKeyNumberOne: 'some value here', other: 'another value there' };
for (const bl of [20, 60, 80, 120, Infinity]) p(o, { breakLength: bl });
for (const c of [0, 1, 2, 3, true, false]) p(o, { compact: c });
p(o, { compact: false, breakLength: 40 });
p(o, { compact: 3, breakLength: Infinity });
p({ a: { b: { c: {} } } }, { compact: 1, depth: 5 });
p([[[1]], [[2]]], { compact: 0 });
p({ c: 1, a: 2, b: { z: 1, y: 2 } }, { sorted: true });
p({ c: 1, a: 2, b: 3 }, { sorted: (x, y) => (x < y ? 1 : -1) });
p([123456789, 1234.5678, -1234567n, 0.0000123, 1e21], { numericSeparator: true });
p(-0, { numericSeparator: true });
p(1234.5, { numericSeparator: true });
for (const bad of [{ sorted: 5 }, { depth: 'x' }, { breakLength: -1 }])
  try {
    p({ b: 1, a: { c: 1 } }, bad);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
p({ a: { b: { c: { d: 1 } } } }, false, 1);
inspect({}, true, null, true);
console.log(inspect({ a: { b: {} } }, false, 0, true));
p(
  {
    a: 1n,
    b: Symbol('x'),
    c: /re/,
    d: null,
    e: undefined,
    f: true,
    g: 'str',
    h: new Date(0),
    i: () => {},
    j: class Q {},
    k: Symbol.iterator,
    [Symbol('key')]: 1,
    get l() {
      return 1;
    },
    m: [1, , 2],
    n: new Proxy({}, {}),
    o: Promise.resolve(1),
    p: new Map([[1, 'a']]),
  },
  { colors: true },
);
console.log(inspect.defaultOptions);
inspect.defaultOptions.depth = 0;
p({ a: { b: 1 } });
inspect.defaultOptions = { depth: 2, compact: 3 };
try {
  inspect.defaultOptions = null;
} catch (e) {
  console.log(e.code, e.message);
}
console.log(Object.keys(inspect.colors).length, inspect.styles, inspect.custom === Symbol.for('nodejs.util.inspect.custom'));
