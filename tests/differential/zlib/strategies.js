// Strategies all decompress; fixed and Huffman-only ones have known bytes.
const zlib = require('node:zlib');
const { constants: c } = zlib;
const text = 'abc abc abc abc and so on and so on';
for (const name of ['Z_DEFAULT_STRATEGY', 'Z_FILTERED', 'Z_HUFFMAN_ONLY', 'Z_RLE', 'Z_FIXED']) {
  const packed = zlib.deflateRawSync(text, { strategy: c[name] });
  console.log(name, zlib.inflateRawSync(packed).toString() === text);
}
console.log(zlib.deflateRawSync(text, { strategy: c.Z_HUFFMAN_ONLY }).toString('hex'));
console.log(zlib.deflateRawSync(text, { strategy: c.Z_FIXED }).toString('hex'));
console.log(zlib.deflateRawSync('aaaaaaaaaaaaaaaaaaaa', { strategy: c.Z_RLE }).toString('hex'));
