// maxOutputLength stops decompression bombs, in both forms.
const zlib = require('node:zlib');
const bomb = zlib.gzipSync(Buffer.alloc(100000));
for (const maxOutputLength of [100, 99999, 100000]) {
  try {
    console.log(zlib.gunzipSync(bomb, { maxOutputLength }).length);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
zlib.gunzip(bomb, { maxOutputLength: 1000 }, (error, result) => {
  console.log(error.code, error.message, result);
  zlib.brotliDecompress(zlib.brotliCompressSync(Buffer.alloc(5000)), { maxOutputLength: 64 }, (error) => {
    console.log(error.code);
  });
});
