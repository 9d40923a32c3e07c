// getHashes lists the names that createHash takes.
const crypto = require('node:crypto');
const hashes = crypto.getHashes();
console.log(hashes.join());
for (const name of hashes) crypto.createHash(name).update('x').digest();
console.log(crypto.getHashes() === hashes, hashes.length);
