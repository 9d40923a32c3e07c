// 64-bit integers of buffers: both orders, signed and not, bounds, types.
const buffer = Buffer.alloc(16);
for (const [write, read, value] of [
  ['writeBigUInt64LE', 'readBigUInt64LE', 0x0102030405060708n],
  ['writeBigUInt64BE', 'readBigUInt64BE', 0xffffffffffffffffn],
  ['writeBigInt64LE', 'readBigInt64LE', -5n],
  ['writeBigInt64BE', 'readBigInt64BE', -(2n ** 63n)],
  ['writeBigUint64LE', 'readBigUint64LE', 7n],
  ['writeBigUint64BE', 'readBigUint64BE', 8n],
]) {
  console.log(write, buffer[write](value, 3), buffer.toString('hex'), buffer[read](3));
}
for (const run of [() => buffer.writeBigUInt64LE(-1n), () => buffer.writeBigInt64BE(2n ** 63n), () => buffer.readBigInt64LE(9), () => buffer.writeBigInt64LE(1), () => buffer.readBigUInt64BE('0')]) {
  try { console.log(run()); } catch (error) { console.log(error.name, error.code, error.message); }
}
