// Every callback pair gives back what it was given; callbacks come later, in the order of the calls.
const zlib = require('node:zlib');
const pairs = [
  ['deflate', 'inflate'],
  ['gzip', 'gunzip'],
  ['deflateRaw', 'inflateRaw'],
  ['brotliCompress', 'brotliDecompress'],
  ['gzip', 'unzip'],
];
const text = 'the quick brown fox jumps over a lazy dog';
let left = pairs.length;
for (const [pack, unpack] of pairs) {
  zlib[pack](text, (error, packed) => {
    console.log(pack, error, packed.toString('base64'));
    zlib[unpack](packed, (error, plain) => {
      console.log(unpack, error, plain.toString() === text);
      if (--left === 0) console.log('end');
    });
  });
}
console.log('called');
