// Unknown names and wrong types are refused in Node's words.
const crypto = require('node:crypto');
for (const action of [
  () => crypto.createHash('sha257'),
  () => crypto.createHash(),
  () => crypto.createHash(1),
  () => crypto.createHmac('sha257', 'key'),
  () => crypto.createHmac('sha256'),
  () => crypto.createHmac('sha256', null),
  () => crypto.createHmac(1, 'key'),
  () => crypto.hash('sha257', 'x'),
  () => crypto.hash('sha256', 1),
  () => crypto.hash('sha256', 'x', 'y'),
  () => crypto.pbkdf2Sync('a', 'b', 1, 1, 'sha257'),
  () => crypto.hkdfSync('sha257', 'a', 'b', 'c', 1),
]) {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
