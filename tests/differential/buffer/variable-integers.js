// Integers of 1 to 6 bytes: readUIntBE and its family, limits and errors.
const buffer = Buffer.alloc(8);
for (const length of [1, 2, 3, 4, 5, 6]) {
  const value = 2 ** (8 * length - 1) - 3;
  buffer.fill(0);
  console.log(length, buffer.writeUIntBE(value, 1, length), buffer.readUIntBE(1, length), buffer.toString('hex'));
  buffer.fill(0);
  console.log(length, buffer.writeUIntLE(value, 1, length), buffer.readUIntLE(1, length), buffer.readUintLE(1, length));
  buffer.fill(0);
  console.log(length, buffer.writeIntBE(-value, 1, length), buffer.readIntBE(1, length), buffer.writeIntLE(-value, 1, length), buffer.readIntLE(1, length));
}
for (const run of [() => buffer.readUIntBE(0, 7), () => buffer.writeIntLE(2 ** 23, 0, 3), () => buffer.readIntBE(0), () => buffer.writeUIntBE(-1, 0, 2), () => buffer.readUIntLE(6, 3)]) {
  try { console.log(run()); } catch (error) { console.log(error.code, error.message); }
}
