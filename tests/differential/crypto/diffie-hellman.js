// DiffieHellman and DiffieHellmanGroup: fixed keys, groups, verifyError, errors.
const crypto = require('node:crypto');
for (const name of ['modp1', 'modp2', 'modp5', 'modp14', 'modp15', 'modp16']) {
  const group = crypto.getDiffieHellman(name);
  console.log(name, crypto.hash('sha1', group.getPrime()), group.getGenerator('hex'), group.verifyError, group.setPublicKey);
}
const prime = crypto.getDiffieHellman('modp5').getPrime();
const alice = crypto.createDiffieHellman(prime);
alice.setPrivateKey(Buffer.alloc(40, 3));
console.log(alice.generateKeys('hex').slice(0, 60), alice.getPrivateKey('hex'), alice.verifyError);
const bob = crypto.createDiffieHellman(prime, Buffer.from([2]));
bob.generateKeys();
console.log(
  alice.computeSecret(bob.getPublicKey()).equals(bob.computeSecret(alice.getPublicKey())),
  alice.computeSecret(Buffer.from([5]), null, 'base64').length,
);
const named = [crypto.createDiffieHellmanGroup('modp14'), crypto.createDiffieHellmanGroup('modp14')];
named.forEach((dh) => dh.generateKeys());
console.log(named[0].computeSecret(named[1].getPublicKey()).equals(named[1].computeSecret(named[0].getPublicKey())));
console.log(
  crypto.createDiffieHellman(Buffer.from('17', 'hex'), 5).verifyError,
  crypto.createDiffieHellman('ff'.repeat(64), 'hex').verifyError,
);
const dh = crypto.getDiffieHellman('modp1');
for (const action of [
  () => crypto.createDiffieHellmanGroup('nope'),
  () => crypto.createDiffieHellman(prime, 1),
  () => crypto.createDiffieHellman(),
  () => crypto.createDiffieHellman(1),
  () => crypto.createDiffieHellman(-1),
  () => crypto.createDiffieHellman(64),
  () => crypto.createDiffieHellman(prime, {}),
  () => dh.getPublicKey(),
  () => dh.getPrivateKey(),
  () => dh.generateKeys() && dh.computeSecret(Buffer.from([0])),
  () => dh.computeSecret(Buffer.from([1])),
  () => dh.computeSecret(Buffer.alloc(96, 255)),
  () => dh.computeSecret(Buffer.alloc(100, 255)),
  () => console.log(crypto.getDiffieHellman('modp2').computeSecret(Buffer.from([5]))),
]) {
  try {
    action();
    console.log('done');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
