// gunzip reads all members of a file, stops at zero padding, refuses other garbage.
const zlib = require('node:zlib');
const [one, two] = [zlib.gzipSync('one '), zlib.gzipSync('two')];
console.log(zlib.gunzipSync(Buffer.concat([one, two])).toString());
console.log(zlib.unzipSync(Buffer.concat([one, two, one])).toString());
console.log(zlib.gunzipSync(Buffer.concat([one, two, Buffer.alloc(20)])).toString());
try {
  zlib.gunzipSync(Buffer.concat([one, Buffer.from([7, 7, 7, 7])]));
} catch (error) {
  console.log(error.code, error.message);
}
console.log(zlib.inflateSync(Buffer.concat([zlib.deflateSync('x'), Buffer.from('garbage')])).toString());
const stream = zlib.createGunzip();
let text = '';
stream.on('data', (chunk) => (text += chunk));
stream.on('end', () => console.log('stream', text));
for (const byte of Buffer.concat([one, two])) stream.write(Buffer.from([byte]));
stream.end();
