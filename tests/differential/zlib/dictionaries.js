// Preset dictionaries: used, missing and wrong ones, in zlib and raw form, sync and as a stream.
const zlib = require('node:zlib');
const dictionary = Buffer.from('will you done come when then there');
const text = 'come when you will be done there then';
const packed = zlib.deflateSync(text, { dictionary });
console.log(packed.toString('hex'));
console.log(zlib.inflateSync(packed, { dictionary }).toString());
for (const options of [{}, { dictionary: Buffer.from('wrong') }]) {
  try {
    zlib.inflateSync(packed, options);
  } catch (error) {
    console.log(error.message, error.errno, error.code);
  }
}
const raw = zlib.deflateRawSync(text, { dictionary });
console.log(raw.toString('hex'), zlib.inflateRawSync(raw, { dictionary }).toString());
console.log(zlib.inflateSync(packed, { dictionary: new Uint8Array(dictionary).buffer }).toString());
try {
  zlib.deflateSync(text, { dictionary: 'string' });
} catch (error) {
  console.log(error.code, error.message);
}
const inflate = zlib.createInflate({ dictionary });
inflate.on('data', (chunk) => console.log('data', chunk.toString()));
inflate.on('end', () => console.log('end'));
inflate.end(packed);
const failing = zlib.createInflate();
failing.on('error', (error) => console.log('stream', error.message, error.code));
failing.end(packed);
