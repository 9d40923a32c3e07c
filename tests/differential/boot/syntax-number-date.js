// Promise: number, string and date formatting of the engine equals V8's (no Intl involved).
for (const x of [0.1 + 0.2, 1e21, 1e-7, 123456789012345680000, 5e-324, 1.7976931348623157e308, -0, 0xff, 1 / 3, 100, 1e300 * 10])
  console.log(x, String(x), x.toString(2).slice(0, 40), x.toString(36).slice(0, 14));
console.log(
  (1.005).toFixed(2),
  (25).toString(36),
  (1e21).toFixed(2),
  (0.000001234).toExponential(2),
  (123.456).toPrecision(4),
  (-1.5).toFixed(0),
  (2.5).toFixed(0),
);
for (const s of ['12px', '0x1f', ' 7 ', '', '1e3', '.5', '-', '1_000', '0b11', 'Infinity', '0o17'])
  console.log(JSON.stringify(s), Number(s), parseInt(s), parseFloat(s));
const d = new Date(Date.UTC(2024, 1, 29, 12, 34, 56, 789));
console.log(
  d.toISOString(),
  d.toJSON(),
  d.toUTCString(),
  d.toString(),
  d.toDateString(),
  d.toTimeString(),
  d.getTimezoneOffset(),
);
for (const s of [
  '2024-02-30',
  '2024-02-29T10:00',
  '2024-02-29',
  '2024',
  'Feb 3 2024',
  '2024-02-29T10:00:00+02:00',
  'nope',
  '2024-13-01',
  '1/2/2024',
  'Thu, 01 Jan 1970 00:00:00 GMT',
])
  console.log(s, +new Date(s));
console.log(
  new Date(NaN),
  String(new Date(NaN)),
  new Date(8.64e15),
  new Date(8.64e15 + 1),
  new Date(0, 0),
  new Date(99, 11, 31).getFullYear(),
);
try {
  new Date(NaN).toISOString();
} catch (e) {
  console.log(e.name, e.message);
}
console.log(
  JSON.stringify({ d, u: undefined, f() {}, n: NaN, i: -Infinity, b: Object(1), s: Symbol('x'), a: [undefined, () => 1] }),
  JSON.stringify('\u2028\uD800"\n'),
  JSON.stringify([{ a: 1 }], null, '--'),
);
console.log(
  Math.max(),
  Math.hypot(3, 4),
  Math.sign(-0),
  Math.fround(5.05),
  Math.clz32(1),
  Math.trunc(-4.7),
  Math.cbrt(27),
  Math.imul(0xffffffff, 5),
  Math.round(-0.5),
  Math.atan2(1, -1),
);
console.log(
  'ß'.toUpperCase(),
  'İ'.toLowerCase().length,
  'e\u0301'.normalize('NFC').length,
  '\ufb01'.normalize('NFKD'),
  'ΑΣ'.toLowerCase(),
  'abc'.localeCompare('abd'),
);
console.log(
  'x'.padStart(5, 'ab'),
  'abc'.substr(-2, 1),
  'a,b,'.split(','),
  'abc'.split(''),
  'a1b2'.split(/(\d)/),
  encodeURIComponent('é /?😀'),
  escape('é😀 '),
  unescape('%u0107%E9'),
);
