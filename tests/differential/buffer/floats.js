// Floats and doubles keep signs of zero, infinities, subnormals and rounding to single precision in both byte orders.
const bytes = Buffer.alloc(8);
const values = [0, -0, 1, -1.5, Math.PI, 1 / 3, 5e-324, Number.MAX_VALUE, Number.MIN_VALUE, 3.4028234663852886e38, 3.5e38, 1e-46, 16777217, Infinity, -Infinity];
for (const value of values) {
  bytes.writeDoubleBE(value);
  const doubleBE = bytes.toString('hex');
  bytes.writeDoubleLE(value);
  const doubleLE = bytes.toString('hex');
  const back = bytes.readDoubleLE();
  bytes.fill(0).writeFloatBE(value);
  const floatBE = bytes.toString('hex', 0, 4);
  const single = bytes.readFloatBE();
  bytes.fill(0).writeFloatLE(value);
  console.log(value, doubleBE, doubleLE, floatBE, bytes.toString('hex', 0, 4), Object.is(back, value), single, bytes.readFloatLE());
}
bytes.writeDoubleBE(NaN);
console.log(bytes.readDoubleBE(), Number.isNaN(bytes.readDoubleBE()), Buffer.from('7fc00000', 'hex').readFloatBE(), Buffer.from('0000c07f', 'hex').readFloatLE());
console.log(Buffer.from('000000000000f03f', 'hex').readDoubleLE(), Buffer.from('3ff0000000000000', 'hex').readDoubleBE(0));
for (const attempt of [
  () => bytes.readDoubleBE(1),
  () => bytes.readFloatLE(5),
  () => bytes.writeDoubleLE(1, 1),
  () => bytes.writeFloatBE(1, -1),
  () => bytes.readFloatBE({}),
  () => Buffer.alloc(3).readFloatLE(0),
  () => bytes.writeDoubleBE('12.5', 0),
  () => bytes.writeFloatLE(1n, 0),
]) {
  try {
    console.log(attempt(), bytes.toString('hex'));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
