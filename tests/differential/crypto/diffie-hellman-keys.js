// crypto.diffieHellman between key objects: X25519, ECDH, groups.
const crypto = require('node:crypto');
const keys = require('./keys/ec.js');
const x = require('./keys/x25519.js');
const secret = (privateKey, publicKey) =>
  crypto
    .diffieHellman({ privateKey: crypto.createPrivateKey(privateKey), publicKey: crypto.createPublicKey(publicKey) })
    .toString('hex');
console.log(secret(x.privateKey, x.other));
for (const [name, { privateKey, publicKey }] of Object.entries(keys)) console.log(name, secret(privateKey, publicKey));
const [one, two] = [1, 2].map(() => crypto.generateKeyPairSync('x25519'));
console.log(
  crypto
    .diffieHellman({ privateKey: one.privateKey, publicKey: two.publicKey })
    .equals(crypto.diffieHellman({ privateKey: two.privateKey, publicKey: one.publicKey })),
);
const [three, four] = [1, 2].map(() => crypto.generateKeyPairSync('dh', { group: 'modp5' }));
console.log(
  crypto
    .diffieHellman({ privateKey: three.privateKey, publicKey: four.publicKey })
    .equals(crypto.diffieHellman({ privateKey: four.privateKey, publicKey: three.publicKey })),
  three.privateKey.asymmetricKeyType,
);
for (const args of [
  {},
  { privateKey: one.privateKey },
  { privateKey: one.publicKey, publicKey: one.publicKey },
  { privateKey: one.privateKey, publicKey: three.publicKey },
  { privateKey: crypto.createPrivateKey(keys['P-256'].privateKey), publicKey: crypto.createPublicKey(keys['P-384'].publicKey) },
]) {
  try {
    crypto.diffieHellman(args);
  } catch (error) {
    console.log(error.name, error.code, error.message.split('\n')[0]);
  }
}
