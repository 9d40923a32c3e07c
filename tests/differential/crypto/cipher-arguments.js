// Wrong names, keys and vectors are refused in Node's words.
const crypto = require('node:crypto');
const key = Buffer.alloc(16);
const iv = Buffer.alloc(16);
for (const args of [
  ['nope', key, iv],
  ['aes-128-cbc', Buffer.alloc(15), iv],
  ['aes-128-cbc', key, Buffer.alloc(15)],
  ['aes-128-cbc', key, null],
  ['aes-128-ecb', key, iv],
  ['aes-128-gcm', key, Buffer.alloc(0)],
  ['aes-128-gcm', Buffer.alloc(17), iv],
  ['chacha20-poly1305', Buffer.alloc(32), Buffer.alloc(13)],
  ['chacha20-poly1305', key, Buffer.alloc(12)],
  ['aes-128-cbc'],
  ['aes-128-cbc', key],
  [1, key, iv],
  ['aes-128-cbc', 1, iv],
  ['aes-128-cbc', key, 1],
  ['aes-128-cbc', crypto.createSecretKey(Buffer.alloc(8)), iv],
  ['aes-128-cbc', 'a'.repeat(16), 'b'.repeat(16)],
  ['id-aes128-wrap', key, iv],
]) {
  for (const make of [crypto.createCipheriv, crypto.createDecipheriv]) {
    try {
      console.log(make(...args).constructor.name);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
}
const cipher = crypto.createCipheriv('aes-128-cbc', key, iv);
for (const wrong of [undefined, null, 1, {}, new ArrayBuffer(2)]) {
  try {
    cipher.update(wrong);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
try {
  cipher.update('abc', 'utf8', 'nope');
} catch (error) {
  console.log(error.code, error.message);
}
