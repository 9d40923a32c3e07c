// `info: true` also answers the engine.
const zlib = require('node:zlib');
const { buffer, engine } = zlib.deflateSync('with information', { info: true });
console.log(buffer.toString('hex'), engine instanceof zlib.Deflate, engine.bytesWritten, engine._closed);
zlib.gzip('with information', { info: true }, (error, result) => {
  console.log(error, Object.keys(result), result.engine.constructor.name, result.engine.bytesWritten);
});
const brotli = zlib.brotliCompressSync('with information', { info: true });
console.log(brotli.engine.constructor.name, brotli.engine.bytesWritten);
