// A brotli stream can be flushed in the middle, and read so far.
const zlib = require('node:zlib');
const packer = zlib.createBrotliCompress();
const unpacker = zlib.createBrotliDecompress();
unpacker.on('data', (chunk) => console.log('plain', chunk.toString()));
unpacker.on('end', () => console.log('end', packer.bytesWritten));
packer.on('data', (chunk) => unpacker.write(chunk));
packer.on('end', () => unpacker.end());
packer.write('first part');
packer.flush(() => {
  console.log('flushed');
  packer.write('second part');
  packer.flush(zlib.constants.BROTLI_OPERATION_FLUSH, () => packer.end('third part'));
});
