// The classes of crypto called as functions, their prototypes, fips, and certificates that are none.
const crypto = require('node:crypto');
const hash = crypto.Hash('sha1');
console.log(hash instanceof crypto.Hash, hash.update('a').digest('hex'), crypto.Hmac('md5', 'k').update('x').digest('base64'));
const cipher = crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16));
console.log(cipher instanceof crypto.Cipheriv, crypto.createDecipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)) instanceof crypto.Decipheriv);
console.log(crypto.createSign('SHA256') instanceof crypto.Sign, crypto.createVerify('SHA256') instanceof crypto.Verify, crypto.getFips());
for (const run of [() => new crypto.X509Certificate('none'), () => crypto.createHash('nope'), () => crypto.createSign('nope'), () => crypto.createHmac('sha1'), () => crypto.Hash('sha1').update(5), () => hash.update('again'), () => hash.digest(), () => crypto.createCipheriv('aes-128-cbc', Buffer.alloc(15), Buffer.alloc(16)), () => crypto.createSecretKey('x', 'nope'.repeat(0))]) {
  try { run(); console.log('fine'); } catch (error) { console.log(error.name, error.code); }
}
