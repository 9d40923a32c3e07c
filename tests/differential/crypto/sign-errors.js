// What cannot be signed or verified is refused with OpenSSL's codes.
const crypto = require('node:crypto');
const { privateKey, publicKey } = require('./keys/rsa.js');
const ed = require('./keys/ed25519.js');
const x = require('./keys/x25519.js');
const data = Buffer.from('data');
for (const action of [
  () => crypto.createSign('nope'),
  () => crypto.sign('nope', data, privateKey),
  () => crypto.sign('sha256', data, publicKey),
  () => crypto.sign('sha256', data),
  () => crypto.createSign('sha256').sign(),
  () => crypto.sign('sha256', data, ed.privateKey),
  () => crypto.createSign('sha256').update('x').sign(ed.privateKey),
  () => crypto.sign(null, data, x.privateKey),
  () => crypto.sign('sha256', 1, privateKey),
  () => crypto.sign('sha256', data, { key: privateKey, padding: 99 }),
  () => crypto.sign('sha256', data, { key: privateKey, padding: 'x' }),
  () => crypto.sign('sha256', data, { key: privateKey, dsaEncoding: 'x' }),
  () => crypto.verify('sha256', data, publicKey, 'x'),
  () => crypto.createVerify('sha256').verify(publicKey, 1),
  () => crypto.createSign('sha256').update(1),
  () => crypto.sign('sha256', data, 'no key'),
]) {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message.split('\n')[0]);
  }
}
