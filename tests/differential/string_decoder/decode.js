// Promise: StringDecoder holds incomplete characters for every encoding and flushes them as Node does.
const { StringDecoder } = require('string_decoder');
const j = (x) => console.log(JSON.stringify(x));
const text = 'aé€😀\ud800z';
for (const e of ['utf8', 'utf16le', 'latin1', 'ascii', 'base64', 'base64url', 'hex', 'ucs-2', 'binary'])
  for (const n of [1, 2, 3, 5]) {
    const b = Buffer.from(text, e === 'hex' || e.startsWith('base64') ? 'utf8' : e);
    const d = new StringDecoder(e);
    const out = [];
    for (let i = 0; i < b.length; i += n) out.push(d.write(b.subarray(i, i + n)));
    out.push(d.end());
    j([e, n, out]);
  }
const d = new StringDecoder();
for (const part of [[0xe2, 0x82], [0x41], [0xf0, 0x9f], [], [0x98], [0x80, 0xc3], [0xff], [0xf0, 0x9f, 0x98], [0xe2]])
  j([d.write(Buffer.from(part)), d.lastNeed, d.lastTotal, [...d.lastChar].slice(0, 0)]);
j(d.end());
j(d.end());
j(d.write(Buffer.from([0xc3])));
j(d.end(Buffer.from([0xa9])));
j(d.end(Buffer.from([0xe2, 0x82])));
const u = new StringDecoder('utf16le');
j(u.write(Buffer.from([0x3d])));
j(u.write(Buffer.from([0xd8])));
j(u.write(Buffer.from([0x00, 0xde])));
j(u.write(Buffer.from([0x3d, 0xd8, 0x41])));
j(u.end());
const h = new StringDecoder('base64');
j([h.write(Buffer.from('a')), h.write(Buffer.from('b')), h.write(Buffer.from('cd')), h.end()]);
for (const bad of ['bogus', 5, {}])
  try {
    new StringDecoder(bad);
    console.log('ok');
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
for (const bad of [5, null, undefined, {}])
  try {
    new StringDecoder().write(bad);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
j([
  new StringDecoder().write('string passes'),
  new StringDecoder().write(new Uint8Array([65])),
  new StringDecoder().write(new DataView(new Uint8Array([66]).buffer)),
  new StringDecoder(null).encoding,
  new StringDecoder('UTF-8').encoding,
  new StringDecoder('UCS2').encoding,
  new StringDecoder('binary').encoding,
]);
