// Promise: util.parseArgs: every option kind, strictness, tokens, defaults, negative, and its error codes.
const { parseArgs } = require('util');
const t = (c) => {
  try {
    console.log(JSON.stringify(parseArgs(c)));
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const options = {
  foo: { type: 'boolean', short: 'f' },
  bar: { type: 'string', short: 'b' },
  many: { type: 'string', multiple: true, short: 'm' },
  def: { type: 'string', default: 'dv' },
  flags: { type: 'boolean', multiple: true, default: [true] },
};
for (const args of [
  [],
  ['-f', '--bar', 'x'],
  ['--bar=x=y'],
  ['-fb', 'v'],
  ['-bv'],
  ['-fbv'],
  ['-m', '1', '--many', '2', '--many=3'],
  ['--def', 'o'],
  ['--flags', '--flags'],
  ['--bar='],
  ['--', '--foo'],
  ['pos'],
  ['--foo', 'pos'],
  ['--unknown'],
  ['-x'],
  ['--foo=1'],
  ['--bar'],
  ['--bar', '-f'],
  ['--bar', '--'],
  ['-b', '-1'],
  ['--no-foo'],
  ['-'],
  ['--bar', '-'],
  ['-ff'],
  ['--__proto__'],
  ['--fo'],
]) {
  t({ args, options });
  t({ args, options, allowPositionals: true, strict: false });
}
t({ args: ['-f', 'p', '--bar=b', '-m1', '--', 'q'], options, tokens: true, allowPositionals: true });
t({ args: ['--no-foo', '--no-bar', '--foo'], options, allowNegative: true });
t({ args: ['--no-foo'], options, allowNegative: true, tokens: true });
t({ args: ['--no-nope'], options, allowNegative: true });
for (const c of [
  { args: 5 },
  { options: 5 },
  { options: { a: 5 } },
  { options: { a: { type: 'x' } } },
  { options: { a: {} } },
  { options: { a: { type: 'string', short: 'ab' } } },
  { options: { a: { type: 'string', short: '' } } },
  { options: { a: { type: 'boolean', multiple: 1 } } },
  { options: { a: { type: 'boolean', default: 'x' } } },
  { options: { a: { type: 'string', multiple: true, default: 'x' } } },
  { options: { a: { type: 'string', default: [1] } } },
  { strict: 1 },
  { allowPositionals: 'x' },
  { tokens: 1 },
])
  t(c);
console.log(
  JSON.stringify(parseArgs({ allowPositionals: true, options: { v: { type: 'boolean' } } })),
  Object.getPrototypeOf(parseArgs({ args: [] }).values),
);
