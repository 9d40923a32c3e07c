// Keys are read from PEM, DER and JWK in every encoding, and written back byte for byte.
const crypto = require('node:crypto');
const rsa = require('./keys/rsa.js');
const ec = require('./keys/ec.js');
const ed = require('./keys/ed25519.js');
const x = require('./keys/x25519.js');
const all = { rsa, ed, x, ...ec };
for (const [name, { privateKey, publicKey }] of Object.entries(all)) {
  const key = crypto.createPrivateKey(privateKey);
  const half = crypto.createPublicKey(privateKey);
  console.log(name, key.type, key.asymmetricKeyType, key.asymmetricKeyDetails, half.type);
  console.log(
    key.export({ format: 'pem', type: 'pkcs8' }) === privateKey,
    half.export({ format: 'pem', type: 'spki' }) === publicKey,
    half.equals(crypto.createPublicKey(publicKey)),
    key.equals(crypto.createPrivateKey(privateKey)),
    key.equals(half),
  );
  const types = { rsa: ['pkcs1', 'pkcs8'], ec: ['sec1', 'pkcs8'] }[key.asymmetricKeyType] ?? ['pkcs8'];
  for (const type of types) {
    for (const format of ['der', 'pem']) {
      const written = key.export({ format, type });
      console.log(
        type,
        format,
        crypto.hash('sha1', written),
        crypto.createPrivateKey({ key: written, format, type }).equals(key),
      );
    }
  }
  for (const type of key.asymmetricKeyType === 'rsa' ? ['pkcs1', 'spki'] : ['spki']) {
    for (const format of ['der', 'pem']) {
      const written = half.export({ format, type });
      console.log(
        type,
        format,
        crypto.hash('sha1', written),
        crypto.createPublicKey({ key: written, format, type }).equals(half),
      );
    }
  }
  const jwk = key.export({ format: 'jwk' });
  console.log(JSON.stringify(jwk), JSON.stringify(half.export({ format: 'jwk' })));
  console.log(
    crypto.createPrivateKey({ key: jwk, format: 'jwk' }).equals(key),
    crypto.createPublicKey({ key: jwk, format: 'jwk' }).equals(half),
  );
}
