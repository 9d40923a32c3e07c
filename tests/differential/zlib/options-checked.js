// Options out of range are refused with Node's codes and texts.
const zlib = require('node:zlib');
const wrong = [
  { level: 10 },
  { level: -2 },
  { level: 'nine' },
  { windowBits: 7 },
  { windowBits: 16 },
  { memLevel: 0 },
  { memLevel: 10 },
  { strategy: 5 },
  { strategy: -1 },
  { chunkSize: 63 },
  { chunkSize: '64' },
  { flush: 6 },
  { finishFlush: -1 },
  { maxOutputLength: 0 },
  { maxOutputLength: 'many' },
  { dictionary: 1 },
  { level: Infinity },
];
for (const options of wrong) {
  for (const name of ['deflateSync', 'gunzipSync']) {
    try {
      zlib[name]('x', options);
      console.log(name, options, 'accepted');
    } catch (error) {
      console.log(name, options, error.name, error.code, error.message);
    }
  }
}
try {
  zlib.createGzip({ windowBits: 8 });
} catch (error) {
  console.log(error.code, error.message);
}
