// Promise: V8's RangeError and SyntaxError messages (JSON, RegExp, new Function, numbers).
const t = (f) => {
  try {
    f();
    console.log('no error');
  } catch (e) {
    console.log(`${e.name}: ${e.message}`);
  }
};
t(() => new Array(-1));
t(() => ([].length = -1));
t(() => 'x'.repeat(-1));
t(() => 'x'.repeat(2 ** 31));
t(() => (1).toFixed(101));
t(() => (1).toString(1));
t(() => (1).toPrecision(0));
t(() => (1).toExponential(200));
t(() => new ArrayBuffer(-1));
t(() => new Uint8Array(-1));
t(() => new Uint16Array(new ArrayBuffer(3)));
t(() => new Uint16Array(new ArrayBuffer(4), 1));
t(() => new DataView(new ArrayBuffer(1)).getInt32(0));
t(() => new DataView(new ArrayBuffer(1), 2));
t(() => 'a'.normalize('x'));
t(() => String.fromCodePoint(-1));
t(() => new Date(NaN).toISOString());
t(() => 1n / 0n);
t(() => 2n ** -1n);
t(() => {
  (function f() {
    f();
  })();
});
for (const s of [
  '',
  '{',
  '{a}',
  '[1,]',
  '{"a":1,}',
  'nul',
  '"abc',
  '01',
  '1.',
  '"\n"',
  '{"a" 1}',
  '[1 2]',
  '\u00e9',
  '{"a":1}x',
  "'a'",
  'undefined',
  '"\\x"',
  '-',
  '{"a":tru}',
  '   ',
])
  t(() => JSON.parse(s));
t(() => JSON.parse(undefined));
t(() => JSON.parse({}));
for (const [r, f] of [
  ['(', ''],
  ['[', ''],
  ['a**', ''],
  ['*', ''],
  ['\\', ''],
  ['(?<a>x)(?<a>y)', ''],
  ['a', 'gg'],
  ['a', 'z'],
  ['{1}', 'u'],
  ['\\k<x>', 'u'],
  ['[b-a]', ''],
  ['a{2,1}', ''],
  [')', ''],
  ['\\u{110000}', 'u'],
  ['(?<=a', ''],
])
  t(() => new RegExp(r, f));
for (const s of [
  'var',
  'let let = 1',
  'a b',
  'if (',
  '}',
  'return',
  'await 1',
  'x = ',
  '1 = 2',
  'let a; let a',
  'const q',
  'break',
  'continue',
  '"abc',
  '`abc',
  'for (;;',
  'function (',
  'class { ',
  'new.target',
  'a?.b = 1',
  '1++',
  '({a:1, a})=1',
  'import x from "y"',
  'export default 1',
  'yield 1; "use strict"; yield',
  '"use strict"; with(a){}',
  '"use strict"; 010',
  'async () => { await }',
  '/(/',
  '@',
  '#x',
  '\\u0',
  'throw\n1',
  'try {}',
  'switch(1){default:;default:;}',
  'super.x',
  'delete x; "use strict"',
  'let [a]',
  '0b2',
  '1_',
  '3in []',
])
  t(() => new Function(s));
t(() => eval('foo bar'));
t(() => eval('{'));
t(() => eval('"use strict"; var public'));
