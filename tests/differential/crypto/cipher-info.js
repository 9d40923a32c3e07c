// getCipherInfo by name and number, with lengths to check.
const crypto = require('node:crypto');
const names = [128, 192, 256].flatMap((bits) =>
  ['cbc', 'ecb', 'ctr', 'ofb', 'cfb', 'cfb8', 'gcm', 'ccm'].map((mode) => `aes-${bits}-${mode}`),
);
for (const name of [...names, 'AES128', 'id-aes256-GCM', 'aes192-wrap', 'chacha20', 'chacha20-poly1305', 'nope']) {
  const info = crypto.getCipherInfo(name);
  console.log(name, JSON.stringify(info), info && crypto.getCipherInfo(info.nid).name === info.name);
}
console.log(
  crypto.getCipherInfo('aes-128-cbc', { keyLength: 16, ivLength: 16 }),
  crypto.getCipherInfo('aes-128-cbc', { keyLength: 12 }),
  crypto.getCipherInfo('aes-128-cbc', { ivLength: 12 }),
  crypto.getCipherInfo(1),
);
const listed = crypto.getCiphers();
console.log(
  ['aes-256-cbc', 'aes-128-gcm', 'chacha20-poly1305', 'aes256'].every((name) => listed.includes(name)),
  new Set(listed).size === listed.length,
);
for (const args of [[], [{}], ['aes-128-cbc', 1], ['aes-128-cbc', { keyLength: 'x' }], [1.5]]) {
  try {
    crypto.getCipherInfo(...args);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
