// Promise: all read*/write* methods, both endians, bounds, value ranges and return values.
const b = Buffer.alloc(8);
const src = Buffer.from([0x01, 0x80, 0x7f, 0xff, 0xfe, 0x00, 0xc0, 0x3f]);
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const reads = Object.getOwnPropertyNames(Buffer.prototype)
  .filter((k) => /^read(?!able)/.test(k))
  .sort();
for (const r of reads)
  if (/U?Int(BE|LE)$/.test(r)) console.log(r, [1, 2, 3, 4, 5, 6].map((n) => src[r](1, n)).join());
  else
    console.log(
      r,
      (() => {
        try {
          return [String(src[r](0)), String(src[r]())];
        } catch (e) {
          return e.message;
        }
      })(),
      (() => {
        try {
          return src[r](7);
        } catch (e) {
          return e.message;
        }
      })(),
    );
const writes = Object.getOwnPropertyNames(Buffer.prototype)
  .filter((k) => /^write./.test(k))
  .sort();
for (const w of writes) {
  b.fill(0);
  if (/U?Int(BE|LE)$/.test(w)) {
    t(() => [w, b[w](0x12, 1, 3), b.toString('hex'), b[w](1, 0, 6), b.toString('hex')]);
    t(() => b[w](2 ** 40, 0, 2));
    t(() => b[w](1, 0, 7));
    t(() => b[w](1, 0, 0));
  } else if (/Big/.test(w)) {
    t(() => [w, b[w](5n, 0), b.toString('hex')]);
    t(() => b[w](1, 0));
    t(() => b[w](2n ** 64n, 0));
    t(() => b[w](-(2n ** 63n) - 1n));
  } else {
    t(() => [w, b[w](5, 1), b.toString('hex')]);
    t(() => b[w](1e12, 0));
    t(() => b[w](-1, 0));
    t(() => b[w]('7', 0));
    t(() => b[w](1, 8));
  }
}
for (const off of [-1, 1.5, '1', NaN, Infinity, null, 8, 2 ** 32, {}]) {
  t(() => src.readInt16LE(off));
  t(() => b.writeUInt8(1, off));
}
t(() => src.readUIntBE(0));
t(() => src.readUIntBE(0, '2'));
t(() => src.readUIntBE(6, 3));
t(() => src.readIntLE(undefined, 2));
t(() => Buffer.alloc(1).readInt16LE(0));
t(() => Buffer.alloc(0).readInt8());
t(() => b.writeFloatBE(NaN) + b.toString('hex'));
t(() => b.writeDoubleLE(-0) + b.toString('hex'));
t(() => b.writeFloatLE(1e300) + b.toString('hex'));
t(() => b.writeInt8(127.9) + ' ' + b[0]);
t(() => b.writeUInt8(undefined) + ' ' + b[0]);
t(() => b.writeInt32BE(NaN) + b.toString('hex'));
t(() => b.writeInt32BE('x') + b.toString('hex'));
t(() => b.writeUInt16BE(65536));
t(() => b.writeInt32LE(2147483648));
t(() => b.writeUIntBE(2 ** 48, 0, 6));
t(() => b.writeIntBE(-(2 ** 47) - 1, 0, 6));
t(() => b.writeInt16BE(-32769));
t(() => Buffer.prototype.readInt8.call([5], 0));
t(() => Buffer.prototype.readUint8 === Buffer.prototype.readUInt8);
