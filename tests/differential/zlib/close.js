// close() in the middle of work: callbacks, events, no error; writes afterwards are refused.
const zlib = require('node:zlib');
const gzip = zlib.createGzip();
gzip.on('error', (error) => console.log('error', error.code));
gzip.on('close', () => console.log('close', gzip.destroyed, gzip._closed));
gzip.write('x'.repeat(100000), (error) => console.log('written', error && error.code));
gzip.close(() => {
  console.log('closed');
  gzip.write('more', (error) => console.log('refused', error.code));
  gzip.close(() => console.log('closed again'));
});
