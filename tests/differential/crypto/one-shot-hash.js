// crypto.hash in one call, with encodings.
const crypto = require('node:crypto');
for (const name of ['sha1', 'sha256', 'md5', 'sha3-256', 'RSA-SHA512']) console.log(name, crypto.hash(name, 'one shot'));
console.log(crypto.hash('sha1', Buffer.from('one shot'), 'base64'), crypto.hash('sha1', 'é', 'base64url'));
console.log(crypto.hash('sha1', 'one shot', 'buffer'), crypto.hash('sha1', new Uint8Array(3), 'HEX'));
