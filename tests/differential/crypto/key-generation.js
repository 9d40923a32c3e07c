// Key pairs of every type: sizes, details, written forms; both ways of calling.
const crypto = require('node:crypto');
const { promisify } = require('node:util');
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });
console.log(
  rsa.publicKey.asymmetricKeyDetails,
  rsa.privateKey.type,
  crypto.verify('sha256', Buffer.from('x'), rsa.publicKey, crypto.sign('sha256', Buffer.from('x'), rsa.privateKey)),
);
console.log(crypto.generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3 }).publicKey.asymmetricKeyDetails);
const pss = crypto.generateKeyPairSync('rsa-pss', {
  modulusLength: 1024,
  hashAlgorithm: 'sha256',
  mgf1HashAlgorithm: 'sha1',
  saltLength: 16,
});
console.log(
  pss.publicKey.asymmetricKeyType,
  pss.publicKey.asymmetricKeyDetails,
  crypto.verify('sha256', Buffer.from('x'), pss.publicKey, crypto.sign('sha256', Buffer.from('x'), pss.privateKey)),
);
console.log(crypto.createPublicKey(pss.publicKey.export({ format: 'pem', type: 'spki' })).asymmetricKeyDetails);
for (const action of [
  () => crypto.sign('sha1', Buffer.from('x'), pss.privateKey),
  () => crypto.sign('sha256', Buffer.from('x'), { key: pss.privateKey, saltLength: 8 }),
  () => crypto.sign('sha256', Buffer.from('x'), { key: pss.privateKey, padding: 1 }),
  () => pss.publicKey.export({ format: 'jwk' }),
]) {
  try {
    action();
  } catch (error) {
    console.log(error.code, error.message);
  }
}
console.log(crypto.generateKeyPairSync('rsa-pss', { modulusLength: 1024 }).publicKey.asymmetricKeyDetails);
for (const namedCurve of ['P-256', 'prime256v1', 'secp384r1', 'P-521', 'secp256k1'])
  console.log(crypto.generateKeyPairSync('ec', { namedCurve }).publicKey.asymmetricKeyDetails);
for (const type of ['ed25519', 'x25519']) console.log(crypto.generateKeyPairSync(type).privateKey.asymmetricKeyType);
const written = crypto.generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'sec1', format: 'der' },
});
console.log(typeof written.publicKey, Buffer.isBuffer(written.privateKey), written.publicKey.split('\n').length);
const jwk = crypto.generateKeyPairSync('ed25519', {
  publicKeyEncoding: { format: 'jwk' },
  privateKeyEncoding: { format: 'jwk' },
});
console.log(Object.keys(jwk.publicKey), Object.keys(jwk.privateKey));
for (const args of [
  ['nope'],
  ['rsa', {}],
  ['rsa', { modulusLength: 'x' }],
  ['ec', { namedCurve: 'nope' }],
  ['ec', {}],
  ['dh', {}],
  ['dh', { group: 'nope' }],
  ['dh', { group: 'modp1', prime: Buffer.alloc(1) }],
  ['rsa', { modulusLength: 1024, publicExponent: -1 }],
  ['rsa', { modulusLength: 100 }],
  ['rsa', { modulusLength: 1024, publicExponent: 4 }],
  ['ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'pkcs1', format: 'pem' } }],
]) {
  try {
    console.log(crypto.generateKeyPairSync(...args));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
crypto.generateKeyPair('ec', { namedCurve: 'P-256' }, (error, publicKey, privateKey) => {
  console.log(error, publicKey.type, privateKey.type);
  promisify(crypto.generateKeyPair)('ed25519').then((pair) => console.log(Object.keys(pair)));
});
