// Padding: whole blocks, setAutoPadding, and the errors of broken data.
const crypto = require('node:crypto');
const key = Buffer.alloc(32, 3);
const iv = Buffer.alloc(16, 4);
const attempt = (label, action) => {
  try {
    console.log(label, action());
  } catch (error) {
    console.log(label, error.name, error.message, { ...error });
  }
};
const make = (text, padding) => {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
  cipher.setAutoPadding(padding);
  return Buffer.concat([cipher.update(text), cipher.final()]);
};
attempt('padded', () => make('sixteen bytes ok').toString('hex'));
attempt('not padded', () => make('sixteen bytes ok', false).toString('hex'));
attempt('not whole', () => make('short', false));
const open = (data, padding) => {
  const decipher = crypto.createDecipheriv('aes-256-cbc', key, iv);
  if (padding !== undefined) decipher.setAutoPadding(padding);
  return Buffer.concat([decipher.update(data), decipher.final()]);
};
attempt('open', () => open(make('sixteen bytes ok')).toString());
attempt('open unpadded', () => open(make('sixteen bytes ok', false), false).toString());
attempt('open as it is', () => open(make('short'), false).toString('hex'));
attempt('bad padding', () => open(make('sixteen bytes ok', false)));
attempt('wrong length', () => open(Buffer.alloc(17)));
attempt('nothing', () => open(Buffer.alloc(0)));
attempt('wrong length unpadded', () => open(Buffer.alloc(17), false));
attempt('final twice', () => {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
  cipher.final();
  cipher.final();
});
attempt('update after final', () => {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
  cipher.final();
  cipher.update('x');
});
attempt('padding after final', () => {
  const cipher = crypto.createCipheriv('aes-256-cbc', key, iv);
  cipher.final();
  cipher.setAutoPadding();
});
