// HMAC with short, long and empty keys, key objects, pieces, streams.
const crypto = require('node:crypto');
for (const name of ['md5', 'sha1', 'sha256', 'sha512', 'sha3-256', 'ripemd160', 'blake2b512', 'sm3', 'sha512-256']) {
  console.log(name, crypto.createHmac(name, 'key').update('data').digest('hex'));
}
console.log(
  crypto.createHmac('sha256', 'k'.repeat(200)).update('data').digest('hex'),
  crypto.createHmac('sha256', '').digest('base64'),
);
console.log(crypto.createHmac('sha256', crypto.createSecretKey('6b6579', 'hex')).update('da').update('ta').digest('hex'));
console.log(
  crypto.createHmac('sha256', '6b6579', { encoding: 'hex' }).update('data').digest('hex'),
  crypto
    .createHmac('sha256', new Uint8Array([107, 101, 121]).buffer)
    .update('data')
    .digest('hex'),
);
const hmac = crypto.createHmac('sha1', 'key');
console.log(hmac.digest('hex'), hmac.digest('hex') === '', hmac.digest());
try {
  hmac.update('x');
} catch (error) {
  console.log(error.code, error.message);
}
const stream = crypto.createHmac('sha1', 'key');
stream.on('data', (chunk) => console.log('stream', chunk.toString('hex')));
stream.end('data');
