// Promise: toString and from in every encoding, with invalid input, truncation, ranges and odd lengths.
const j = (x) => console.log(JSON.stringify(x));
const encs = ['utf8', 'utf16le', 'latin1', 'ascii', 'base64', 'base64url', 'hex', 'binary', 'ucs2'];
const bytes = Buffer.from([0, 1, 0x41, 0x7f, 0x80, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xff]);
for (const e of encs) {
  j([
    e,
    bytes.toString(e),
    bytes.toString(e, 2, 7),
    bytes.toString(e, 5, 6),
    bytes.toString(e, -3),
    bytes.toString(e, 3, 1),
    bytes.toString(e, 0, 99),
    bytes.toString(e, '2', '4'),
    bytes.toString(e, NaN, 1.9),
  ]);
  j(Buffer.from('Añ€😀\ud800z', e).toString('hex'));
}
for (const bad of [
  [0xc0, 0x80],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0x80],
  [0xc3],
  [0xc3, 0x28],
  [0xe2, 0x28, 0xa1],
  [0xf0, 0x28, 0x8c, 0xbc],
  [0xfe, 0xff],
  [0xef, 0xbb, 0xbf, 0x41],
  [0xe2, 0x82, 0x41],
  [0xf0, 0x90, 0x41, 0x42],
])
  j([...Buffer.from(bad).toString()].map((c) => c.codePointAt(0).toString(16)).join());
for (const s of ['', '0', '0g', 'abc', 'ABCDEF', 'ab cd', 'zz', '0x12', 'a1b2zzc3', '12\u0130\u0131'])
  j([s, Buffer.from(s, 'hex').toString('hex')]);
for (const s of [
  '',
  'YQ',
  'YQ=',
  'YQ==',
  'YWI',
  'YWJj',
  'YW Jj\n',
  'YW-_',
  'YW+/',
  'Y',
  'YQ==YQ==',
  '====',
  'YQ=Q',
  '*Y*Q*',
  'YWJjZ',
  'YW\u00e9Jj',
  'Y===',
  '-_-_',
  'YWJjZGVmZ2hpamtsbW5vcA=='.repeat(3),
])
  j([s, Buffer.from(s, 'base64').toString('latin1'), Buffer.from(s, 'base64url').toString('hex')]);
for (let n = 0; n < 7; n++)
  j([
    Buffer.from('abcdef'.slice(0, n)).toString('base64'),
    Buffer.from('\xfb\xff\xfe\xfb\xff\xfe'.slice(0, n), 'latin1').toString('base64url'),
    Buffer.from('abcdef'.slice(0, n)).toString('utf16le'),
  ]);
for (const e of ['UTF8', 'Utf-8', 'UCS2', 'uTf-16lE', 'LATIN1', 'BASE64', 'bogus', 5, null, undefined, {}, ''])
  try {
    j([String(e), bytes.toString(e, 2, 4)]);
  } catch (x) {
    j([x.name, x.code, x.message]);
  }
j(Buffer.from('\u0141\u0080ÿ', 'latin1'));
j(Buffer.from('\u0141\u0080ÿ', 'ascii'));
j(Buffer.from([0x80, 0xff, 0x41]).toString('ascii'));
j(Buffer.from('\udc00\ud800', 'utf16le').toString('hex'));
j(Buffer.from('a\ud800').toString('hex'));
j('' + Buffer.from('coerced'));
j(Buffer.from('ab').toLocaleString());
j(Buffer.from('x').toJSON());
j(String(Buffer.alloc(0)));
j(Buffer.from('x'.repeat(5000)).toString().length);
j(Buffer.from('é'.repeat(5000)).toString('utf8', 1, 4).length);
