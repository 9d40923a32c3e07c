// Promise: querystring parse, stringify, escape and unescape with custom separators, limits and broken input.
const qs = require('querystring');
const j = (x) => console.log(JSON.stringify(x));
for (const a of [
  ['a=b&c=d'],
  ['a=b&a=c&a=d'],
  ['a'],
  ['=b'],
  ['&&a=1&&'],
  ['a=b=c'],
  ['%zz=%41&x=%'],
  ['a+b=c+d'],
  ['a%20b=%E4%BD%A0'],
  ['%E4=%ff'],
  ['a:b;c:d', ';', ':'],
  ['a==b&&c==d', '&&', '=='],
  ['a=1&b=2&c=3', null, null, { maxKeys: 2 }],
  ['a=1&b=2', '', ''],
  [''],
  [undefined],
  [5],
  [null],
  [{}],
  ['__proto__=1&hasOwnProperty=2'],
  ['a=b', null, null, { decodeURIComponent: (s) => `<${s}>` }],
  [
    'a=%zz',
    null,
    null,
    {
      decodeURIComponent: () => {
        throw new Error('x');
      },
    },
  ],
  ['a&b=&=c&=', '&'],
  ['foo=%EDndex'],
  ['a=\u0000b'],
  ['x'.repeat(3) + '=' + '%20'.repeat(4)],
  ['a&a&a'],
  ['&'.repeat(5)],
  ['a=1&b=2&c', null, null, { maxKeys: 0 }],
  ['a=1', null, null, { maxKeys: -1 }],
  ['toString=1'],
])
  j([a[0], { ...qs.parse(...a) }]);
console.log(qs.parse('a=1'), Object.getPrototypeOf(qs.parse('')), qs.parse === qs.decode, qs.stringify === qs.encode);
const t = (f) => {
  try {
    j(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const a of [
  [{ a: 'b', c: ['d', 'e'], f: '' }],
  [{ n: 1, b: true, u: undefined, l: null, o: {}, f: () => 1, nan: NaN, inf: Infinity, big: 5n, d: new Date(0) }],
  [{ 'a b': 'c&d=e', é: '😀' }],
  [{ a: [] }],
  [{ a: [1, null, undefined, 'x', [2]] }],
  [{ a: 1, b: 2 }, ';', ':'],
  [{ a: 'é' }, null, null, { encodeURIComponent: (s) => `<${s}>` }],
  [{}],
  [null],
  [undefined],
  ['str'],
  [5],
  [[1, 2]],
  [{ x: "!'()*-._~" }],
  [Object.create({ inherited: 1 })],
  [{ a: 1 }, '&&', '=='],
  [{ '': '' }],
  [new Map([['a', 1]])],
])
  t(() => qs.stringify(...a));
t(() => qs.stringify({ a: '\ud800' }));
t(() => qs.stringify({ a: 'ok\ud83d\ude00' }));
t(() => qs.escape("a b&ü\t~!*()'"));
t(() => qs.escape(5));
t(() => qs.escape({}));
t(() => qs.escape({ toString: () => 'ts é' }));
t(() => qs.escape('\udc00x'));
t(() => qs.escape(Symbol('x')));
t(() => qs.escape());
t(() => qs.unescape('%41%zz%e4%bd%a0+'));
t(() => qs.unescape('%ff'));
t(() => qs.unescapeBuffer('a%20b%zz%4').toString());
t(() => qs.unescapeBuffer('a+b', true).toString());
qs.unescape = (s) => s.toUpperCase();
t(() => qs.parse('%61=b%20c'));
qs.escape = (s) => `[${s}]`;
t(() => qs.stringify({ a: 'b' }));
