// HKDF: known keys, key objects, both forms, limits.
const crypto = require('node:crypto');
const hex = (buffer) => Buffer.from(buffer).toString('hex');
for (const digest of ['sha1', 'sha256', 'sha512', 'md5', 'sha3-512'])
  console.log(digest, hex(crypto.hkdfSync(digest, 'key', 'salt', 'info', 50)));
console.log(
  crypto.hkdfSync(
    'sha256',
    Buffer.alloc(22, 0x0b),
    Buffer.from('000102030405060708090a0b0c', 'hex'),
    Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex'),
    42,
  ),
);
console.log(
  hex(crypto.hkdfSync('sha256', crypto.createSecretKey(Buffer.from('key')), '', '', 8)),
  crypto.hkdfSync('sha256', '', '', '', 4).byteLength,
);
for (const args of [
  ['sha256', 'k', 's', 'i', 255 * 32 + 1],
  ['sha256', 'k', 's', 'i', 0],
  ['sha256', 'k', 's', 'i', -1],
  ['sha256', 'k', 's', Buffer.alloc(1025), 8],
  ['sha256', 1, 's', 'i', 8],
  ['sha256', 'k', 1, 'i', 8],
  [1, 'k', 's', 'i', 8],
]) {
  try {
    crypto.hkdfSync(...args);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
crypto.hkdf('sha512', 'key', 'salt', 'info', 16, (error, key) => console.log('later', error, hex(key)));
console.log('now');
