// wrapKey and unwrapKey with AES-KW and AES-GCM, raw and as JWK.
const { subtle } = globalThis.crypto;
const hex = (buffer) => Buffer.from(buffer).toString('hex');
(async () => {
  const secret = await subtle.importKey('raw', Buffer.alloc(32, 7), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  const kw = await subtle.importKey('raw', Buffer.alloc(16, 1), 'AES-KW', true, ['wrapKey', 'unwrapKey']);
  const wrapped = await subtle.wrapKey('raw', secret, kw, 'AES-KW');
  console.log(hex(wrapped));
  const back = await subtle.unwrapKey('raw', wrapped, kw, 'AES-KW', { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  console.log(hex(await subtle.exportKey('raw', back)));
  const gcm = await subtle.importKey('raw', Buffer.alloc(32, 2), 'AES-GCM', true, ['wrapKey', 'unwrapKey']);
  const algorithm = { name: 'AES-GCM', iv: Buffer.alloc(12, 3) };
  const jwk = await subtle.wrapKey('jwk', secret, gcm, algorithm);
  console.log(hex(jwk));
  const again = await subtle.unwrapKey('jwk', jwk, gcm, algorithm, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  console.log(again);
  const fail = (promise) =>
    promise.then(
      (value) => console.log('done', value),
      (error) => console.log(error.name, error.message),
    );
  await fail(subtle.unwrapKey('raw', Buffer.alloc(40), kw, 'AES-KW', 'AES-CBC', true, ['encrypt']));
  await fail(subtle.wrapKey('raw', secret, gcm, 'AES-KW'));
  console.log((await subtle.generateKey({ name: 'AES-KW', length: 256 }, true, ['wrapKey'])).algorithm);
})();
