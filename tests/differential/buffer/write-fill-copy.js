// Promise: write, fill, copy, set, swap and slice semantics with partial characters, overlaps and ranges.
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const n = () => Buffer.alloc(6, '.');
const w = (...a) =>
  t(() => {
    const b = n();
    return [a, b.write(...a), b.toString('latin1')];
  });
w('abc');
w('abcdefgh');
w('abc', 4);
w('abc', 1, 2);
w('abc', 6);
w('€€€');
w('a€', 4);
w('😀', 3);
w('abc', 'latin1');
w('616263', 'hex');
w('61626', 1, 'hex');
w('zz', 'hex');
w('YWJj', 2, 'base64');
w('ab', 1, 3, 'utf16le');
w('abc', 1, 'utf16le');
w('\ud83d', 0);
w('');
w('abc', 7);
w('abc', -1);
w('abc', '1');
w('abc', 1, 99);
w('abc', 1, -1);
w('abc', 0, 2, 'bogus');
w(5);
w();
w('abc', 1.5);
w('abc', undefined, 2);
w('abc', null);
w('é', 5, 'latin1');
w('YW', 'base64url');
w('abc', 0, 'utf8');
w('\u0100b', 'ascii');
const f = (...a) =>
  t(() =>
    n()
      .fill(...a)
      .toString('latin1'),
  );
f('ab');
f('abc', 1);
f('a', 1, 3);
f(0x41);
f(0x141);
f('€');
f('', 1);
f('6162', 'hex');
f('zz', 'hex');
f('YWI=', 1, 4, 'base64');
f(Buffer.from('xy'), 1);
f(new Uint8Array(0));
f('a', -1);
f('a', 0, 7);
f('a', 3, 2);
f('a', 0, 0);
f('a', '1');
f('a', 0, 1, 'bogus');
f(null);
f(true);
f();
f('ab', 0, 5, 'utf16le');
f(-1);
f(1.9);
f('\u0222', 'latin1');
f('a', NaN);
f('a', 'bogus');
const c = (...a) =>
  t(() => {
    const s = Buffer.from('123456'),
      d = n();
    return [s.copy(d, ...a), d.toString()];
  });
c();
c(2);
c(0, 3);
c(0, 1, 3);
c(5);
c(6);
c(9);
c(-1);
c(0, -1);
c(0, 7);
c(0, 6);
c(0, 3, 2);
c(0, 0, -1);
c(0, 0, 99);
c('1', '2');
c(1.9);
c(NaN);
const o = Buffer.from('abcdef');
o.copy(o, 2, 0, 4);
console.log(o.toString());
o.copy(o, 0, 2);
console.log(o.toString());
t(() => o.copy('x'));
t(() => o.copy([]));
const u = new Uint16Array(3);
t(() => [o.copy(u), u]);
t(() => {
  o.set([1, 2], 5);
});
t(() => {
  o.set([65], 1);
  return o.toString('latin1');
});
const s = Buffer.from('hello');
const sl = s.slice(1, 3);
sl[0] = 0x45;
console.log(
  s.toString(),
  sl,
  s.subarray(-2).toString(),
  s.slice(3, 1).length,
  s.slice('1', '3').toString(),
  s.slice(NaN, 2.9).toString(),
  s.slice(-99, 99).toString(),
  s.subarray() === s,
  sl.buffer === s.buffer,
  sl.parent === s.buffer,
  sl.offset - s.offset,
  Uint8Array.prototype.slice.call(s, 0, 1).buffer === s.buffer,
  Buffer.isBuffer(s.map((x) => x)),
  s.filter((x) => x > 110).toString(),
);
for (const [k, l] of [
  ['swap16', 4],
  ['swap32', 8],
  ['swap64', 16],
  ['swap16', 3],
  ['swap32', 6],
  ['swap64', 12],
  ['swap16', 0],
  ['swap32', 400],
])
  t(() =>
    Buffer.from(Array.from({ length: l }, (_, i) => i & 255))
      [k]()
      .toString('hex')
      .slice(0, 40),
  );
console.log(
  [...Buffer.from('ab').entries()],
  [...Buffer.from('ab').keys()],
  [...Buffer.from('ab')],
  Buffer.from('abc').at(-1),
  Buffer.from('abc').reverse().toString(),
  Buffer.from('abc').join('-'),
  Buffer.from('cab').sort().toString(),
  Buffer.from('ab').lastIndexOf(98),
  Object.keys(Buffer.from('ab')),
  Buffer.poolSize,
  Buffer.from('abc').toReversed().constructor.name,
  Buffer.from('ab').with(0, 99).toString(),
);
