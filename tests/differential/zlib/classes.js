// Classes can be called without new, are streams, and show the same tables as Node.
const zlib = require('node:zlib');
const { Transform } = require('node:stream');
for (const name of [
  'Deflate',
  'Inflate',
  'Gzip',
  'Gunzip',
  'DeflateRaw',
  'InflateRaw',
  'Unzip',
  'BrotliCompress',
  'BrotliDecompress',
]) {
  const made = zlib[name]();
  console.log(
    name,
    made instanceof zlib[name],
    made instanceof Transform,
    zlib[`create${name}`]() instanceof zlib[name],
    zlib[name].length,
  );
}
console.log(Object.keys(zlib).join());
console.log(zlib.codes);
console.log(zlib.constants);
console.log(zlib.Z_BEST_SPEED, Object.isFrozen(zlib.codes), Object.getOwnPropertyDescriptor(zlib, 'constants').writable);
