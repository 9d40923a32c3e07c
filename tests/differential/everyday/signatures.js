// Tokens and signatures: RSA with both paddings, ECDSA, Ed25519 and HMAC sign and verify, keys go through PEM, DER and JWK, and tampering is noticed.
const crypto = require('crypto');
const message = Buffer.from('pay 10 to bob');
const forged = Buffer.from('pay 99 to bob');
const kinds = {
  rsa: crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: crypto.generateKeyPairSync('ed25519'),
};
for (const [kind, { publicKey, privateKey }] of Object.entries(kinds)) {
  const hash = kind === 'ed25519' ? null : 'sha256';
  const signature = crypto.sign(hash, message, privateKey);
  console.log(kind, crypto.verify(hash, message, publicKey, signature), crypto.verify(hash, forged, publicKey, signature), publicKey.asymmetricKeyDetails);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const jwk = publicKey.export({ format: 'jwk' });
  console.log(pem.split('\n')[0], Object.keys(jwk), jwk.kty, jwk.crv);
  const back = crypto.createPublicKey({ key: der, type: 'spki', format: 'der' });
  console.log(back.equals(publicKey), crypto.createPublicKey({ key: jwk, format: 'jwk' }).equals(back), crypto.createPublicKey(pem).equals(back), crypto.verify(hash, message, back, crypto.sign(hash, message, pem)));
}
const { privateKey, publicKey } = kinds.rsa;
const pss = { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST };
const signature = crypto.createSign('RSA-SHA512').update('pay 10 ').update('to bob').sign({ key: privateKey, ...pss }, 'base64');
console.log(crypto.createVerify('RSA-SHA512').update(message).verify({ key: publicKey, ...pss }, signature, 'base64'), crypto.createVerify('RSA-SHA512').update(message).verify(publicKey, signature, 'base64'));
const p1363 = crypto.sign('sha256', message, { key: kinds.ec.privateKey, dsaEncoding: 'ieee-p1363' });
console.log(p1363.length, crypto.verify('sha256', message, { key: kinds.ec.publicKey, dsaEncoding: 'ieee-p1363' }, p1363), crypto.verify('sha256', message, kinds.ec.publicKey, p1363));
const secret = crypto.publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, Buffer.from('hidden'));
console.log(secret.length, crypto.privateDecrypt({ key: privateKey, oaepHash: 'sha256' }, secret).toString());
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 1, name: 'ü' })}`;
const mac = crypto.createHmac('sha256', 'key').update(token).digest('base64url');
console.log(`${token}.${mac}`, crypto.timingSafeEqual(Buffer.from(mac, 'base64url'), crypto.createHmac('sha256', 'key').update(token).digest()));
for (const attempt of [() => crypto.sign('sha256', message, 'not a key'), () => crypto.sign('nohash', message, privateKey), () => crypto.sign('sha256', message, publicKey), () => crypto.verify('sha256', message, publicKey, 'text')]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
