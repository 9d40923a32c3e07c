// bytesWritten counts what the engine took; the deprecated name warns.
const zlib = require('node:zlib');
const deflate = zlib.createDeflate();
deflate.resume();
deflate.write('12345', () => {
  console.log(deflate.bytesWritten);
  deflate.end('678', () => {
    console.log(deflate.bytesWritten, deflate.bytesRead);
  });
});
process.on('warning', (warning) => console.log(warning.name, warning.code, warning.message));
const inflate = zlib.createInflate();
inflate.resume();
inflate.end(Buffer.concat([zlib.deflateSync('12345'), Buffer.alloc(10)]), () => console.log('inflate', inflate.bytesWritten));
