// ECDSA on every curve in both encodings: what is made here verifies, fixed signatures verify.
const crypto = require('node:crypto');
const keys = require('./keys/ec.js');
for (const [name, { privateKey, publicKey, signature }] of Object.entries(keys)) {
  const made = crypto.sign('sha256', Buffer.from('data'), privateKey);
  const plain = crypto.sign('sha256', Buffer.from('data'), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  console.log(
    name,
    crypto.verify('sha256', Buffer.from('data'), publicKey, made),
    plain.length,
    crypto.verify('sha256', Buffer.from('data'), { key: publicKey, dsaEncoding: 'ieee-p1363' }, plain),
  );
  console.log(
    crypto.verify('sha256', Buffer.from('data'), publicKey, Buffer.from(signature, 'base64')),
    crypto.verify('sha1', Buffer.from('data'), publicKey, made),
    crypto.verify('sha256', Buffer.from('data'), publicKey, plain),
  );
  for (const digest of ['sha1', 'sha512', 'md5']) {
    const sign = crypto.createSign(digest).update('data').sign(privateKey, 'hex');
    console.log(
      digest,
      crypto.createVerify(digest).update('data').verify(publicKey, sign, 'hex'),
      crypto.createVerify(digest).update('dato').verify(publicKey, sign, 'hex'),
    );
  }
  console.log(
    crypto.verify('sha256', Buffer.from('data'), publicKey, Buffer.alloc(4)),
    crypto.verify('sha256', Buffer.from('data'), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.alloc(4)),
  );
}
