// RSA-OAEP: encryption with labels, generation, exports.
const { subtle } = globalThis.crypto;
const crypto = require('node:crypto');
const rsa = require('./keys/rsa.js');
(async () => {
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const open = await subtle.importKey(
    'spki',
    crypto.createPublicKey(rsa.publicKey).export({ format: 'der', type: 'spki' }),
    algorithm,
    true,
    ['encrypt', 'wrapKey'],
  );
  const key = await subtle.importKey('jwk', crypto.createPrivateKey(rsa.privateKey).export({ format: 'jwk' }), algorithm, true, [
    'decrypt',
    'unwrapKey',
  ]);
  for (const label of [undefined, Buffer.from('label')]) {
    const sealed = await subtle.encrypt({ name: 'RSA-OAEP', label }, open, Buffer.from('secret'));
    console.log(sealed.byteLength, Buffer.from(await subtle.decrypt({ name: 'RSA-OAEP', label }, key, sealed)).toString());
    await subtle
      .decrypt({ name: 'RSA-OAEP', label: Buffer.from('other') }, key, sealed)
      .catch((error) => console.log(error.name, error.message));
  }
  console.log(
    open,
    (await subtle.exportKey('jwk', key)).alg,
    (await subtle.exportKey('spki', open)).byteLength,
    (await subtle.exportKey('pkcs8', key)).byteLength,
  );
  const pair = await subtle.generateKey(
    { name: 'RSA-PSS', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1' },
    true,
    ['sign', 'verify'],
  );
  console.log(pair.publicKey, pair.privateKey.usages);
  const wrapped = await subtle.wrapKey(
    'raw',
    await subtle.importKey('raw', Buffer.alloc(16, 7), 'AES-CBC', true, ['encrypt']),
    open,
    'RSA-OAEP',
  );
  const unwrapped = await subtle.unwrapKey('raw', wrapped, key, 'RSA-OAEP', 'AES-CBC', true, ['encrypt']);
  console.log(Buffer.from(await subtle.exportKey('raw', unwrapped)).toString('hex'));
})();
