// Integers and floats of fixed size: every reader and writer at the edges of its range.
const buffer = Buffer.alloc(8);
const edges = { UInt8: [0, 255], Int8: [-128, 127], UInt16LE: [0, 65535], UInt16BE: [1, 65535], Int16LE: [-32768, 32767], Int16BE: [-32768, 32767], UInt32LE: [0, 4294967295], UInt32BE: [1, 4294967295], Int32LE: [-2147483648, 2147483647], Int32BE: [-2147483648, 2147483647], FloatLE: [1.5, -0], FloatBE: [Infinity, 1e39], DoubleLE: [Math.PI, 5e-324], DoubleBE: [NaN, -1e308] };
for (const [kind, values] of Object.entries(edges)) {
  for (const value of values) console.log(kind, buffer[`write${kind}`](value, 0), buffer.toString('hex'), buffer[`read${kind}`](0));
}
for (const [kind, value] of [['UInt8', 256], ['Int8', -129], ['UInt16LE', -1], ['Int32BE', 2 ** 31], ['UInt32LE', 2 ** 32]]) {
  try { buffer[`write${kind}`](value); } catch (error) { console.log(error.code, error.message); }
}
console.log(buffer.readUint8(0) === buffer.readUInt8(0), buffer.writeUint16BE(9, 2), buffer.readUint32BE(0) === buffer.readUInt32BE(0));
for (const offset of [-1, 8, 1.5, '1', NaN]) {
  try { console.log(buffer.readInt8(offset)); } catch (error) { console.log(error.code, error.message); }
}
