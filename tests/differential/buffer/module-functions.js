// Promise: constants, transcode, isUtf8, isAscii, atob, btoa, INSPECT_MAX_BYTES, Blob URL helpers of node:buffer.
const b = require('buffer');
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
console.log(
  b.Buffer === Buffer,
  b.atob === atob,
  b.Blob === Blob,
  b.kStringMaxLength,
  b.constants.MAX_STRING_LENGTH === b.kStringMaxLength,
  b.kMaxLength === b.constants.MAX_LENGTH,
  Object.keys(b).sort().join(),
);
for (const [a, c] of [
  ['utf8', 'latin1'],
  ['utf8', 'ascii'],
  ['utf8', 'ucs2'],
  ['latin1', 'utf8'],
  ['ucs2', 'utf8'],
  ['latin1', 'utf16le'],
  ['utf8', 'utf8'],
  ['binary', 'utf8'],
  ['utf8', 'hex'],
  ['base64', 'utf8'],
])
  t(() => [a, c, b.transcode(Buffer.from('é€a', a), a, c)]);
t(() => b.transcode('x', 'utf8', 'latin1'));
t(() => b.transcode(new Uint8Array([0xe9]), 'latin1', 'utf8'));
t(() => b.transcode(Buffer.from([0xff, 0x41]), 'utf8', 'ucs2'));
for (const x of [[], [0x41], [0xc3, 0xa9], [0xc3], [0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98, 0x80]])
  console.log(b.isUtf8(Buffer.from(x)), b.isAscii(Buffer.from(x)), b.isUtf8(new Uint8Array(x).buffer));
t(() => b.isUtf8('x'));
t(() => b.isAscii([1]));
t(() => b.isUtf8(new Uint16Array([0x4141])));
for (const s of ['', 'YQ', 'YQ==', ' Y Q = = ', 'YQ=', 'Y', 'YWJj', '*', 'YQ==a', '=', 'é', null, undefined, 12, 'YW-_'])
  t(() => JSON.stringify([String(s), atob(s)]));
for (const s of ['', 'a', 'ÿ', 'Ā', null, 12, undefined, '\0', '😀']) t(() => JSON.stringify([String(s), btoa(s)]));
t(() => atob());
t(() => btoa());
try {
  btoa('Ā');
} catch (e) {
  console.log(e.constructor.name, e.name, e.code, e instanceof Error);
}
b.INSPECT_MAX_BYTES = 3;
console.log(Buffer.from('abcdef'), Buffer.from('abc'), Buffer.from('abcd'));
t(() => {
  b.INSPECT_MAX_BYTES = -1;
});
t(() => {
  b.INSPECT_MAX_BYTES = 'x';
});
b.INSPECT_MAX_BYTES = 50;
t(() => b.resolveObjectURL('blob:nope'));
t(() => new b.SlowBuffer(3).length);
t(() => b.SlowBuffer('x'));
console.log(
  JSON.stringify({ b: Buffer.from('hi') }),
  JSON.parse(JSON.stringify(Buffer.from('hi')), (k, v) => (v && v.type === 'Buffer' ? Buffer.from(v) : v)),
  Object.prototype.toString.call(Buffer.alloc(1)),
  Buffer.alloc(1) instanceof Uint8Array,
  Buffer.name,
  Buffer.length,
  class extends Buffer {}.name,
  Buffer[Symbol.species] === Buffer,
);
const ws =
  'utf8Slice latin1Slice hexSlice base64Slice base64urlSlice asciiSlice ucs2Slice utf8Write latin1Write hexWrite base64Write asciiWrite ucs2Write base64urlWrite'.split(
    ' ',
  );
for (const k of ws)
  t(() => {
    const x = Buffer.from('61é');
    return [k, k.endsWith('Slice') ? x[k](0, 4) : x[k]('62', 0, 2), x.toString('hex')];
  });
t(() => Buffer.from('a').utf8Write(5));
t(() => Buffer.from('a').utf8Write('x', 9));
t(() => Buffer.from('ab').hexSlice(9));
t(() => Buffer.from('ab').latin1Slice(1, 0));
