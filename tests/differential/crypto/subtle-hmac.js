// HMAC: import, sign, verify, export, generation, errors.
const { subtle } = globalThis.crypto;
const hex = (buffer) => Buffer.from(buffer).toString('hex');
(async () => {
  for (const hash of ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']) {
    const key = await subtle.importKey('raw', Buffer.from('some key'), { name: 'HMAC', hash }, true, ['sign', 'verify']);
    const signature = await subtle.sign('HMAC', key, Buffer.from('data'));
    console.log(
      hash,
      hex(signature),
      await subtle.verify('HMAC', key, signature, Buffer.from('data')),
      await subtle.verify('HMAC', key, signature, Buffer.from('Data')),
      await subtle.verify('HMAC', key, Buffer.alloc(3), Buffer.from('data')),
    );
    console.log(key, await subtle.exportKey('jwk', key), hex(await subtle.exportKey('raw', key)));
  }
  const jwk = { kty: 'oct', k: 'c29tZSBrZXk', alg: 'HS256', ext: true, key_ops: ['sign'] };
  const key = await subtle.importKey('jwk', jwk, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  console.log(hex(await subtle.sign('HMAC', key, Buffer.from('data'))));
  const made = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-384' }, true, ['sign']);
  console.log(made.algorithm, made.usages, (await subtle.exportKey('raw', made)).byteLength);
  const fail = (promise) =>
    promise.then(
      () => console.log('done'),
      (error) => console.log(error.name, error.message),
    );
  await fail(subtle.exportKey('raw', key));
  await fail(subtle.verify('HMAC', key, Buffer.alloc(1), Buffer.alloc(1)));
  await fail(subtle.importKey('raw', Buffer.alloc(0), { name: 'HMAC', hash: 'SHA-1' }, true, ['sign']));
  await fail(subtle.importKey('raw', Buffer.alloc(4), { name: 'HMAC', hash: 'SHA-1' }, true, ['encrypt']));
  await fail(subtle.importKey('raw', Buffer.alloc(4), { name: 'HMAC', hash: 'SHA-1' }, true, []));
  await fail(subtle.importKey('raw', Buffer.alloc(4), { name: 'HMAC' }, true, ['sign']));
  await fail(subtle.importKey('jwk', { ...jwk, alg: 'HS512' }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']));
})();
