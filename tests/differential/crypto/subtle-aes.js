// AES-CBC, CTR and GCM with fixed keys; wrong tags and sizes.
const { subtle } = globalThis.crypto;
const hex = (buffer) => Buffer.from(buffer).toString('hex');
const data = Buffer.from('some data to encrypt that is longer than a block');
(async () => {
  for (const bits of [128, 192, 256]) {
    const raw = Buffer.alloc(bits / 8, 5);
    for (const algorithm of [
      { name: 'AES-CBC', iv: Buffer.alloc(16, 1) },
      { name: 'AES-CTR', counter: Buffer.alloc(16, 255), length: 64 },
      { name: 'AES-CTR', counter: Buffer.alloc(16, 255), length: 7 },
      { name: 'AES-GCM', iv: Buffer.alloc(12, 2) },
      { name: 'AES-GCM', iv: Buffer.alloc(16, 2), additionalData: Buffer.from('more'), tagLength: 96 },
    ]) {
      const key = await subtle.importKey('raw', raw, algorithm.name, true, ['encrypt', 'decrypt']);
      const sealed = await subtle.encrypt(algorithm, key, data);
      console.log(bits, algorithm.name, hex(sealed), Buffer.from(await subtle.decrypt(algorithm, key, sealed)).equals(data));
    }
  }
  const fail = (promise) =>
    promise.then(
      (value) => console.log('done', value),
      (error) => console.log(error.name, error.message),
    );
  const key = await subtle.importKey('raw', Buffer.alloc(16), 'AES-GCM', true, ['encrypt', 'decrypt']);
  await fail(subtle.decrypt({ name: 'AES-GCM', iv: Buffer.alloc(12) }, key, Buffer.alloc(20)));
  await fail(subtle.decrypt({ name: 'AES-GCM', iv: Buffer.alloc(12) }, key, Buffer.alloc(3)));
  await fail(subtle.encrypt({ name: 'AES-GCM', iv: Buffer.alloc(12), tagLength: 5 }, key, data));
  await fail(subtle.encrypt({ name: 'AES-CBC', iv: Buffer.alloc(16) }, key, data));
  await fail(subtle.importKey('raw', Buffer.alloc(15), 'AES-CBC', true, ['encrypt']));
  await fail(subtle.importKey('raw', Buffer.alloc(16), 'AES-CBC', true, ['sign']));
  const cbc = await subtle.importKey(
    'jwk',
    { kty: 'oct', k: Buffer.alloc(16).toString('base64url'), alg: 'A128CBC' },
    'AES-CBC',
    true,
    ['decrypt'],
  );
  await fail(subtle.decrypt({ name: 'AES-CBC', iv: Buffer.alloc(16) }, cbc, Buffer.alloc(17)));
  await fail(subtle.decrypt({ name: 'AES-CBC', iv: Buffer.alloc(5) }, cbc, Buffer.alloc(16)));
  console.log(await subtle.exportKey('jwk', cbc));
  const made = await subtle.generateKey({ name: 'AES-CTR', length: 192 }, true, ['encrypt']);
  console.log(made, (await subtle.exportKey('raw', made)).byteLength);
  await fail(subtle.generateKey({ name: 'AES-CBC', length: 100 }, true, ['encrypt']));
})();
