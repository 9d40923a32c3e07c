// The option `flush` applies to every write; flush() after the end calls back.
const zlib = require('node:zlib');
const gzip = zlib.createGzip({ flush: zlib.constants.Z_SYNC_FLUSH });
gzip.on('data', (chunk) => console.log('data', chunk.toString('hex')));
gzip.write('a', () => {
  console.log('written a');
  gzip.write('b', () => {
    console.log('written b');
    gzip.end();
    gzip.flush(() => console.log('flushed after end'));
  });
});
gzip.on('end', () => {
  console.log('end', gzip.bytesWritten);
  gzip.flush(() => console.log('flushed after finish'));
});
