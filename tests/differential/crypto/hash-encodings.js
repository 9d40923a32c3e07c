// digest() in every encoding; update() of text in every encoding; typed arrays.
const crypto = require('node:crypto');
for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'binary', 'utf8', 'ucs2', 'ascii', 'buffer', undefined]) {
  console.log(encoding, crypto.createHash('md5').update('encoding').digest(encoding));
}
for (const encoding of ['utf8', 'latin1', 'ucs2', 'ascii', 'hex', 'base64', undefined]) {
  console.log(
    encoding,
    crypto
      .createHash('md5')
      .update('abcdé1', encoding === 'hex' ? 'latin1' : encoding)
      .digest('hex'),
  );
}
const data = new Uint16Array([1, 2, 3]);
console.log(
  crypto.createHash('md5').update(data).digest('hex'),
  crypto.createHash('md5').update(new DataView(data.buffer, 2)).digest('hex'),
);
for (const wrong of [undefined, null, 1, {}, [], new ArrayBuffer(2)]) {
  try {
    crypto.createHash('md5').update(wrong);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
try {
  crypto.createHash('md5').update('abc', 'hex');
} catch (error) {
  console.log(error.code, error.message);
}
