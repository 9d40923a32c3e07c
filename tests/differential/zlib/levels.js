// All levels can be read back, level 0 stores, and better levels are not larger.
const zlib = require('node:zlib');
let text = '';
for (let i = 0; i < 3000; i++) text += `line ${(i * 7919) % 1000} of text\n`;
for (let level = -1; level <= 9; level++) {
  const packed = zlib.deflateSync(text, { level });
  console.log(
    level,
    packed.subarray(0, 2).toString('hex'),
    zlib.inflateSync(packed).toString() === text,
    packed.length < text.length,
  );
}
console.log(zlib.deflateSync('stored text', { level: 0 }).toString('hex'));
console.log(zlib.deflateSync(text, { level: 9 }).length <= zlib.deflateSync(text, { level: 1 }).length);
