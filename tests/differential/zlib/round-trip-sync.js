// Every synchronous pair gives back what it was given, and small inputs compress to the same bytes.
const zlib = require('node:zlib');
const inputs = ['', 'a', 'hello world', 'to be or not to be, that is the question', Buffer.from([0, 255, 1, 254])];
const pairs = [
  ['deflateSync', 'inflateSync'],
  ['gzipSync', 'gunzipSync'],
  ['deflateRawSync', 'inflateRawSync'],
  ['brotliCompressSync', 'brotliDecompressSync'],
  ['gzipSync', 'unzipSync'],
  ['deflateSync', 'unzipSync'],
];
for (const [pack, unpack] of pairs) {
  for (const input of inputs) {
    const packed = zlib[pack](input);
    console.log(pack, packed.length, packed.toString('hex'), zlib[unpack](packed).equals(Buffer.from(input)));
  }
}
