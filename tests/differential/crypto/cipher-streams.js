// Ciphers are streams: pipelines, encodings, errors of final.
const crypto = require('node:crypto');
const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');
const key = crypto.scryptSync('password', 'salt', 24, { N: 16 });
const iv = Buffer.alloc(16, 0);
(async () => {
  let text = '';
  await pipeline(
    Readable.from(['some ', 'clear ', 'text']),
    crypto.createCipheriv('aes-192-cbc', key, iv),
    crypto.createDecipheriv('aes-192-cbc', key, iv),
    async function (source) {
      source.setEncoding('utf8');
      for await (const chunk of source) text += chunk;
    },
  );
  console.log(text);
  const cipher = crypto.createCipheriv('aes-192-cbc', key, iv);
  cipher.setEncoding('hex');
  cipher.on('data', (chunk) => console.log('data', chunk));
  cipher.on('end', () => console.log('end'));
  cipher.write('some clear text data');
  cipher.end();
  const decipher = crypto.createDecipheriv('aes-192-cbc', key, iv);
  decipher.on('error', (error) => console.log('error', error.code));
  decipher.end(Buffer.alloc(15));
})();
