// The ECDH class: keys set and made, forms of points, conversion, errors.
const crypto = require('node:crypto');
for (const curve of ['prime256v1', 'secp384r1', 'secp521r1', 'secp256k1']) {
  const alice = crypto.createECDH(curve);
  alice.setPrivateKey(Buffer.alloc(20, 7));
  for (const form of ['compressed', 'uncompressed', 'hybrid', undefined])
    console.log(curve, form, alice.getPublicKey('hex', form));
  const bob = crypto.createECDH(curve);
  const public_ = bob.generateKeys('latin1', 'compressed');
  console.log(
    alice.computeSecret(public_, 'latin1', 'hex') === bob.computeSecret(alice.getPublicKey(), null, 'hex'),
    alice.getPrivateKey('hex'),
    bob.getPrivateKey().length > 20,
  );
  const compressed = alice.getPublicKey(null, 'compressed');
  console.log(
    crypto.ECDH.convertKey(compressed, curve, 'latin1', 'hex', 'uncompressed') === alice.getPublicKey('hex'),
    crypto.ECDH.convertKey(alice.getPublicKey('hex'), curve, 'hex', 'hex', 'compressed') === compressed.toString('hex'),
  );
}
const ecdh = crypto.createECDH('prime256v1');
for (const action of [
  () => crypto.createECDH('nope'),
  () => crypto.createECDH('P-256'),
  () => crypto.createECDH(1),
  () => ecdh.getPublicKey(),
  () => ecdh.getPrivateKey(),
  () => ecdh.computeSecret(Buffer.alloc(65, 4)),
  () => ecdh.setPrivateKey(Buffer.alloc(32)),
  () => ecdh.setPrivateKey(Buffer.alloc(33, 1)),
  () => ecdh.setPublicKey(Buffer.alloc(65)),
  () => ecdh.generateKeys() && ecdh.computeSecret(Buffer.alloc(65, 4)),
  () => ecdh.getPublicKey('hex', 'nope'),
  () => crypto.ECDH.convertKey(Buffer.alloc(65, 4), 'prime256v1'),
  () => crypto.ECDH.convertKey(Buffer.alloc(65, 4), 'nope'),
]) {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(crypto.getCurves().includes('prime256v1'), crypto.getCurves().includes('secp521r1'));
