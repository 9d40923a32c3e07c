// Promise: TextDecoder: labels, fatal, ignoreBOM, streaming, invalid sequences, argument kinds and errors.
const t = (f) => {
  try {
    console.log(JSON.stringify(f()));
  } catch (x) {
    console.log(x.name, x.code, x.message);
  }
};
const d = (b, l, o, s) => t(() => new TextDecoder(l, o).decode(new Uint8Array(b), s));
for (const l of [
  'utf-8',
  'UTF8',
  ' utf-8\n',
  'unicode-1-1-utf-8',
  'latin1',
  'iso-8859-1',
  'ascii',
  'windows-1252',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'ucs-2',
  'shift_jis',
  'sjis',
  'euc-jp',
  'gbk',
  'gb18030',
  'big5',
  'euc-kr',
  'koi8-r',
  'ibm866',
  'macintosh',
  'windows-1251',
  'iso-8859-2',
  'iso-8859-15',
  'x-user-defined',
  'replacement',
  'utf-7',
  'utf-32',
  '',
  'bogus',
  undefined,
  null,
  5,
])
  t(() => [String(l), new TextDecoder(l).encoding]);
const all = Array.from({ length: 256 }, (_, i) => i);
for (const l of ['windows-1252', 'windows-1251', 'koi8-r', 'iso-8859-2', 'macintosh']) d(all.slice(120), l);
d([0x82, 0xa0, 0x83, 0x65], 'shift_jis');
d([0xa4, 0xa2], 'euc-jp');
d([0xc4, 0xe3, 0xba, 0xc3], 'gbk');
d([0xa7, 0x41], 'big5');
d([0xc7, 0xd1], 'euc-kr');
d([0x94, 0x39, 0xda, 0x33], 'gb18030');
d([0x1b, 0x24, 0x42, 0x24, 0x22], 'iso-2022-jp');
for (const o of [{}, { fatal: true }])
  for (const b of [
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x9f, 0x98, 0x80],
    [0xc0, 0xaf],
    [0x41, 0x80, 0x42],
    [0xf4, 0x90, 0x80, 0x80],
    [],
  ])
    d(b, 'utf-8', o);
for (const o of [{}, { ignoreBOM: true }]) {
  d([0xef, 0xbb, 0xbf, 0x41], 'utf-8', o);
  d([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf], 'utf-8', o);
  d([0xff, 0xfe, 0x41, 0], 'utf-16le', o);
  d([0xfe, 0xff, 0, 0x41], 'utf-16be', o);
}
d([0x41, 0, 0x42], 'utf-16le');
d([0, 0xd8], 'utf-16le');
d([0, 0xd8, 0x41, 0], 'utf-16le', { fatal: true });
const s = new TextDecoder();
t(() =>
  ['\u00e2', [0xe2], [0x82], [0xac, 0xf0], [0x9f, 0x98], [0x80]]
    .slice(1)
    .map((b) => s.decode(new Uint8Array(b), { stream: true }))
    .concat(s.decode()),
);
t(() => [s.decode(new Uint8Array([0xe2]), { stream: true }), s.decode(), s.decode(new Uint8Array([0x41]))]);
const bs = new TextDecoder();
t(() => [[0xef], [0xbb], [0xbf, 0x41]].map((b) => bs.decode(new Uint8Array(b), { stream: true }).length));
const u16 = new TextDecoder('utf-16le');
t(() => [[0x3d], [0xd8, 0], [0xde]].map((b) => u16.decode(new Uint8Array(b), { stream: true })).concat(u16.decode()));
const sj = new TextDecoder('shift_jis');
t(() => [sj.decode(new Uint8Array([0x82]), { stream: true }), sj.decode(new Uint8Array([0xa0]), { stream: true }), sj.decode()]);
const ft = new TextDecoder('utf-8', { fatal: true });
t(() => ft.decode(new Uint8Array([0xe2]), { stream: true }));
t(() => ft.decode());
t(() => ft.decode(new Uint8Array([0x42])));
const x = new TextDecoder('utf-8', { fatal: 1, ignoreBOM: 'y' });
t(() => [x.fatal, x.ignoreBOM, x.encoding, Object.prototype.toString.call(x)]);
t(() => x.decode());
t(
  () =>
    x.decode(new Uint8Array([65]).buffer) +
    x.decode(new DataView(new Uint8Array([66]).buffer)) +
    x.decode(new Uint16Array([0x4344])) +
    x.decode(Buffer.from('z')),
);
t(() => x.decode('str'));
t(() => x.decode(null));
t(() => x.decode([65]));
t(() => x.decode(new Uint8Array(1), 5));
t(() => new TextDecoder('utf-8', 5));
t(() => new TextDecoder('utf-8', null).fatal);
t(() => TextDecoder.prototype.decode.call({}));
t(() => x.decode(new SharedArrayBuffer(1)).length);
