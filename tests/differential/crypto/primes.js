// generatePrime and checkPrime: sizes, conditions, both forms.
const crypto = require('node:crypto');
for (const size of [3, 8, 16, 32, 64, 256]) {
  const prime = crypto.generatePrimeSync(size, { bigint: true });
  console.log(size, prime.toString(2).length, crypto.checkPrimeSync(prime));
}
const safe = crypto.generatePrimeSync(48, { safe: true, bigint: true });
console.log(crypto.checkPrimeSync((safe - 1n) / 2n), crypto.generatePrimeSync(32).byteLength);
console.log(
  crypto.generatePrimeSync(40, { add: 12n, rem: 11n, bigint: true }) % 12n,
  crypto.generatePrimeSync(40, { add: 6n, bigint: true }) % 6n,
);
for (const n of [0n, 1n, 2n, 3n, 4n, 17n, 561n, 7919n, 2n ** 61n - 1n, 2n ** 61n + 1n])
  console.log(n, crypto.checkPrimeSync(n), crypto.checkPrimeSync(n, { checks: 10 }));
console.log(crypto.checkPrimeSync(Buffer.from([1, 1])), crypto.checkPrimeSync(new Uint8Array([255]).buffer));
for (const action of [
  () => crypto.generatePrimeSync(0),
  () => crypto.generatePrimeSync('x'),
  () => crypto.generatePrimeSync(32, { add: -1n }),
  () => crypto.generatePrimeSync(3, { add: 255n }),
  () => crypto.generatePrimeSync(32, { add: 10n, rem: 11n }),
  () => crypto.generatePrimeSync(32, { safe: 1 }),
  () => crypto.checkPrimeSync(1),
  () => crypto.checkPrimeSync(-1n),
  () => crypto.checkPrimeSync(3n, { checks: -1 }),
  () => crypto.generatePrime(8),
]) {
  try {
    action();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
crypto.generatePrime(32, { bigint: true }, (error, prime) => {
  console.log(error, prime.toString(2).length);
  crypto.checkPrime(prime, (error, answer) => console.log(error, answer));
});
