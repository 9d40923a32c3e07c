// Ed25519: deterministic signatures (RFC 8032), verification, key forms.
const crypto = require('node:crypto');
const { privateKey, publicKey } = require('./keys/ed25519.js');
const signature = crypto.sign(null, Buffer.from('data'), privateKey);
console.log(
  signature.toString('hex'),
  crypto.verify(null, Buffer.from('data'), publicKey, signature),
  crypto.verify(undefined, Buffer.from('Data'), publicKey, signature),
);
const key = crypto.createPrivateKey(privateKey);
console.log(
  key.asymmetricKeyType,
  key.asymmetricKeyDetails,
  key.export({ format: 'jwk' }),
  key.export({ format: 'der', type: 'pkcs8' }).toString('hex'),
);
const vector = crypto.createPrivateKey({
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  },
  format: 'jwk',
});
console.log(crypto.sign(null, Buffer.alloc(0), vector).toString('hex'));
console.log(crypto.createPublicKey(vector).export({ format: 'pem', type: 'spki' }));
console.log(
  crypto.verify(null, Buffer.from('data'), publicKey, Buffer.alloc(64)),
  crypto.verify(null, Buffer.from('data'), publicKey, Buffer.alloc(3)),
);
