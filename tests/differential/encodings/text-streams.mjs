// Promise: TextEncoderStream and TextDecoderStream split and join characters and report errors.
const collect = async (r) => {
  const out = [];
  for await (const c of r) out.push(c);
  return out;
};
const from = (a) => ReadableStream.from(a);
console.log(await collect(from(['a', '\ud83d', '\ude00b', '', '\ud800']).pipeThrough(new TextEncoderStream())));
const bytes = (s) => s.map((x) => new Uint8Array(x));
console.log(
  await collect(from(bytes([[0xe2], [0x82, 0xac], [0xf0, 0x9f], [0x98, 0x80, 0x41], []])).pipeThrough(new TextDecoderStream())),
);
console.log(await collect(from(bytes([[0xe2, 0x82]])).pipeThrough(new TextDecoderStream())));
console.log(
  await collect(from(bytes([[0xef, 0xbb, 0xbf, 0x41]])).pipeThrough(new TextDecoderStream('utf-8', { ignoreBOM: true }))),
);
console.log(await collect(from(bytes([[0xe9]])).pipeThrough(new TextDecoderStream('latin1'))));
for (const f of [
  () => collect(from(bytes([[0xff]])).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))),
  () => collect(from(['str']).pipeThrough(new TextDecoderStream())),
  () => new TextDecoderStream('bogus'),
  () => collect(from([5, null]).pipeThrough(new TextEncoderStream())),
])
  try {
    console.log(await f());
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
const d = new TextDecoderStream('utf-16le', { fatal: true });
console.log(
  d.encoding,
  d.fatal,
  d.ignoreBOM,
  d.readable instanceof ReadableStream,
  d.writable instanceof WritableStream,
  new TextEncoderStream().encoding,
  Object.prototype.toString.call(d),
);
