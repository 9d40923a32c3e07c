// Flushes end at the boundaries that each mode promises; what is written so far can be read.
const zlib = require('node:zlib');
const { constants: c } = zlib;
const modes = ['Z_NO_FLUSH', 'Z_PARTIAL_FLUSH', 'Z_SYNC_FLUSH', 'Z_FULL_FLUSH', 'Z_BLOCK'];
(async () => {
  for (const name of modes) {
    const deflate = zlib.createDeflateRaw();
    const chunks = [];
    deflate.on('data', (chunk) => chunks.push(chunk));
    deflate.write('first part ');
    await new Promise((resolve) => deflate.flush(c[name], resolve));
    const so_far = Buffer.concat(chunks);
    const plain = zlib.inflateRawSync(so_far, { finishFlush: c.Z_SYNC_FLUSH }).toString();
    const ended = new Promise((resolve) => deflate.on('end', resolve));
    deflate.end('second part');
    await ended;
    console.log(name, JSON.stringify(plain), so_far.toString('hex'), zlib.inflateRawSync(Buffer.concat(chunks)).toString());
  }
})();
