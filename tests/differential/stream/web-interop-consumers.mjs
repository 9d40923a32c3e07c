// Promise: stream/consumers, toWeb/fromWeb in both directions, errors crossing the bridge.
import { Readable, Writable, Duplex, PassThrough } from 'node:stream';
import { text, json, buffer, arrayBuffer, blob } from 'node:stream/consumers';
const log = console.log;
const t = async (f) => {
  try {
    log(await f());
  } catch (e) {
    log(e?.name, e?.code, e?.message ?? e);
  }
};
const P = ['{"a":', Buffer.from('"€').subarray(0, 2), Buffer.from('"€').subarray(2), '"}'];
await t(() => text(Readable.from(P)));
await t(() => json(Readable.from(P)));
await t(() => buffer(Readable.from(P.map((x) => Buffer.from(x)))));
await t(async () => (await arrayBuffer(Readable.from(['ab']))).byteLength);
await t(async () => {
  const b = await blob(Readable.from(['x', 'yz']));
  return [b.size, b.type, await b.text()];
});
await t(() => text(ReadableStream.from(['web ', 'side'])));
await t(() => json(Readable.from(['{bad'])));
await t(() =>
  text(
    (async function* () {
      yield 'gen';
    })(),
  ),
);
await t(() => text(Readable.from([Buffer.from([0xff])])));
await t(() =>
  text(
    (async function* () {
      yield 'a';
      throw new Error('mid');
    })(),
  ),
);
await t(() => text(Readable.from([Buffer.from([0xef, 0xbb, 0xbf, 0x41])])));
const web = Readable.toWeb(Readable.from(['n1', 'n2']));
log(web.constructor.name);
const out = [];
for await (const c of web) out.push(c);
log(out);
const bw = Readable.toWeb(Readable.from([Buffer.from('b')], { objectMode: false }));
const rd = bw.getReader();
log(await rd.read(), await rd.read());
await t(async () => {
  const r = new Readable({
    read() {
      this.destroy(new Error('node side'));
    },
  });
  for await (const _ of Readable.toWeb(r));
});
const node = Readable.fromWeb(ReadableStream.from([Buffer.from('w1'), 'w2']), { objectMode: true });
log(node instanceof Readable, await node.toArray());
await t(() =>
  Readable.fromWeb(
    new ReadableStream({
      start(c) {
        c.error(new Error('web side'));
      },
    }),
  ).toArray(),
);
await t(() => Readable.fromWeb(5));
await t(() => Readable.toWeb(5));
let cancelled;
const rc = Readable.fromWeb(
  new ReadableStream({
    pull(c) {
      c.enqueue(Buffer.from('x'));
    },
    cancel(r) {
      cancelled = r;
    },
  }),
);
rc.once('data', () => rc.destroy());
await new Promise((r) => rc.on('close', r));
await null;
log('cancelled', cancelled?.name ?? cancelled);
const got = [];
const nw = new Writable({
  write(c, e, cb) {
    got.push(String(c));
    setImmediate(cb);
  },
  final(cb) {
    got.push('final');
    cb();
  },
});
await ReadableStream.from(['1', '2']).pipeTo(Writable.toWeb(nw));
log(got);
const wg = [];
const fw = Writable.fromWeb(
  new WritableStream({
    write(c) {
      wg.push(String(c));
    },
    close() {
      wg.push('close');
    },
  }),
);
fw.write('a');
await new Promise((r) => fw.end('b', r));
log(wg);
const fe = Writable.fromWeb(
  new WritableStream({
    write() {
      throw new Error('web sink');
    },
  }),
);
fe.on('error', (e) => log('error', e.message));
fe.write('x');
await new Promise((r) => fe.on('close', r));
const d = Duplex.toWeb(new PassThrough());
const dw = d.writable.getWriter();
dw.write(Buffer.from('dup'));
dw.close();
log(await text(d.readable));
const df = Duplex.fromWeb(
  new TransformStream({
    transform(c, k) {
      k.enqueue(String(c).toUpperCase());
    },
  }),
  { encoding: 'utf8' },
);
df.end('shout');
log(await df.toArray());
await t(() => Duplex.fromWeb({}));
log(Readable.from([1]) instanceof ReadableStream, typeof Readable.prototype[Symbol.asyncIterator]);
