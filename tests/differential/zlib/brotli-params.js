// Brotli parameters: modes, qualities, windows, and what is refused.
const zlib = require('node:zlib');
const { constants: c } = zlib;
const text = 'The Brotli format has a dictionary of common words, and the text of this sentence uses some of them.';
for (let quality = 0; quality <= 11; quality++) {
  const packed = zlib.brotliCompressSync(text, { params: { [c.BROTLI_PARAM_QUALITY]: quality } });
  console.log(quality, packed.length < text.length + 10, zlib.brotliDecompressSync(packed).toString() === text);
}
for (const mode of ['BROTLI_MODE_GENERIC', 'BROTLI_MODE_TEXT', 'BROTLI_MODE_FONT']) {
  console.log(mode, zlib.brotliCompressSync(text, { params: { [c.BROTLI_PARAM_MODE]: c[mode] } }).toString('hex'));
}
for (const lgwin of [10, 16, 24]) {
  const packed = zlib.brotliCompressSync(text, {
    params: { [c.BROTLI_PARAM_LGWIN]: lgwin, [c.BROTLI_PARAM_SIZE_HINT]: text.length },
  });
  console.log(lgwin, packed.toString('hex'), zlib.brotliDecompressSync(packed).toString() === text);
}
for (const params of [
  { [c.BROTLI_PARAM_QUALITY]: 'high' },
  { x: 1 },
  { 999: 1 },
  { '-1': 1 },
  { [c.BROTLI_PARAM_QUALITY]: true },
]) {
  try {
    console.log(zlib.brotliCompressSync(text, { params }).length);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
