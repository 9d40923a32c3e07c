// CCM: tag lengths, nonces, additional data, and its rules of order.
const crypto = require('node:crypto');
const key = Buffer.alloc(24, 8);
const text = 'text for the counter with CBC-MAC';
for (const [nonceLength, authTagLength] of [
  [7, 4],
  [8, 6],
  [11, 8],
  [12, 16],
  [13, 10],
]) {
  const nonce = Buffer.alloc(nonceLength, 1);
  const cipher = crypto.createCipheriv('aes-192-ccm', key, nonce, { authTagLength });
  cipher.setAAD(Buffer.from('additional'), { plaintextLength: Buffer.byteLength(text) });
  const data = cipher.update(text, 'utf8');
  cipher.final();
  const tag = cipher.getAuthTag();
  console.log(nonceLength, authTagLength, data.toString('hex'), tag.toString('hex'));
  const decipher = crypto.createDecipheriv('aes-192-ccm', key, nonce, { authTagLength });
  decipher.setAuthTag(tag);
  decipher.setAAD(Buffer.from('additional'), { plaintextLength: data.length });
  console.log(decipher.update(data, null, 'utf8'), decipher.final().length);
}
const nonce = Buffer.alloc(12, 1);
const attempt = (action) => {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
const make = () => crypto.createCipheriv('aes-192-ccm', key, nonce, { authTagLength: 16 });
attempt(() => crypto.createCipheriv('aes-192-ccm', key, nonce));
attempt(() => crypto.createCipheriv('aes-192-ccm', key, nonce, { authTagLength: 5 }));
attempt(() => crypto.createCipheriv('aes-192-ccm', key, Buffer.alloc(14), { authTagLength: 16 }));
attempt(() => make().setAAD(Buffer.from('x')));
attempt(() => {
  const cipher = make();
  cipher.update('a');
  cipher.update('b');
});
attempt(() => crypto.createCipheriv('aes-192-ccm', key, Buffer.alloc(13), { authTagLength: 16 }).update(Buffer.alloc(65536)));
attempt(() => {
  const decipher = crypto.createDecipheriv('aes-192-ccm', key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(Buffer.alloc(16));
  console.log(decipher.update('00', 'hex'));
  decipher.final();
});
