// RSA signatures with fixed keys: PKCS #1 is deterministic, PSS verifies; tampering is seen.
const crypto = require('node:crypto');
const { privateKey, publicKey } = require('./keys/rsa.js');
for (const digest of ['sha1', 'sha256', 'sha384', 'sha512', 'md5', 'ripemd160', 'sha512-256', 'sha3-256', 'RSA-SHA224']) {
  const signature = crypto.sign(digest, Buffer.from('data'), privateKey);
  console.log(
    digest,
    signature.toString('hex').slice(0, 40),
    crypto.verify(digest, Buffer.from('data'), publicKey, signature),
    crypto.verify(digest, Buffer.from('Data'), publicKey, signature),
  );
}
const sign = crypto.createSign('SHA256').update('da').update(Buffer.from('ta'));
const signature = sign.sign(privateKey, 'base64');
console.log(signature, crypto.createVerify('SHA256').update('data').verify(publicKey, signature, 'base64'));
console.log(crypto.sign(undefined, Buffer.from('data'), privateKey).toString('base64') === signature);
const pss = { key: privateKey, padding: crypto.constants.RSA_PKCS1_PSS_PADDING };
for (const saltLength of [undefined, 0, 20, crypto.constants.RSA_PSS_SALTLEN_DIGEST, crypto.constants.RSA_PSS_SALTLEN_MAX_SIGN]) {
  const made = crypto.sign('sha256', Buffer.from('data'), { ...pss, saltLength });
  const check = (saltLength) =>
    crypto.verify('sha256', Buffer.from('data'), { key: publicKey, padding: pss.padding, saltLength }, made);
  console.log(
    saltLength,
    made.length,
    check(undefined),
    check(20),
    check(crypto.constants.RSA_PSS_SALTLEN_DIGEST),
    check(crypto.constants.RSA_PSS_SALTLEN_AUTO),
  );
}
console.log(
  crypto.verify('sha256', Buffer.from('data'), publicKey, Buffer.alloc(256)),
  crypto.verify('sha256', Buffer.from('data'), publicKey, Buffer.alloc(3)),
);
crypto.sign('sha256', Buffer.from('data'), privateKey, (error, made) => {
  console.log(error, made.toString('base64') === signature);
  crypto.verify('sha256', Buffer.from('data'), publicKey, made, (error, right) => console.log(error, right));
});
