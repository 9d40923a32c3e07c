// StringDecoder: characters cut at every place, for every encoding; end; properties; errors.
const { StringDecoder } = require('node:string_decoder');
const text = 'aé€😀z';
for (const encoding of ['utf8', 'utf16le', 'base64', 'base64url', 'hex', 'latin1', 'ascii', 'ucs2', 'binary']) {
  const bytes = Buffer.from(text, ['utf16le', 'ucs2'].includes(encoding) ? 'utf16le' : 'utf8');
  for (const size of [1, 2, 3]) {
    const decoder = new StringDecoder(encoding);
    const pieces = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(decoder.write(bytes.subarray(at, at + size)));
    pieces.push(decoder.end());
    console.log(encoding, size, JSON.stringify(pieces));
  }
}
const decoder = new StringDecoder();
console.log(decoder.encoding, decoder.write(Buffer.from([0xe2, 0x82])), decoder.lastNeed, decoder.lastTotal, decoder.end(), decoder.end(Buffer.from('x')), decoder.write('already text'));
for (const run of [() => new StringDecoder('nope'), () => decoder.write(5), () => decoder.write(null)]) {
  try { run(); } catch (error) { console.log(error.code, error.message); }
}
