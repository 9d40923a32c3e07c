// Compression in a pipeline with back pressure, and with pipes of promises.
const zlib = require('node:zlib');
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
function* lines() {
  for (let i = 0; i < 1500; i++) yield `line number ${i}\n`;
}
(async () => {
  for (const [pack, unpack] of [
    [zlib.createGzip(), zlib.createGunzip()],
    [zlib.createDeflate(), zlib.createInflate()],
    [zlib.createDeflateRaw(), zlib.createInflateRaw()],
    [zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }), zlib.createBrotliDecompress()],
  ]) {
    let sum = 0;
    let length = 0;
    await pipeline(Readable.from(lines()), pack, unpack, async function (source) {
      for await (const chunk of source) {
        length += chunk.length;
        sum = zlib.crc32(chunk, sum);
      }
    });
    console.log(pack.constructor.name, length, sum, pack.bytesWritten);
  }
})();
