// EC and OKP keys: raw, spki, pkcs8 and jwk forms, generation, refusals.
const { subtle } = globalThis.crypto;
const crypto = require('node:crypto');
const keys = require('./keys/ec.js');
(async () => {
  for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
    const jwk = crypto.createPrivateKey(keys[namedCurve].privateKey).export({ format: 'jwk' });
    const key = await subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve }, true, ['sign']);
    const { d, ...open } = jwk;
    const other = await subtle.importKey('jwk', open, { name: 'ECDSA', namedCurve }, true, ['verify']);
    const raw = await subtle.exportKey('raw', other);
    console.log(namedCurve, Buffer.from(raw).toString('hex'), await subtle.exportKey('jwk', key));
    const again = await subtle.importKey('raw', raw, { name: 'ECDH', namedCurve }, true, []);
    console.log(
      again,
      Buffer.from(await subtle.exportKey('spki', again)).toString('hex'),
      crypto.hash('sha1', Buffer.from(await subtle.exportKey('pkcs8', key))),
    );
    const pair = await subtle.generateKey({ name: 'ECDH', namedCurve }, false, ['deriveBits']);
    console.log(pair.publicKey.extractable, pair.privateKey.extractable, pair.publicKey.usages, pair.privateKey.usages);
  }
  for (const name of ['Ed25519', 'X25519']) {
    const pair = await subtle.generateKey(name, true, name === 'X25519' ? ['deriveBits'] : ['sign', 'verify']);
    console.log(
      pair.publicKey,
      (await subtle.exportKey('raw', pair.publicKey)).byteLength,
      Object.keys(await subtle.exportKey('jwk', pair.privateKey)),
    );
  }
  const fail = (promise) =>
    promise.then(
      (value) => console.log('done', value),
      (error) => console.log(error.name, error.message),
    );
  await fail(subtle.importKey('raw', Buffer.alloc(65, 4), { name: 'ECDH', namedCurve: 'P-256' }, true, []));
  await fail(subtle.importKey('raw', Buffer.alloc(32), { name: 'ECDSA', namedCurve: 'P-999' }, true, ['verify']));
  await fail(subtle.importKey('pkcs8', Buffer.alloc(10), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']));
  await fail(subtle.importKey('raw', Buffer.alloc(31), 'Ed25519', true, ['verify']));
  await fail(subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['encrypt']));
  await fail(subtle.generateKey({ name: 'Nope' }, true, ['encrypt']));
  const secret = crypto.createSecretKey(Buffer.alloc(16));
  console.log(
    secret.toCryptoKey('AES-CBC', true, ['encrypt']),
    crypto.KeyObject.from(secret.toCryptoKey('AES-CBC', true, ['encrypt'])).equals(secret),
  );
  console.log(
    crypto.createPublicKey(keys['P-256'].publicKey).toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']),
  );
})();
