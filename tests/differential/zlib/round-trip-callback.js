// Every callback pair gives back what it was given; callbacks come later.
const zlib = require('node:zlib');
const pairs = [
  ['deflate', 'inflate'],
  ['gzip', 'gunzip'],
  ['deflateRaw', 'inflateRaw'],
  ['brotliCompress', 'brotliDecompress'],
  ['gzip', 'unzip'],
];
const text = 'the quick brown fox jumps over a lazy dog';
function next([[pack, unpack], ...rest]) {
  zlib[pack](text, (error, packed) => {
    console.log(pack, error, packed.toString('base64'));
    zlib[unpack](packed, (error, plain) => {
      console.log(unpack, error, plain.toString() === text);
      if (rest.length > 0) next(rest);
      else console.log('end');
    });
  });
}
next(pairs);
console.log('called');
