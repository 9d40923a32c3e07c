// Broken brotli data: Node's codes, also in streams.
const zlib = require('node:zlib');
for (const data of [Buffer.from('not brotli at all'), Buffer.alloc(20, 0xff), Buffer.from([0x0b, 0x02, 0x80])]) {
  try {
    zlib.brotliDecompressSync(data);
  } catch (error) {
    console.log(error.code, error.errno, error.message);
  }
}
const stream = zlib.createBrotliDecompress();
stream.on('error', (error) => console.log('stream', error.code, error.errno));
stream.on('close', () => console.log('close'));
stream.end(Buffer.alloc(20, 0xff));
