// Brotli, gzip, deflate and raw round trips of text and bytes, sync, by callback, by promise and as streams; broken input is refused.
const zlib = require('zlib');
const { promisify } = require('util');
const { Readable } = require('stream');
const { pipeline } = require('stream/promises');
const text = Buffer.from('The quick brown fox jumps over the lazy dog. ä€😀\n'.repeat(2000));
(async () => {
  for (const [pack, unpack] of [['brotliCompress', 'brotliDecompress'], ['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip']]) {
    const small = zlib[`${pack}Sync`](text);
    const again = await promisify(zlib[unpack])(await promisify(zlib[pack])(text));
    console.log(pack, small.length < 1000, zlib[`${unpack}Sync`](small).equals(text), again.equals(text), zlib[`${unpack}Sync`](zlib[`${pack}Sync`]('')).length);
    try {
      zlib[`${unpack}Sync`](small.subarray(0, -5));
    } catch (error) {
      console.log(error.code, error.errno, error.message);
    }
  }
  const best = zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
  console.log(zlib.brotliDecompressSync(best).equals(text), zlib.crc32(text), zlib.crc32('world', zlib.crc32('hello ')) === zlib.crc32('hello world'));
  const pieces = [];
  await pipeline(Readable.from([text.subarray(0, 1000), text.subarray(1000)]), zlib.createBrotliCompress(), zlib.createBrotliDecompress(), zlib.createGzip({ level: 9 }), zlib.createGunzip(), async (source) => {
    for await (const piece of source) pieces.push(piece);
  });
  console.log(Buffer.concat(pieces).equals(text));
  await pipeline(Readable.from([Buffer.from('not gzip')]), zlib.createGunzip(), async function (source) {
    for await (const piece of source) console.log(piece);
  }).catch((error) => console.log(error.code, error.message));
})();
