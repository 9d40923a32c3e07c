// Keys under a passphrase: written and read in both ways, wrong and missing passphrases.
const crypto = require('node:crypto');
const rsa = require('./keys/rsa.js');
const ec = require('./keys/ec.js')['P-256'];
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
      const written = key.export({ format, type, cipher, passphrase: 'secret' });
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
          // A wrong key may give padding that looks right: then what it hides is no key.
          const wrong = passphrase && /BAD_DECRYPT|UNSUPPORTED/.test(error.code);
          console.log(...(wrong ? ['wrong'] : [error.code, error.message]));
        }
      }
    }
  }
}
const { encrypted } = rsa;
console.log(
  crypto.createPrivateKey({ key: encrypted, passphrase: 'top secret' }).equals(crypto.createPrivateKey(rsa.privateKey)),
);
console.log(crypto.sign('sha256', Buffer.from('x'), { key: encrypted, passphrase: Buffer.from('top secret') }).length);
