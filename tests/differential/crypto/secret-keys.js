// Secret key objects: sizes, exports, equality, generation, what they show.
const crypto = require('node:crypto');
const key = crypto.createSecretKey('0123456789abcdef', 'hex');
console.log(
  key.type,
  key.symmetricKeySize,
  key.export(),
  key.export({ format: 'jwk' }),
  key.export({ format: 'buffer' }).toString('hex'),
);
console.log(key.asymmetricKeyType, key instanceof crypto.KeyObject, Object.prototype.toString.call(key), key);
console.log(
  key.equals(crypto.createSecretKey(Buffer.from('0123456789abcdef', 'hex'))),
  key.equals(crypto.createSecretKey('x', 'utf8')),
);
console.log(
  crypto.createSecretKey(new ArrayBuffer(4)).symmetricKeySize,
  crypto.createSecretKey(Buffer.alloc(0)).symmetricKeySize,
);
for (const action of [
  () => key.equals(1),
  () => key.export({ format: 'pem' }),
  () => crypto.createSecretKey(1),
  () => new crypto.KeyObject('secret', {}),
  () => new crypto.KeyObject('x', {}),
  () => crypto.KeyObject.from(key),
  () => crypto.generateKeySync('aes', { length: 100 }),
  () => crypto.generateKeySync('hmac', { length: 4 }),
  () => crypto.generateKeySync('des', {}),
]) {
  try {
    action();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(
  crypto.generateKeySync('hmac', { length: 123 }).symmetricKeySize,
  crypto.generateKeySync('aes', { length: 256 }).export().length,
);
crypto.generateKey('aes', { length: 128 }, (error, key) => console.log(error, key.type, key.symmetricKeySize));
