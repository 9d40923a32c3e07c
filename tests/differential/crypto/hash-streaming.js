// Pieces, encodings, copies and the stream interface of hashes give what one piece gives.
const crypto = require('node:crypto');
const whole = crypto.createHash('sha256').update('one two three').digest('hex');
const pieces = crypto.createHash('sha256').update('one ').update(Buffer.from('two ')).update('7468726565', 'hex').digest('hex');
console.log(whole, whole === pieces);
const hash = crypto.createHash('sha1').update('common ');
const copy = hash.copy();
console.log(hash.update('a').digest('hex'), copy.update('b').digest('hex'));
try {
  hash.copy();
} catch (error) {
  console.log(error.code, error.message);
}
for (const action of [() => hash.update('more'), () => hash.digest()]) {
  try {
    action();
  } catch (error) {
    console.log(error.code, error.message);
  }
}
console.log(crypto.createHash('shake256').copy({ outputLength: 8 }).digest('hex'));
const stream = crypto.createHash('md5');
stream.on('readable', () => {
  const chunk = stream.read();
  if (chunk) console.log('stream', chunk.toString('hex'));
});
stream.on('end', () => console.log('end'));
stream.write('some ');
stream.end('data');
const text = crypto.createHash('sha512', { encoding: 'base64' });
text.on('data', (chunk) => console.log('text', typeof chunk, chunk));
text.end('data');
