// reset() starts a compressor or decompressor over.
const zlib = require('node:zlib');
const deflate = zlib.createDeflateRaw({ level: 9 });
deflate.once('data', () => {});
deflate.write('thrown away', () => {
  deflate.reset();
  console.log('reset');
  deflate.on('data', (chunk) => console.log(chunk.toString('hex')));
  deflate.end('kept');
});
// Not at the same time: which of two threads is first is nobody's promise.
deflate.on('end', () => {
  const inflate = zlib.createInflate();
  inflate.write(zlib.deflateSync('cut off').subarray(0, 4), () => {
    inflate.reset();
    inflate.on('data', (chunk) => console.log('plain', chunk.toString()));
    inflate.end(zlib.deflateSync('after the reset'));
  });
  inflate.on('end', () => {
    try {
      inflate.reset();
    } catch (error) {
      console.log(error.code, error.message.split('\n')[0]);
    }
  });
  inflate.on('close', () => {
    try {
      inflate.reset();
    } catch (error) {
      console.log(error.code, error.message.split('\n')[0]);
    }
  });
});
