// unzip tells gzip from zlib by the first two bytes, even one byte at a time.
const zlib = require('node:zlib');
function run(name, packed, pieces) {
  return new Promise((resolve) => {
    const unzip = zlib.createUnzip();
    let text = '';
    unzip.on('data', (chunk) => (text += chunk));
    unzip.on('error', (error) => resolve(console.log(name, error.code, error.message)));
    unzip.on('end', () => resolve(console.log(name, text, unzip.bytesWritten)));
    for (const piece of pieces(packed)) unzip.write(piece);
    unzip.end();
  });
}
const whole = (data) => [data];
const bytes = (data) => [...data].map((byte) => Buffer.from([byte]));
(async () => {
  await run('gzip', zlib.gzipSync('gzip text'), whole);
  await run('zlib', zlib.deflateSync('zlib text'), whole);
  await run('gzip bytes', zlib.gzipSync('gzip text'), bytes);
  await run('zlib bytes', zlib.deflateSync('zlib text'), bytes);
  await run('neither', Buffer.from('plain'), bytes);
  await run('only the first byte', Buffer.from([0x1f]), whole);
  await run('nothing', Buffer.alloc(0), whole);
})();
