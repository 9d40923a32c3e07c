// GCM: tags of every length, additional data, vectors of any length, refusals.
const crypto = require('node:crypto');
const key = Buffer.alloc(32, 5);
const seal = (text, iv, aad, options) => {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv, options);
  if (aad) cipher.setAAD(Buffer.from(aad));
  const data = Buffer.concat([cipher.update(text), cipher.final()]);
  return [data, cipher.getAuthTag()];
};
for (const length of [1, 8, 12, 16, 60]) {
  const [data, tag] = seal('some text to seal', Buffer.alloc(length, 6), 'header');
  console.log(length, data.toString('hex'), tag.toString('hex'));
}
for (const authTagLength of [4, 8, 12, 13, 14, 15, 16])
  console.log(seal('', Buffer.alloc(12), '', { authTagLength })[1].toString('hex'));
const iv = Buffer.alloc(12, 6);
const [data, tag] = seal('some text to seal', iv, 'header');
const open = (tag, aad, data_ = data, options) => {
  try {
    const decipher = crypto.createDecipheriv('aes-256-gcm', key, iv, options);
    if (aad) decipher.setAAD(Buffer.from(aad));
    const text = decipher.update(data_);
    if (tag) decipher.setAuthTag(tag);
    return text.toString() + decipher.final();
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
};
console.log(open(tag, 'header'));
console.log(open(tag, 'other'));
console.log(open(tag));
console.log(open(undefined, 'header'));
console.log(open(tag, 'header', data.subarray(1)));
console.log(open(tag.subarray(0, 12), 'header'));
console.log(open(tag.subarray(0, 5), 'header'));
console.log(open(tag, 'header', data, { authTagLength: 12 }));
const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
for (const action of [
  () => cipher.getAuthTag(),
  () => cipher.setAAD(Buffer.from('a')).setAAD(Buffer.from('b')) === cipher,
  () => cipher.update('x').toString('hex'),
  () => cipher.setAAD(Buffer.from('late')),
  () => cipher.setAuthTag,
  () => cipher.final().length,
  () => cipher.getAuthTag().toString('hex'),
  () => crypto.createCipheriv('aes-256-gcm', key, iv, { authTagLength: 5 }),
  () => crypto.createCipheriv('aes-256-gcm', key, iv, { authTagLength: 'x' }),
]) {
  try {
    console.log(action());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
