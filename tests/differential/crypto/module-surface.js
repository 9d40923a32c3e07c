// What the module exports, and its constants.
const crypto = require('node:crypto');
console.log(Object.keys(crypto).sort().join());
console.log(crypto.constants);
for (const name of Object.keys(crypto).sort()) {
  if (typeof crypto[name] === 'function') console.log(name, crypto[name].name, crypto[name].length);
}
console.log(crypto.secureHeapUsed(), crypto.getFips(), crypto.fips);
try {
  crypto.setEngine('nope');
} catch (error) {
  console.log(error.code, error.message);
}
console.log(crypto.webcrypto === globalThis.crypto, crypto.subtle === globalThis.crypto.subtle, globalThis.crypto);
