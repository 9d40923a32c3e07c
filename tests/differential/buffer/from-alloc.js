// Promise: every way to make a Buffer, its edge cases and its errors.
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
t(() => Buffer.from('héllo😀'));
t(() => Buffer.from([1, 256, -1, '7', 'x', 1.9, null, undefined]));
t(() => Buffer.from({ length: 3, 0: 1, 1: 2 }));
t(() => Buffer.from({ length: -1 }));
t(() => Buffer.from({ length: 'x' }));
t(() => Buffer.from({ type: 'Buffer', data: [1, 2] }));
t(() => Buffer.from(new Uint16Array([1, 256, 65535])));
t(() => Buffer.from(Object('boxed')));
t(() =>
  Buffer.from({
    valueOf() {
      return 'valueOf';
    },
  }),
);
t(() =>
  Buffer.from({
    [Symbol.toPrimitive]() {
      return 'prim';
    },
  }),
);
t(() => Buffer.from(new Set([1, 2])));
t(() => Buffer.from(new String('s'), 'hex'));
const ab = new Uint8Array([1, 2, 3, 4]).buffer;
const v = Buffer.from(ab, 1, 2);
v[0] = 9;
t(() => [v, new Uint8Array(ab)]);
t(() => Buffer.from(ab, 5));
t(() => Buffer.from(ab, 2));
t(() => Buffer.from(ab, 1, 9));
t(() => Buffer.from(ab, -1));
t(() => Buffer.from(ab, 'x', 'y'));
t(() => Buffer.from(ab, 1, -1));
t(() => Buffer.from(ab, 4));
t(() => Buffer.from(new SharedArrayBuffer(2)));
for (const x of [undefined, null, 5, true, 1n, Symbol('s'), () => 1, {}, new Date(0), NaN]) t(() => Buffer.from(x));
t(() => Buffer.from('x', 'bogus'));
t(() => Buffer.from('x', 5));
t(() => Buffer.from('x', ''));
t(() => Buffer.from('', 'hex'));
t(() => Buffer.alloc(3));
t(() => Buffer.alloc(5, 'ab'));
t(() => Buffer.alloc(4, 0x1ff));
t(() => Buffer.alloc(4, ''));
t(() => Buffer.alloc(3, 'zz', 'hex'));
t(() => Buffer.alloc(3, 'YQ==', 'base64'));
t(() => Buffer.alloc(3, Buffer.from([7, 8])));
t(() => Buffer.alloc(2, new Uint8Array(0)));
t(() => Buffer.alloc(2, true));
t(() => Buffer.alloc(3, '\u0222'));
t(() => Buffer.alloc(2, 'a', 'bogus'));
t(() => Buffer.alloc(2, 'a', 5));
for (const n of ['5', -1, NaN, 1.5, Infinity, null, {}, 2 ** 53, 5n])
  for (const f of ['alloc', 'allocUnsafe', 'allocUnsafeSlow']) t(() => Buffer[f](n).length);
t(() => Buffer.of(1, 300, '2'));
t(() => Buffer.concat([Buffer.from('a'), new Uint8Array([98])]));
t(() => Buffer.concat([Buffer.from('abc')], 2));
t(() => Buffer.concat([Buffer.from('abc')], 5));
t(() => Buffer.concat([]));
t(() => Buffer.concat(['a']));
t(() => Buffer.concat('a'));
t(() => Buffer.concat([], -1));
t(() => Buffer.concat([Buffer.from('a')], 1.5));
t(() => Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1));
t(() => Buffer.copyBytesFrom(new Uint16Array([1]), 5));
t(() => Buffer.copyBytesFrom([1]));
t(() => Buffer.copyBytesFrom(new Uint8Array(2), -1));
t(() => new Buffer(3).length);
t(() => Buffer('call'));
t(() => new Buffer([1]));
t(() => new Buffer(3, 'utf8'));
t(() => Buffer.isBuffer(new Uint8Array(1)));
t(() => Buffer.isBuffer(Buffer.alloc(0)));
t(() => Buffer.isBuffer(Object.create(Buffer.prototype)));
t(() =>
  ['utf8', 'UTF-8', 'Hex', 'ucs-2', 'utf-16LE', 'base64url', 'binary', 'ascii', 'buffer', 'utf7', '', null, 5].map((e) =>
    Buffer.isEncoding(e),
  ),
);
t(() => Buffer.byteLength('€uro'));
t(() => ['hex', 'base64', 'utf16le', 'latin1', 'ascii', 'bogus', 'base64url'].map((e) => Buffer.byteLength('abcd==', e)));
t(() => Buffer.byteLength(new ArrayBuffer(3)) + Buffer.byteLength(new DataView(new ArrayBuffer(2))));
t(() => Buffer.byteLength(5));
t(() => Buffer.byteLength({ length: 1 }));
