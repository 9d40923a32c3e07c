// Promise: pooled buffers do not alias each other, views share memory, resizable and detached memory behave.
const a = Buffer.from('aaa'),
  b = Buffer.from('bbb');
a.fill('x');
console.log(
  b.toString(),
  a.toString(),
  a.byteOffset % 8,
  Buffer.alloc(10).byteOffset,
  Buffer.alloc(10).buffer.byteLength,
  Buffer.allocUnsafeSlow(10).buffer.byteLength,
  Buffer.from('x'.repeat(9000)).byteOffset,
);
const many = Array.from({ length: 3000 }, (_, i) => Buffer.from(String(i)));
console.log(many.every((x, i) => x.toString() === String(i)));
const z = Buffer.alloc(5000);
console.log(z.every((x) => x === 0));
for (let i = 0; i < 50; i++) Buffer.allocUnsafe(100).fill(255);
console.log(Buffer.alloc(100).every((x) => x === 0));
const ab = new ArrayBuffer(8);
const v1 = Buffer.from(ab),
  v2 = new DataView(ab),
  v3 = Buffer.from(ab, 4);
v2.setUint32(4, 0xdeadbeef);
console.log(v3, v1.readUInt32BE(4).toString(16));
v3[0] = 0;
console.log(v2.getUint8(4));
const f = new Float32Array([1.5]);
console.log(Buffer.from(f.buffer), Buffer.from(f));
const w = Buffer.from(new Uint8Array([1, 2]));
w[0] = 7;
console.log(w);
const r = new ArrayBuffer(2, { maxByteLength: 6 });
const rb = Buffer.from(r);
r.resize(6);
console.log(rb.length);
r.resize(1);
console.log(rb.length, rb[1]);
const fixed = Buffer.from(r, 0, 1);
r.resize(0);
console.log(fixed.length);
const d = new ArrayBuffer(4);
const db = Buffer.from(d);
structuredClone(null, { transfer: [d] });
console.log(db.length, db.toString(), d.byteLength, d.detached);
try {
  db.readInt8(0);
} catch (e) {
  console.log(e.code, e.message);
}
const clone = structuredClone(Buffer.from('cl'));
console.log(clone, clone.constructor.name, Buffer.isBuffer(clone));
const sub = Buffer.from('hello').subarray(1, 4);
const sc = structuredClone(sub);
console.log(sc.length, sc[0]);
b[10] = 5;
b['1'] = 0x63;
b.foo = 1;
console.log(b[10], b.toString(), b.foo, b[-1], '0' in b, 3 in b, delete b[9]);
try {
  ('use strict');
  Object.freeze(Buffer.from('a'));
} catch (e) {
  console.log(e.name, e.message);
}
console.log(
  new Uint8Array(Buffer.from('abc').buffer, Buffer.from('abc').byteOffset, 3).length,
  Buffer.from('').equals(Buffer.alloc(0)),
  Buffer.from(Buffer.from('copy')).toString(),
  Array.from(Buffer.from('ab')),
  Buffer.from('ab').valueOf() instanceof Buffer,
  typeof Buffer.from('ab').offset,
);
