// Promise: crypto's random bytes, integers and identifiers: shapes, ranges, callbacks, errors; nothing repeats.
const crypto = require('crypto');
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ids = new Set(Array.from({ length: 300 }, () => crypto.randomUUID()));
console.log(
  ids.size,
  [...ids].every((id) => uuid.test(id)),
  uuid.test(crypto.randomUUID({ disableEntropyCache: true })),
);
const bytes = crypto.randomBytes(200000);
console.log(Buffer.isBuffer(bytes), bytes.length, new Set(bytes).size, crypto.randomBytes(0).length);
console.log(crypto.randomBytes(16).equals(crypto.randomBytes(16)));
const numbers = Array.from({ length: 1000 }, () => crypto.randomInt(5, 9));
console.log([...new Set(numbers)].sort().join());
const filled = crypto.randomFillSync(Buffer.alloc(8, 'a'), 2, 3);
console.log(filled.toString('latin1', 0, 2), filled.toString('latin1', 5));
const words = new Uint32Array(64);
console.log(crypto.getRandomValues(words) === words, new Set(words).size > 60, globalThis.crypto.randomUUID().length);
t(() => crypto.randomBytes(-1));
t(() => crypto.randomBytes('1'));
t(() => crypto.randomInt(3, 3));
t(() => crypto.getRandomValues(new Float32Array(1)));
t(() => crypto.getRandomValues(new Uint8Array(65537)));
crypto.randomBytes(32, function (error, buffer) {
  console.log('bytes', error, buffer.length, this.constructor.name);
  crypto.randomInt(10, (error, number) => console.log('int', error, number >= 0 && number < 10));
  crypto.randomFill(new Uint16Array(4), (error, view) => console.log('fill', error, view.length));
});
console.log('sync');
