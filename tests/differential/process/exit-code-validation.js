// Promise: process.exitCode and process.exit accept integers and integer strings only; the last value wins.
const t = (v) => {
  try {
    process.exitCode = v;
    console.log('set', v, '->', process.exitCode, typeof process.exitCode);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const v of [
  0,
  1,
  255,
  256,
  -1,
  '2',
  '0x10',
  ' 3 ',
  undefined,
  null,
  1.5,
  '1.5',
  'x',
  '',
  NaN,
  Infinity,
  true,
  false,
  {},
  [],
  [1],
  5n,
  Symbol('s'),
  () => 1,
])
  t(v);
for (const v of ['x', 1.5, {}, true, NaN, ''])
  try {
    process.exit(v);
  } catch (e) {
    console.log('exit', e.name, e.code, e.message);
  }
const d = Object.getOwnPropertyDescriptor(process, 'exitCode');
console.log(typeof d.get, d.enumerable, d.configurable);
process.on('exit', (c) => {
  console.log('exit', c, process.exitCode);
  process.exitCode = 7;
});
process.on('exit', (c) => {
  console.log('second listener gets', c, process.exitCode);
});
process.exitCode = 3;
