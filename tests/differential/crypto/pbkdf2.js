// PBKDF2: known keys, both forms, argument checks.
const crypto = require('node:crypto');
for (const digest of ['sha1', 'sha256', 'sha512', 'md5', 'sha3-256', 'ripemd160', 'sha512-256']) {
  console.log(digest, crypto.pbkdf2Sync('password', 'salt', 3, 40, digest).toString('hex'));
}
console.log(
  crypto.pbkdf2Sync(Buffer.from('password'), new Uint8Array(8), 1000, 16, 'SHA256').toString('base64'),
  crypto.pbkdf2Sync('p', 's', 1, 1, 'sha1'),
);
for (const args of [
  ['p', 's', 0, 1, 'sha1'],
  ['p', 's', 1, -1, 'sha1'],
  ['p', 's', 1.5, 1, 'sha1'],
  [1, 's', 1, 1, 'sha1'],
  ['p', null, 1, 1, 'sha1'],
  ['p', 's', 1, 1],
  ['p', 's', 1, 2 ** 31, 'sha1'],
  ['p', 's', 1, 8, 'shake128'],
  ['p', 's', 1, 0, 'sha1'],
]) {
  try {
    console.log(crypto.pbkdf2Sync(...args));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
crypto.pbkdf2('password', 'salt', 2, 20, 'sha1', (error, key) => console.log('later', error, key.toString('hex')));
console.log('now');
try {
  crypto.pbkdf2('password', 'salt', 1, 20, 'nope', () => {});
} catch (error) {
  console.log(error.code);
}
