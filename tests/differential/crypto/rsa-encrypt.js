// RSA encryption: OAEP with hashes and labels, PKCS #1, no padding, and their errors.
const crypto = require('node:crypto');
const { privateKey, publicKey } = require('./keys/rsa.js');
const { RSA_PKCS1_PADDING, RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING } = crypto.constants;
for (const options of [
  {},
  { oaepHash: 'sha256' },
  { oaepHash: 'sha512', oaepLabel: Buffer.from('label') },
  { padding: RSA_PKCS1_OAEP_PADDING, oaepLabel: 'text' },
]) {
  const sealed = crypto.publicEncrypt({ key: publicKey, ...options }, Buffer.from('secret'));
  console.log(sealed.length, crypto.privateDecrypt({ key: privateKey, ...options }, sealed).toString());
  try {
    crypto.privateDecrypt({ key: privateKey, oaepHash: 'sha384' }, sealed);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
console.log(crypto.privateDecrypt(privateKey, crypto.publicEncrypt(privateKey, 'with the private key')).toString());
const signed = crypto.privateEncrypt(privateKey, Buffer.from('signed'));
console.log(signed.toString('hex').slice(0, 60), crypto.publicDecrypt(publicKey, signed).toString());
const raw = crypto.publicEncrypt({ key: publicKey, padding: RSA_NO_PADDING }, Buffer.alloc(256, 1));
console.log(
  raw.toString('hex').slice(0, 60),
  crypto.privateDecrypt({ key: privateKey, padding: RSA_NO_PADDING }, raw).equals(Buffer.alloc(256, 1)),
);
console.log(crypto.publicEncrypt({ key: publicKey, padding: RSA_PKCS1_PADDING }, Buffer.from('x')).length);
for (const action of [
  () => crypto.publicEncrypt(publicKey, Buffer.alloc(300)),
  () => crypto.publicEncrypt({ key: publicKey, padding: RSA_PKCS1_PADDING }, Buffer.alloc(250)),
  () => crypto.publicEncrypt({ key: publicKey, padding: RSA_NO_PADDING }, Buffer.alloc(3)),
  () => crypto.publicEncrypt({ key: publicKey, padding: RSA_NO_PADDING }, Buffer.alloc(256, 255)),
  () => crypto.privateDecrypt(privateKey, Buffer.alloc(256)),
  () => crypto.privateDecrypt(privateKey, Buffer.alloc(300)),
  () => crypto.privateDecrypt({ key: privateKey, padding: RSA_PKCS1_PADDING }, raw),
  () => crypto.publicDecrypt(publicKey, Buffer.alloc(256)),
  () => crypto.publicEncrypt({ key: publicKey, oaepHash: 'nope' }, 'x'),
  () => crypto.publicEncrypt(publicKey, 1),
]) {
  try {
    action();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
