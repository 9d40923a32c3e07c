// Promise: indexOf, lastIndexOf, includes, equals, compare with every needle type, offset and encoding.
const b = Buffer.from('abcdefabcdef\u20acxyz');
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const m of ['indexOf', 'lastIndexOf', 'includes']) {
  for (const a of [
    ['abc'],
    ['abc', 1],
    ['def', -9],
    ['f', -100],
    ['f', 100],
    ['', 0],
    ['', 5],
    ['', 100],
    ['', -1],
    [99],
    [99.9],
    [355],
    [-157],
    [Buffer.from('cde')],
    [new Uint8Array([0x64])],
    [Buffer.alloc(0)],
    [Buffer.alloc(0), 3],
    ['\u20ac'],
    ['zzz'],
    ['abc', 'latin1'],
    ['6162', 0, 'hex'],
    ['YWI=', 0, 'base64'],
    ['ab', undefined],
    ['ab', null],
    ['ab', NaN],
    ['ab', {}],
    ['ab', []],
    ['ab', '2'],
    ['f', Infinity],
    ['f', -Infinity],
    ['b', true],
    ['def', 1.5],
    [undefined],
    [null],
    [{}],
    [[]],
    [() => 1],
    [true],
    ['a', 0, 'bogus'],
    ['c', 2 ** 31],
    ['c', -(2 ** 40)],
  ])
    t(() => `${m} ${a.map(String)} ${b[m](...a)}`);
}
const u = Buffer.from('abcabc', 'utf16le');
console.log(
  u.indexOf('b', 'utf16le'),
  u.indexOf('c', 3, 'ucs2'),
  u.lastIndexOf('a', 'utf16le'),
  u.indexOf('bc', -4, 'utf16le'),
  u.indexOf(Buffer.from('b', 'utf16le')),
  u.indexOf('\u6200', 'utf16le'),
  u.includes('ca', 'utf16le'),
);
const big = Buffer.alloc(3000, 'ab');
big.write('needle', 2500);
console.log(
  big.indexOf('needle'),
  big.lastIndexOf('needle'),
  big.indexOf('needlf'),
  big.indexOf('ba'),
  big.lastIndexOf('ba'),
  big.indexOf(Buffer.from('needle'), 2501),
  Buffer.from('aaaa0').indexOf('aa0'),
  Buffer.from([0xff, 0xc3]).indexOf('\xff', 'latin1'),
);
t(() => Buffer.from('a').equals(Buffer.from('a')));
t(() => Buffer.from('a').equals(new Uint8Array([97])));
t(() => Buffer.from('a').equals('a'));
t(() => [
  Buffer.compare(Buffer.from('a'), Buffer.from('b')),
  Buffer.compare(Buffer.from('b'), Buffer.from('a')),
  Buffer.compare(Buffer.from('a'), Buffer.from('ab')),
  Buffer.compare(Buffer.alloc(0), Buffer.alloc(0)),
  Buffer.compare(Buffer.from([255]), Buffer.from([1, 1])),
]);
t(() => Buffer.compare([], Buffer.alloc(0)));
t(() => Buffer.compare(Buffer.alloc(0), 5));
const c = Buffer.from([1, 2, 3, 4, 5]);
t(() => [
  c.compare(Buffer.from([3, 4]), 0, 2, 2, 4),
  c.compare(Buffer.from([9]), 0, 1, 0, 0),
  c.compare(c, 0, 0, 0, 0),
  c.compare(c, 1),
  c.compare(c, undefined, 2),
  c.compare(c, 5),
  c.compare(c, 2, 2, 3, 3),
]);
for (const a of [[0, 99], [99], [-1], [0, 1, 99], [0, 1, -1], [0, 1, 0, 99], ['0'], [0, 1, '2'], [1.5], [NaN]])
  t(() => c.compare(c, ...a));
t(() => c.compare('x'));
t(() => [Buffer.from('b'), Buffer.from('a'), Buffer.from('ab')].sort(Buffer.compare).map(String));
