// Keys under a passphrase: written and read in both ways, wrong and missing passphrases.
const crypto = require('node:crypto');
const rsa = require('./keys/rsa.js');
const ec = require('./keys/ec.js')['P-256'];

// One in 256 keys that are wrong leaves padding that looks right, and then another error: a key is written until the wrong
// passphrase of this program is not such a one.
function encrypted(key, options) {
  for (let tries = 0; tries < 10; tries++) {
    const written = key.export(options);
    try {
      crypto.createPrivateKey({ ...options, key: written, passphrase: 'wrong' });
    } catch (error) {
      if (error.code === 'ERR_OSSL_BAD_DECRYPT') return written;
    }
  }
  throw new Error('no key is refused as one with a wrong passphrase');
}

for (const [pem, old] of [
  [rsa.privateKey, 'pkcs1'],
  [ec.privateKey, 'sec1'],
]) {
  const key = crypto.createPrivateKey(pem);
  for (const cipher of ['aes-128-cbc', 'aes-256-cbc', 'AES192']) {
    for (const [format, type] of [
      ['pem', 'pkcs8'],
      ['der', 'pkcs8'],
      ['pem', old],
    ]) {
      const written = encrypted(key, { format, type, cipher, passphrase: 'secret' });
      const lines = format === 'pem' ? written.split('\n') : [];
      console.log(
        cipher,
        type,
        lines[0],
        lines[1]?.startsWith('Proc'),
        crypto.createPrivateKey({ key: written, format, type, passphrase: 'secret' }).equals(key),
      );
      for (const passphrase of ['wrong', undefined]) {
        try {
          crypto.createPrivateKey({ key: written, format, type, passphrase });
        } catch (error) {
          console.log(error.code, error.message);
        }
      }
    }
  }
}
console.log(
  crypto.createPrivateKey({ key: rsa.encrypted, passphrase: 'top secret' }).equals(crypto.createPrivateKey(rsa.privateKey)),
);
console.log(crypto.sign('sha256', Buffer.from('x'), { key: rsa.encrypted, passphrase: Buffer.from('top secret') }).length);
