// Promise: util.inspect of arrays: holes, extra keys, grouping in columns, limits, subclasses, typed arrays and buffers.
const { inspect } = require('util');
const p = (v, o) => console.log(inspect(v, o));
p([1, , 3]);
p([, , ,]);
p(new Array(5));
p([undefined, , null]);
p(Object.assign([1, 2], { x: 1, '-1': 2, [Symbol('s')]: 3 }));
p(Object.assign([], { 5: 'five' }));
p([1, 2, 3], { maxArrayLength: 2 });
p([1, , , 4], { maxArrayLength: 2 });
p([1, 2], { maxArrayLength: 0 });
p(Array.from({ length: 101 }, (_, i) => i));
p(Array.from({ length: 7 }, (_, i) => 'item ' + i));
p(Array.from({ length: 30 }, (_, i) => 'x'.repeat(i % 7)));
p(Array.from({ length: 20 }, (_, i) => (i % 2 ? -i * 1000 : i + 0.5)));
p(Array.from({ length: 12 }, (_, i) => ({ i })));
p(Array.from({ length: 8 }, () => [1, 2]));
p(['a'.repeat(80), 'b']);
p(Array.from({ length: 10 }, (_, i) => BigInt(i) ** 9n));
p(new (class MyArr extends Array {})(3));
p(class MyArr extends Array {}.from([1, 2]));
p(Object.setPrototypeOf([1], null));
p([[]]);
p([[[]]]);
p([[[[]]]]);
p([[1, [2, [3, [4]]]]], { depth: 1 });
p([-0, 0, NaN, -Infinity]);
p([1.0, 1e21, 1e-7]);
p(Array.from('abc').concat([['d']]));
p([true, false, null, undefined, 1n, Symbol('z')]);
for (const T of [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
])
  p(new T(T.name.startsWith('Big') ? [1n, 2n] : [1, 2.5]));
p(new Uint8Array(0));
p(new Uint8Array(120));
p(new Uint8Array([1, 2]), { showHidden: true });
p(Object.assign(new Uint8Array([1]), { k: 'v' }));
p(new ArrayBuffer(4));
p(new Uint8Array([1, 2, 255]).buffer);
p(new ArrayBuffer(60));
p(new SharedArrayBuffer(2));
p(new DataView(new ArrayBuffer(3), 1));
p(Buffer.from('hello'));
p(Buffer.alloc(60, 1));
p(Buffer.alloc(0));
p(Object.assign(Buffer.from('x'), { extra: 1 }));
p([Buffer.from('ab')]);
p({ b: Buffer.from('\xff', 'latin1') });
const det = new ArrayBuffer(2);
structuredClone(det, { transfer: [det] });
p(det);
p(Buffer.from('abc'), { maxArrayLength: 1 });
p(new (class U extends Uint8Array {})(2));
