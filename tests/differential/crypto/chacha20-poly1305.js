// ChaCha20-Poly1305 (the vector of RFC 8439), tags, refusals.
const crypto = require('node:crypto');
const key = Buffer.from([...Array(32).keys()].map((n) => n + 0x80));
const nonce = Buffer.from('070000004041424344454647', 'hex');
const aad = Buffer.from('50515253c0c1c2c3c4c5c6c7', 'hex');
const text = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
const cipher = crypto.createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
cipher.setAAD(aad, { plaintextLength: Buffer.byteLength(text) });
const data = Buffer.concat([cipher.update(text.slice(0, 30)), cipher.update(text.slice(30)), cipher.final()]);
const tag = cipher.getAuthTag();
console.log(data.toString('hex'), tag.toString('hex'));
for (const given of [tag, Buffer.alloc(16), undefined]) {
  try {
    const decipher = crypto.createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
    decipher.setAAD(aad);
    if (given) decipher.setAuthTag(given);
    console.log(decipher.update(data, null, 'utf8') === text, decipher.final('utf8') === '');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
try {
  crypto.createDecipheriv('chacha20-poly1305', key, nonce).setAuthTag(Buffer.alloc(12));
} catch (error) {
  console.log(error.name, error.code, error.message);
}
const short = crypto.createCipheriv('chacha20-poly1305', key, nonce);
console.log(short.update('x', 'utf8', 'hex'), short.final('hex'), short.getAuthTag().toString('hex'));
