// What update() gives at once and what it holds back.
const crypto = require('node:crypto');
const key = Buffer.alloc(16, 1);
const iv = Buffer.alloc(16, 2);
const cipher = crypto.createCipheriv('aes-128-cbc', key, iv);
const sizes = [0, 1, 15, 16, 17, 31, 32, 1].map((size) => cipher.update(Buffer.alloc(size)));
sizes.push(cipher.final());
console.log(sizes.map((piece) => piece.length).join());
const all = Buffer.concat(sizes);
const decipher = crypto.createDecipheriv('aes-128-cbc', key, iv);
const back = [];
for (let at = 0; at < all.length; at += 16) back.push(decipher.update(all.subarray(at, at + 16)));
back.push(decipher.final());
console.log(back.map((piece) => piece.length).join(), Buffer.concat(back).equals(Buffer.alloc(113)));
const base64 = crypto.createCipheriv('aes-128-ctr', key, iv);
console.log(base64.update('a', 'utf8', 'base64'), base64.update('bc', 'utf8', 'base64'), base64.final('base64'));
