// outputLength: any for the extendable functions, only the usual one for others.
const crypto = require('node:crypto');
for (const outputLength of [0, 1, 16, 40, 300])
  console.log(outputLength, crypto.createHash('shake128', { outputLength }).update('x').digest('hex'));
console.log(crypto.createHash('sha256', { outputLength: 32 }).digest('hex'));
for (const [name, outputLength] of [
  ['sha256', 31],
  ['md5', 0],
  ['shake128', -1],
  ['shake128', '8'],
]) {
  try {
    crypto.createHash(name, { outputLength });
  } catch (error) {
    console.log({ ...error }, error.message);
  }
}
