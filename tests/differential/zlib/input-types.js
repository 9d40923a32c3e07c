// Strings, buffers, typed arrays, views and array buffers are taken; others are refused.
const zlib = require('node:zlib');
const bytes = Uint8Array.from('wide input', (char) => char.charCodeAt(0));
const inputs = [Buffer.from(bytes), bytes, new DataView(bytes.buffer), bytes.buffer, new Uint16Array(bytes.buffer), 'wide input'];
for (const input of inputs) {
  console.log(input.constructor.name, zlib.deflateSync(input).toString('hex'));
}
for (const input of [undefined, null, true, 1, 0, {}, [], () => {}]) {
  try {
    zlib.deflateSync(input);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
let left = inputs.length;
for (const input of inputs) {
  zlib.gzip(input, (error, packed) => {
    console.log(error, packed.length);
    if (--left === 0) console.log('end');
  });
}
try {
  zlib.gzip('x');
} catch (error) {
  console.log(error.code, error.message);
}
