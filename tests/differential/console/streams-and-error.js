// Promise: which console method writes to which stream, and how errors and multi-arguments print on them.
for (const m of ['log', 'info', 'debug', 'dir', 'dirxml', 'table', 'group']) console[m](m + ' on stdout');
console.groupEnd();
const real = process.stderr.write;
const got = [];
process.stderr.write = (s) => {
  got.push(s);
  return true;
};
console.error('e %s', 'x');
console.warn('w', { a: 1 });
console.trace('tr %d', 1);
console.assert(false, 'as');
console.error();
console.error('');
console.error(new RangeError('re'));
process.stderr.write = real;
for (const g of got) console.log(JSON.stringify(g.split('\n    at ')[0]));
const e = new TypeError('shown');
e.stack = 'TypeError: shown\n    at fake (file.js:1:1)';
console.log(e);
console.log('pre', e);
console.log([e]);
console.log({ e });
console.log('%s', e);
console.log('%o', 'str');
const e2 = Object.assign(new Error('with props'), { code: 'E_X', info: { a: 1 } });
e2.stack = 'Error: with props\n    at here';
console.log(e2);
console.log(
  1,
  'two',
  [3],
  { four: 4 },
  null,
  undefined,
  Symbol('six'),
  7n,
  true,
  -0,
  [undefined, , null],
  function eight() {},
  class Nine {},
  () => {},
);
console.log('a\tb', "quote's", ["quote's", 'dq"', `b\`'"`, 'new\nline', '\x00\x1b\u{1F600}\u200b\ud800']);
