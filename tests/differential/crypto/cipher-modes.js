// Every cipher mode with every key length: bytes, pieces, and back again.
const crypto = require('node:crypto');
const text = 'some text that is longer than two blocks';
for (const mode of ['cbc', 'ecb', 'ctr', 'ofb', 'cfb', 'cfb8']) {
  for (const bits of [128, 192, 256]) {
    const name = `aes-${bits}-${mode}`;
    const key = Buffer.alloc(bits / 8, 7);
    const iv = mode === 'ecb' ? null : Buffer.alloc(16, 9);
    const cipher = crypto.createCipheriv(name, key, iv);
    const packed =
      cipher.update(text.slice(0, 5), 'utf8', 'hex') + cipher.update(text.slice(5), 'utf8', 'hex') + cipher.final('hex');
    const decipher = crypto.createDecipheriv(name, key, iv);
    const plain =
      decipher.update(packed.slice(0, 34), 'hex', 'utf8') +
      decipher.update(packed.slice(34), 'hex', 'utf8') +
      decipher.final('utf8');
    console.log(name, packed, plain === text);
  }
}
const chacha = crypto.createCipheriv('chacha20', Buffer.alloc(32, 1), Buffer.from('01000000000000000000004a00000000', 'hex'));
console.log(chacha.update(text, 'utf8', 'hex') + chacha.final('hex'));
