// Promise: Blob and File: parts, endings, type rules, slice edges, text, bytes, stream, errors, File fields, FormData basics.
const log = console.log;
const t = async (f) => {
  try {
    log(await f());
  } catch (e) {
    log(e.name, e.code, e.message);
  }
};
const b = new Blob(
  [
    'aé',
    new Uint8Array([66, 67]),
    new Uint16Array([0x4544]).buffer,
    new DataView(new ArrayBuffer(1)),
    new Blob(['in']),
    5,
    null,
    { toString: () => 'obj' },
  ],
  { type: 'Text/PLAIN' },
);
log(b.size, b.type, await b.text(), (await b.arrayBuffer()).byteLength, b instanceof Blob, Object.prototype.toString.call(b));
log(b);
log(JSON.stringify(await new Blob(['a\r\nb\rc\nd'], { endings: 'native' }).text()));
await t(() => new Blob(['x'], { endings: 'bogus' }));
for (const ty of ['a/b', 'é', 'A/B;C', '', undefined, null, 5, 'x\u0000'])
  await t(() => JSON.stringify(new Blob([], { type: ty }).type));
for (const p of [undefined, [], 'str', 5, null, {}, new Set(['s']), [[1, 2]], [Symbol('s')]])
  await t(async () => [new Blob(p).size, await new Blob(p).text()]);
await t(() => new Blob([], 5));
await t(() => Blob([]));
const s = new Blob(['0123456789']);
for (const a of [[], [3], [3, 5], [-3], [-3, -1], [5, 3], [0, 99], [2, 4, 'q/t'], ['1', '2'], [NaN], [1.9, 3.9], [-99, 2]]) {
  const x = s.slice(...a);
  log(a, x.size, await x.text(), x.type);
}
log(await s.slice(2, 8).slice(1, 3).text());
const chunks = [];
for await (const c of s.stream()) chunks.push(c);
log(chunks, s.stream() instanceof ReadableStream);
const big = new Blob([new Uint8Array(200000)]);
let n = 0,
  tot = 0;
for await (const c of big.stream()) {
  n++;
  tot += c.length;
}
log(n > 0, tot);
log(await s.bytes?.());
await t(() => Blob.prototype.text.call({}));
await t(() => (s.size = 5));
log(
  s.size,
  await new Blob(['\ud800', new Uint8Array([0xff])]).text().then((x) => [...x].map((c) => c.codePointAt().toString(16))),
);
const f = new File(['data', '!'], 'name é.txt', { type: 'text/x', lastModified: 123 });
log(
  f.name,
  f.size,
  f.type,
  f.lastModified,
  f instanceof Blob,
  await f.text(),
  f.webkitRelativePath,
  Object.prototype.toString.call(f),
);
log(f);
await t(() => new File([]));
await t(() => new File('x', 'n'));
await t(() => new File([], 5).name);
await t(() => new File([], 'n', { lastModified: 'x' }).lastModified);
await t(() => typeof new File([], 'n').lastModified);
await t(() => f.slice(0, 2).constructor.name);
await t(() => structuredClone(s).text());
const url = URL.createObjectURL(s);
log(url.startsWith('blob:nodedata:'));
const { resolveObjectURL } = await import('node:buffer');
log(await resolveObjectURL(url).text());
URL.revokeObjectURL(url);
log(resolveObjectURL(url));
await t(() => URL.createObjectURL({}));
await t(() => URL.revokeObjectURL());
const ab = await s.arrayBuffer();
new Uint8Array(ab)[0] = 0;
log(await s.text());
