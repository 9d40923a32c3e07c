// AES key wrapping (RFC 3394).
const crypto = require('node:crypto');
const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const iv = Buffer.alloc(8, 0xa6);
const secret = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const cipher = crypto.createCipheriv('id-aes128-wrap', key, iv);
const wrapped = Buffer.concat([cipher.update(secret), cipher.final()]);
console.log(wrapped.toString('hex'));
const open = (data) => {
  try {
    const decipher = crypto.createDecipheriv('aes128-wrap', key, iv);
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('hex');
  } catch (error) {
    return error.message;
  }
};
console.log(open(wrapped), open(Buffer.alloc(24)), open(wrapped.subarray(1)));
