// What is no key is refused with OpenSSL's codes; wrong options with Node's.
const crypto = require('node:crypto');
const rsa = require('./keys/rsa.js');
const ec = require('./keys/ec.js')['P-256'];
const key = crypto.createPrivateKey(rsa.privateKey);
for (const action of [
  () => crypto.createPrivateKey('junk'),
  () => crypto.createPublicKey('junk'),
  () => crypto.createPrivateKey('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'),
  () => crypto.createPublicKey('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'),
  () => crypto.createPrivateKey({ key: Buffer.from('junk'), format: 'der', type: 'pkcs8' }),
  () => crypto.createPrivateKey({ key: Buffer.from('junk'), format: 'der', type: 'pkcs1' }),
  () => crypto.createPrivateKey(rsa.publicKey),
  () => crypto.createPrivateKey(1),
  () => crypto.createPublicKey({}),
  () => crypto.createPrivateKey({ key: rsa.privateKey, format: 'nope' }),
  () => crypto.createPrivateKey({ key: rsa.privateKey, format: 'der' }),
  () => key.export(),
  () => key.export({ format: 'pem' }),
  () => key.export({ format: 'pem', type: 'sec1' }),
  () => key.export({ format: 'pem', type: 'spki' }),
  () => crypto.createPrivateKey(ec.privateKey).export({ format: 'pem', type: 'pkcs1' }),
  () => key.export({ format: 'jwk', passphrase: 'x' }),
  () => key.export({ format: 'pem', type: 'pkcs8', cipher: 'nope', passphrase: 'x' }),
  () => key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-128-cbc' }),
  () => crypto.createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, format: 'jwk' }),
  () => crypto.createPublicKey({ key: { kty: 'nope' }, format: 'jwk' }),
  () => crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: 'AA' }, format: 'jwk' }),
  () => crypto.createPublicKey({ key: { kty: 'RSA', n: 'AA' }, format: 'jwk' }),
  () => crypto.createPublicKey(crypto.createPublicKey(rsa.publicKey)),
  () => crypto.createPrivateKey(key),
]) {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message.split('\n')[0]);
  }
}
