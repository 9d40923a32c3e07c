// Every hash function by name, of known text, in hexadecimal.
const crypto = require('node:crypto');
const names = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'shake128',
  'shake256',
  'ripemd160',
  'rmd160',
  'blake2b512',
  'blake2s256',
  'sm3',
  'md5-sha1',
  'RSA-SHA256',
  'SHA256',
  'sha-256',
  'RSA-SHA1-2',
  'ssl3-md5',
];
for (const name of names) {
  console.log(
    name,
    crypto.createHash(name).update('The quick brown fox').digest('hex'),
    crypto.createHash(name).digest('base64'),
  );
}
