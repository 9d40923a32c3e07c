// timingSafeEqual compares bytes and checks its arguments.
const crypto = require('node:crypto');
console.log(
  crypto.timingSafeEqual(Buffer.from('abc'), Buffer.from('abc')),
  crypto.timingSafeEqual(Buffer.from('abc'), Buffer.from('abd')),
  crypto.timingSafeEqual(Buffer.alloc(0), new ArrayBuffer(0)),
);
console.log(crypto.timingSafeEqual(new Uint16Array([1, 2]), new DataView(new Uint16Array([1, 2]).buffer)));
for (const args of [[Buffer.from('a'), Buffer.from('ab')], ['a', Buffer.from('a')], [Buffer.from('a'), 'a'], [], [1, 2]]) {
  try {
    crypto.timingSafeEqual(...args);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
