// Streams of zlib: bytesWritten, params, reset, close, properties of its classes, and codes.
const zlib = require('node:zlib');
console.log(zlib.codes.Z_OK, zlib.codes['-3'], zlib.constants.Z_BEST_COMPRESSION, Object.isFrozen(zlib.codes));
const deflate = zlib.createDeflate({ level: 1 });
deflate.resume();
deflate.write('a'.repeat(1000), () => {
  deflate.params(9, zlib.constants.Z_DEFAULT_STRATEGY, (error) => {
    console.log('params', error ?? null, deflate.bytesWritten);
    deflate.flush(() => {
      console.log('flushed');
      deflate.reset();
      deflate.close(() => console.log('closed', deflate.destroyed));
    });
  });
});
for (const run of [() => zlib.createDeflate({ level: 10 }), () => zlib.createGzip({ windowBits: 3 }), () => zlib.createInflate({ chunkSize: 1 }), () => zlib.deflateSync(5), () => zlib.createBrotliCompress({ params: { 9999: 1 } })]) {
  try { run(); } catch (error) { console.log(error.name, error.code, error.message); }
}
