// windowBits and memLevel: the header tells the window; every pair can be read back.
const zlib = require('node:zlib');
const text = 'some text that repeats, some text that repeats, some text that repeats';
for (let windowBits = 8; windowBits <= 15; windowBits++) {
  const packed = zlib.deflateSync(text, { windowBits });
  console.log(windowBits, packed[0].toString(16), zlib.inflateSync(packed, { windowBits: 0 }).toString() === text);
}
for (let memLevel = 1; memLevel <= 9; memLevel++) {
  console.log(memLevel, zlib.inflateSync(zlib.deflateSync(text, { memLevel })).toString() === text);
}
try {
  zlib.inflateSync(zlib.deflateSync(text, { windowBits: 15 }), { windowBits: 9 });
} catch (error) {
  console.log(error.code, error.errno, error.message);
}
console.log(zlib.inflateRawSync(zlib.deflateRawSync(text, { windowBits: 8 })).toString() === text);
