// PBKDF2, HKDF, ECDH and X25519: bits and keys.
const { subtle } = globalThis.crypto;
const crypto = require('node:crypto');
const hex = (buffer) => Buffer.from(buffer).toString('hex');
(async () => {
  const password = await subtle.importKey('raw', Buffer.from('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
  const pbkdf2 = { name: 'PBKDF2', hash: 'SHA-256', salt: Buffer.from('salt'), iterations: 10 };
  console.log(hex(await subtle.deriveBits(pbkdf2, password, 160)));
  const key = await subtle.deriveKey(pbkdf2, password, { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  console.log(key, hex(await subtle.exportKey('raw', key)));
  const material = await subtle.importKey('raw', Buffer.from('material'), 'HKDF', false, ['deriveBits', 'deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-512', salt: Buffer.from('salt'), info: Buffer.from('info') };
  console.log(hex(await subtle.deriveBits(hkdf, material, 256)));
  const mac = await subtle.deriveKey(hkdf, material, { name: 'HMAC', hash: 'SHA-1' }, true, ['sign']);
  console.log(mac.algorithm, hex(await subtle.exportKey('raw', mac)));
  const ec = require('./keys/ec.js')['P-384'];
  const der = (pem, type) =>
    (type === 'pkcs8' ? crypto.createPrivateKey(pem) : crypto.createPublicKey(pem)).export({ format: 'der', type });
  const ecdh = { name: 'ECDH', namedCurve: 'P-384' };
  const mine = await subtle.importKey('pkcs8', der(ec.privateKey, 'pkcs8'), ecdh, false, ['deriveBits']);
  const other = await subtle.importKey('spki', der(ec.publicKey, 'spki'), ecdh, true, []);
  for (const length of [384, 256, 100, null])
    console.log(length, hex(await subtle.deriveBits({ name: 'ECDH', public: other }, mine, length)));
  const x = require('./keys/x25519.js');
  const xMine = await subtle.importKey('pkcs8', der(x.privateKey, 'pkcs8'), 'X25519', false, ['deriveBits']);
  const xOther = await subtle.importKey('spki', der(x.other, 'spki'), 'X25519', true, []);
  console.log(hex(await subtle.deriveBits({ name: 'X25519', public: xOther }, xMine, 256)));
  const fail = (promise) =>
    promise.then(
      (value) => console.log('done', value),
      (error) => console.log(error.name, error.message),
    );
  await fail(subtle.deriveBits({ ...pbkdf2, iterations: 0 }, password, 8));
  await fail(subtle.deriveBits(pbkdf2, password, 9));
  await fail(subtle.deriveBits(pbkdf2, password, null));
  await fail(subtle.deriveBits({ name: 'ECDH', public: other }, mine, 1000));
  await fail(subtle.deriveBits({ name: 'ECDH', public: mine }, mine, 8));
  await fail(subtle.importKey('raw', Buffer.from('x'), 'PBKDF2', true, ['deriveBits']));
})();
