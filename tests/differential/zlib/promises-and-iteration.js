// promisify works, and streams can be iterated.
const zlib = require('node:zlib');
const { promisify } = require('node:util');
(async () => {
  const packed = await promisify(zlib.gzip)('promised', { level: 9 });
  console.log(packed.toString('hex'));
  console.log((await promisify(zlib.unzip)(packed)).toString());
  await promisify(zlib.inflate)(Buffer.from('bad')).catch((error) => console.log(error.code));
  const gunzip = zlib.createGunzip();
  gunzip.end(packed);
  let text = '';
  for await (const chunk of gunzip) text += chunk;
  console.log(text);
  const bad = zlib.createInflate();
  bad.end('bad');
  try {
    for await (const chunk of bad) console.log(chunk);
  } catch (error) {
    console.log('thrown', error.code);
  }
})();
