// Random values: lengths, ranges, errors; never their values.
const crypto = require('node:crypto');
console.log(crypto.randomBytes(16).length, crypto.randomBytes(0).length, crypto.pseudoRandomBytes?.(4).length);
console.log(crypto.randomBytes(16).equals(crypto.randomBytes(16)));
console.log(
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()),
  /^.{36}$/.test(crypto.randomUUID({ disableEntropyCache: true })),
);
for (let i = 0; i < 5; i++) {
  const n = crypto.randomInt(3);
  if (n < 0 || n > 2) console.log('out of range', n);
  const m = crypto.randomInt(-5, 5);
  if (m < -5 || m >= 5) console.log('out of range', m);
}
const filled = crypto.randomFillSync(Buffer.alloc(10), 5);
console.log(
  filled.subarray(0, 5).toString('hex'),
  crypto.getRandomValues(new Uint32Array(4)).length,
  crypto.webcrypto.getRandomValues(new Uint8Array(0)).length,
);
for (const action of [
  () => crypto.randomBytes(-1),
  () => crypto.randomBytes('1'),
  () => crypto.randomInt(0),
  () => crypto.randomInt(5, 5),
  () => crypto.randomInt(1.5),
  () => crypto.randomFillSync('x'),
  () => crypto.randomFillSync(Buffer.alloc(2), 3),
  () => crypto.randomFillSync(Buffer.alloc(2), 1, 2),
  () => crypto.randomUUID(1),
  () => crypto.randomUUID({ disableEntropyCache: 1 }),
  () => crypto.getRandomValues(new Float32Array(1)),
  () => crypto.getRandomValues(new Uint8Array(65537)),
]) {
  try {
    action();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
crypto.randomBytes(8, (error, bytes) => {
  console.log('bytes', error, bytes.length);
  crypto.randomFill(new Uint16Array(4), (error, array) => {
    console.log('fill', error, array.length);
    crypto.randomInt(10, (error, n) => console.log('int', error, n >= 0 && n < 10));
  });
});
