// RSA, ECDSA and Ed25519: fixed signatures where they are deterministic, else verified.
const { subtle } = globalThis.crypto;
const crypto = require('node:crypto');
const rsa = require('./keys/rsa.js');
const ec = require('./keys/ec.js')['P-256'];
const ed = require('./keys/ed25519.js');
const der = (pem, type) =>
  (type === 'pkcs8' ? crypto.createPrivateKey(pem) : crypto.createPublicKey(pem)).export({ format: 'der', type });
const data = Buffer.from('data');
const pair = async (keys, algorithm) => [
  await subtle.importKey('pkcs8', der(keys.privateKey, 'pkcs8'), algorithm, true, ['sign']),
  await subtle.importKey('spki', der(keys.publicKey, 'spki'), algorithm, true, ['verify']),
];
(async () => {
  for (const hash of ['SHA-1', 'SHA-256', 'SHA-512']) {
    const [key, open] = await pair(rsa, { name: 'RSASSA-PKCS1-v1_5', hash });
    const signature = await subtle.sign('RSASSA-PKCS1-v1_5', key, data);
    console.log(
      hash,
      Buffer.from(signature).toString('hex').slice(0, 40),
      await subtle.verify('RSASSA-PKCS1-v1_5', open, signature, data),
    );
    const [pss, openPss] = await pair(rsa, { name: 'RSA-PSS', hash });
    const made = await subtle.sign({ name: 'RSA-PSS', saltLength: 20 }, pss, data);
    console.log(
      await subtle.verify({ name: 'RSA-PSS', saltLength: 20 }, openPss, made, data),
      await subtle.verify({ name: 'RSA-PSS', saltLength: 8 }, openPss, made, data),
    );
    const [sign, verify] = await pair(ec, { name: 'ECDSA', namedCurve: 'P-256' });
    const ecdsa = await subtle.sign({ name: 'ECDSA', hash }, sign, data);
    console.log(
      ecdsa.byteLength,
      await subtle.verify({ name: 'ECDSA', hash }, verify, ecdsa, data),
      await subtle.verify({ name: 'ECDSA', hash }, verify, Buffer.alloc(64), data),
    );
  }
  const [key, open] = await pair(ed, 'Ed25519');
  const signature = await subtle.sign('Ed25519', key, data);
  console.log(Buffer.from(signature).toString('hex'), await subtle.verify('Ed25519', open, signature, data));
  for (const value of [key, open]) console.log(await subtle.exportKey('jwk', value), value);
  console.log(
    Buffer.from(await subtle.exportKey('raw', open)).toString('hex'),
    Buffer.from(await subtle.exportKey('pkcs8', key)).toString('hex'),
    Buffer.from(await subtle.exportKey('spki', open)).toString('hex'),
  );
  const fail = (promise) =>
    promise.then(
      (value) => console.log('done', value),
      (error) => console.log(error.name, error.message),
    );
  await fail(subtle.sign('Ed25519', open, data));
  await fail(subtle.verify('Ed25519', key, signature, data));
  await fail(subtle.sign('ECDSA', key, data));
})();
