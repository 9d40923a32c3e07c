// subtle.digest of every algorithm, in every form of naming and data.
const { subtle } = globalThis.crypto;
const hex = (buffer) => Buffer.from(buffer).toString('hex');
(async () => {
  for (const name of ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'sha-256', { name: 'SHA-1' }]) {
    console.log(name, hex(await subtle.digest(name, Buffer.from('data'))), hex(await subtle.digest(name, new ArrayBuffer(0))));
  }
  console.log(await subtle.digest('SHA-1', new Uint16Array([1, 2, 3])));
  for (const args of [['MD5', Buffer.from('x')], ['SHA-256'], ['SHA-256', 'text'], [{}, Buffer.from('x')]]) {
    await subtle.digest(...args).catch((error) => console.log(error.name, error.code, error.message));
  }
})();
