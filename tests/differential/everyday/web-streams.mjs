// Web streams: TransformStream, pipeThrough, tee, CompressionStream, TextDecoderStream, async iteration, from, readers, cancel and errors.
import { text, json, buffer } from 'node:stream/consumers';
import { Readable, Writable } from 'node:stream';
const upper = () => new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()), flush: (controller) => controller.enqueue('.') });
console.log(await text(ReadableStream.from(['a', 'b', 'c']).pipeThrough(upper())));
const bytes = new TextEncoder().encode('zażółć gęślą 😀 '.repeat(50));
const pieces = (size) => ReadableStream.from(Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)));
for (const format of ['gzip', 'deflate', 'deflate-raw']) {
  const packed = await buffer(pieces(100).pipeThrough(new CompressionStream(format)));
  const back = await text(new Blob([packed]).stream().pipeThrough(new DecompressionStream(format)));
  console.log(format, packed.length < bytes.length, back === new TextDecoder().decode(bytes));
}
let decoded = '';
for await (const piece of pieces(7).pipeThrough(new TextDecoderStream())) decoded += piece;
console.log(decoded.length, decoded.slice(0, 16));
console.log(await buffer(ReadableStream.from(['é', '\ud83d', '\ude00']).pipeThrough(new TextEncoderStream())));
const [one, two] = ReadableStream.from([1, 2, 3]).tee();
const collected = [];
for await (const value of one) collected.push(value);
console.log(collected, await two.getReader().read(), two.locked);
const log = [];
const source = new ReadableStream({ start: () => log.push('start'), pull: (controller) => (log.push('pull'), controller.enqueue(log.length)), cancel: (reason) => log.push(`cancel ${reason}`) }, { highWaterMark: 2 });
for await (const value of source) {
  log.push(`got ${value}`);
  if (value > 4) break;
}
console.log(log);
const byteSource = new ReadableStream({ type: 'bytes', pull(controller) { const view = controller.byobRequest?.view; if (view) { view[0] = 7; controller.byobRequest.respond(1); } else { controller.enqueue(new Uint8Array([1])); } } });
const byob = byteSource.getReader({ mode: 'byob' });
console.log(await byob.read(new Uint8Array(4)));
const written = [];
const sink = new WritableStream({ write: async (chunk) => void written.push(chunk), close: () => written.push('close'), abort: (reason) => written.push(`abort ${reason}`) }, new CountQueuingStrategy({ highWaterMark: 2 }));
const writer = sink.getWriter();
console.log(writer.desiredSize, writer.write('a') instanceof Promise, writer.desiredSize);
await writer.close();
console.log(written, await writer.closed);
await ReadableStream.from([1, 2]).pipeTo(new WritableStream({ write() { throw new Error('sink broke'); } })).catch((error) => console.log(error.message));
await ReadableStream.from(['x']).pipeTo(new WritableStream(), { signal: AbortSignal.abort() }).catch((error) => console.log(error.name, error.code));
console.log(await json(Readable.toWeb(Readable.from(['{"a":', '[1]}']))), await text(Readable.fromWeb(ReadableStream.from(['web ', 'to node']))));
for (const attempt of [() => new ReadableStream({ type: 'x' }), () => one.getReader().getReader(), () => new CompressionStream('zip'), () => new ReadableStream({}, { highWaterMark: -1 }), () => ReadableStream.from(5)]) {
  try {
    attempt();
    console.log('no error');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
await new Response(ReadableStream.from([new TextEncoder().encode('body')])).text().then(console.log);
