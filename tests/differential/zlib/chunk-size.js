// Small output chunks: many pieces, the same whole.
const zlib = require('node:zlib');
let text = '';
for (let i = 0; i < 500; i++) text += `${i * i} `;
const gunzip = zlib.createGunzip({ chunkSize: 64 });
const sizes = [];
let whole = '';
gunzip.on('data', (chunk) => {
  sizes.push(chunk.length);
  whole += chunk;
});
gunzip.on('end', () => {
  console.log(sizes.length, Math.max(...sizes), whole === text);
  console.log(zlib.inflateSync(zlib.deflateSync(text, { chunkSize: 64 }), { chunkSize: 65 }).toString() === text);
});
gunzip.end(zlib.gzipSync(text));
