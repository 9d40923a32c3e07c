// crc32 of strings and buffers, continued, with its argument checks.
const zlib = require('node:zlib');
console.log(zlib.crc32(''), zlib.crc32('hello'), zlib.crc32('123456789').toString(16), zlib.crc32('wörld ✓'));
console.log(zlib.crc32(Buffer.from('lo'), zlib.crc32('hel')) === zlib.crc32('hello'), zlib.crc32('x', 0xffffffff));
console.log(zlib.crc32(new Uint16Array([1, 2, 3])), zlib.crc32(new DataView(new ArrayBuffer(4))));
for (const args of [[], [1], [null], [new ArrayBuffer(1)], ['a', -1], ['a', 2 ** 32], ['a', '1'], ['a', 1.5]]) {
  try {
    console.log(zlib.crc32(...args));
  } catch (error) {
    console.log(error.code, error.message);
  }
}
