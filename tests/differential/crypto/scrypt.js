// scrypt: known keys, both forms, limits.
const crypto = require('node:crypto');
console.log(crypto.scryptSync('', '', 64, { N: 16, r: 1, p: 1 }).toString('hex'));
console.log(crypto.scryptSync('password', 'NaCl', 32, { cost: 1024, blockSize: 8, parallelization: 2 }).toString('hex'));
console.log(crypto.scryptSync('p', 's', 0, { N: 2 }).length, crypto.scryptSync('p', 's', 16).toString('hex'));
for (const options of [
  { N: 15 },
  { N: 2 ** 20 },
  { N: 2, cost: 2 },
  { r: 1, blockSize: 1 },
  { p: 1, parallelization: 1 },
  { N: -1 },
  { maxmem: 'x' },
  { N: 16, maxmem: 100 },
]) {
  try {
    console.log(crypto.scryptSync('p', 's', 8, options).toString('hex'));
  } catch (error) {
    console.log(error.name, error.code, error.message.replace(/: error.*/, ''));
  }
}
crypto.scrypt('password', 'salt', 24, { N: 32 }, (error, key) => console.log('later', error, key.toString('hex')));
console.log('now');
