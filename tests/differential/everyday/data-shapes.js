// structuredClone, URL and querystring, Buffers and text encodings, dates, JSON and sorting in the shapes that programs pass around.
const querystring = require('querystring');
const assert = require('assert');
const util = require('util');
const source = { date: new Date(86400000), map: new Map([[{ k: 1 }, new Set([1n])]]), re: /a+/gi, error: new RangeError('r', { cause: 'c' }), typed: new Float32Array([1.5]), list: [1, , 3], nested: { undefined: undefined, nan: NaN, zero: -0 } };
source.self = source;
const clone = structuredClone(source);
console.log(clone.self === clone, clone.date, clone.map, clone.re, clone.error.name, clone.error.message, clone.error.cause, clone.typed, clone.list, 1 in clone.list, clone.nested);
for (const value of [() => {}, Symbol('s'), { deep: { f() {} } }, new WeakMap(), new Proxy({}, {})]) {
  try {
    console.log(structuredClone(value));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
const buffer = new ArrayBuffer(8);
const moved = structuredClone({ buffer }, { transfer: [buffer] });
console.log(buffer.byteLength, buffer.detached, moved.buffer.byteLength, structuredClone(class A { static x = 1; }.x), structuredClone(Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })));
const url = new URL('../x y?q=1&q=2&é=ü#frag', 'https://user:p@ex.com:8080/a/b/c');
console.log(url.href, url.searchParams.getAll('q'), url.origin, url, URL.canParse('nope'), URL.parse('nope'), util.inspect(Object.fromEntries(url.searchParams)));
try {
  new URL('nope');
} catch (error) {
  console.log(error.name, error.code, error.message, error.input);
}
console.log(querystring.parse('a=1&a=2&b=%20x+y&c&=d&%zz=1'), querystring.stringify({ a: [1, 2], b: 'ä &', c: null, d: true, e: 1n }), querystring.escape('a b&c'), querystring.unescape('%41%zz'));
const text = 'Grüße 😀';
for (const encoding of ['utf8', 'utf16le', 'latin1', 'ascii', 'base64', 'base64url', 'hex', 'binary']) {
  const encoded = Buffer.from(text).toString(encoding);
  console.log(encoding, JSON.stringify(encoded), Buffer.byteLength(text, encoding), Buffer.from(encoded, encoding).length);
}
const bytes = Buffer.concat([Buffer.from('abc'), Buffer.from([0, 255]), Buffer.from('ff00', 'hex')], 6);
console.log(bytes, bytes.indexOf('c'), bytes.includes(255), bytes.equals(Buffer.from(bytes)), Buffer.compare(bytes, Buffer.from('abd')), bytes.subarray(1, -2), bytes.slice(1).toJSON(), bytes.readUInt16BE(2), bytes.swap16());
console.log(Buffer.from('test').fill('xy'), Buffer.alloc(5, 'abc').toString(), Buffer.from([1, 2, 3]).reverse(), [...Buffer.from('hi').entries()], Buffer.isEncoding('UTF-8'), Buffer.from('é').toString('ascii'), new TextDecoder('utf-16le').decode(Buffer.from('hi', 'utf16le')), atob(btoa('x')));
console.log(JSON.stringify({ date: new Date(0), undef: undefined, fn() {}, nan: NaN, nested: [undefined, () => {}], map: new Map([[1, 2]]), toJSON: undefined, big: Object(1) }, null, 2));
console.log(JSON.stringify({ b: 1, a: [1, { c: 2 }] }, ['a', 'c']), JSON.stringify('\u2028\ud800"\\'), JSON.parse('{"a":[1,2,{"b":null}]}', (key, value) => (typeof value === 'number' ? value * 2 : value)));
console.log([3, 20, 100].sort(), ['b', undefined, 'a'].sort(), [1, 2, 3, 4].findLast((n) => n % 2), Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even')), [[1, [2, [3]]]].flat(Infinity), Array.fromAsync.name, [1, 2, 3].with(1, 9).toSpliced(0, 1), 'a-b-c'.replaceAll('-', '+'), 'x'.padStart(3, 'ab'), 'abc'.at(-1));
console.log(new Date(Date.UTC(2024, 1, 29, 12, 30, 15, 7)).toISOString(), new Date('2024-02-30').getTime(), new Date(2024, 0, 31).toString(), Date.parse('2024-01-01T00:00:00+02:00'), new Date(8.64e15 + 1).getTime());
try {
  assert.deepStrictEqual({ a: [1, 2, { b: new Map([['x', 1]]) }] }, { a: [1, 2, { b: new Map([['x', 2]]) }] });
} catch (error) {
  console.log(error.message);
}
console.log(util.styleText('red', 'x') === '\u001b[31mx\u001b[39m', util.stripVTControlCharacters('\u001b[1mbold\u001b[0m'), util.parseArgs({ args: ['-v', '--name', 'n', '--no-color', 'pos'], options: { verbose: { type: 'boolean', short: 'v' }, name: { type: 'string' }, color: { type: 'boolean' } }, allowPositionals: true, allowNegative: true }), util.isDeepStrictEqual(new Set([{ a: 1 }]), new Set([{ a: 1 }])));
