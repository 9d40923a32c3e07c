// A truncated stream fails with `unexpected end of file`, unless finishFlush asks for what there is.
const zlib = require('node:zlib');
const text = 'abcdefghij'.repeat(30);
const { constants: c } = zlib;
for (const [pack, unpack] of [
  ['deflateSync', 'inflateSync'],
  ['gzipSync', 'gunzipSync'],
  ['deflateRawSync', 'inflateRawSync'],
  ['gzipSync', 'unzipSync'],
]) {
  const packed = zlib[pack](text).subarray(0, -9);
  try {
    zlib[unpack](packed);
  } catch (error) {
    console.log(unpack, error.code, error.errno, error.message);
  }
  const part = zlib[unpack](packed, { finishFlush: c.Z_SYNC_FLUSH }).toString();
  console.log(unpack, text.startsWith(part));
}
const brotli = zlib.brotliCompressSync(text).subarray(0, -4);
try {
  zlib.brotliDecompressSync(brotli);
} catch (error) {
  console.log(error.code, error.errno, error.message);
}
console.log(text.startsWith(zlib.brotliDecompressSync(brotli, { finishFlush: c.BROTLI_OPERATION_FLUSH }).toString()));
zlib.gunzip(zlib.gzipSync(text).subarray(0, 20), (error, result) => console.log(error.code, result));
