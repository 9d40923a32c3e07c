// Promise: WritableStream, TransformStream and queuing strategies: backpressure, abort, close, errors, state order.
const log = console.log;
const t = async (f) => {
  try {
    log(await f());
  } catch (e) {
    log(e?.name, e?.code, e?.message ?? e);
  }
};
let ctl;
const o = [];
const w = new WritableStream(
  {
    start(c) {
      ctl = c;
      o.push('start');
    },
    async write(v) {
      o.push('w' + v);
      await null;
    },
    close() {
      o.push('close');
    },
    abort(r) {
      o.push('abort ' + r);
    },
  },
  { highWaterMark: 2 },
);
const wr = w.getWriter();
log(w.locked, wr.desiredSize);
const p1 = wr.write(1),
  p2 = wr.write(2);
log(wr.desiredSize);
let ready = false;
wr.ready.then(() => {
  ready = true;
});
await null;
log(ready);
await p1;
await p2;
log(ready, wr.desiredSize);
await wr.close();
log(o, wr.desiredSize);
await t(() => wr.write(3));
await t(() => wr.close());
await t(() => w.getWriter());
wr.releaseLock();
await t(() => wr.closed);
await t(() => wr.desiredSize);
await t(() => w.close());
const a = new WritableStream({
  write() {
    return new Promise(() => {});
  },
  abort(r) {
    log('abort called', r);
  },
});
const aw = a.getWriter();
aw.closed.catch((e) => log('closed rejects', e));
aw.write('stuck').catch((e) => log('write rejects', e));
const ab = aw.abort('stop');
log(await Promise.race([ab.then(() => 'aborted'), new Promise((r) => setTimeout(r, 5, 'pending'))]));
const er = new WritableStream({
  write() {
    throw new TypeError('sink');
  },
});
const ew = er.getWriter();
ew.closed.catch(() => {});
await t(() => ew.write(1));
await t(() => ew.write(2));
await t(() => ew.desiredSize);
const es = new WritableStream({
  start(c) {
    c.error(new Error('start error'));
    log(c.signal.aborted);
  },
});
await t(() => es.getWriter().closed);
await t(() => new WritableStream({ type: 'x' }));
await t(() => new WritableStream({ write: 5 }));
await t(() => new WritableStreamDefaultWriter(5));
await t(() => new WritableStream({}, { size: 5 }));
const tf = new TransformStream(
  {
    start(c) {
      c.enqueue('started');
    },
    transform(v, c) {
      v === 'err' ? c.error(new Error('tf')) : v === 'end' ? c.terminate() : c.enqueue(v + v);
    },
  },
  undefined,
  { highWaterMark: 10 },
);
const tw = tf.writable.getWriter(),
  tr = tf.readable.getReader();
tw.write('a');
log(await tr.read(), await tr.read());
tw.write('end').catch(() => {});
log(await tr.read());
await t(() => tw.write('more'));
await t(() => tw.closed);
const id = new TransformStream();
const iw = id.writable.getWriter();
log(iw.desiredSize);
iw.write('through');
iw.close();
const out = [];
for await (const v of id.readable) out.push(v);
log(out);
const tc = new TransformStream({
  cancel(r) {
    log('cancel hook', r);
  },
});
await tc.readable.cancel('rc');
const te = new TransformStream({
  transform() {
    throw new Error('thrown');
  },
});
te.writable
  .getWriter()
  .write(1)
  .catch((e) => log('w', e.message));
await t(() => te.readable.getReader().read());
await t(() => new TransformStream({ readableType: 'x' }));
await t(() => new TransformStream({ flush: 1 }));
await t(() => new TransformStreamDefaultController());
log(
  new CountQueuingStrategy({ highWaterMark: 3 }).size(),
  new ByteLengthQueuingStrategy({ highWaterMark: 3 }).size(new Uint8Array(7)),
  new CountQueuingStrategy({ highWaterMark: 'x' }).highWaterMark,
);
await t(() => new CountQueuingStrategy());
await t(() => new CountQueuingStrategy({}));
log(new CountQueuingStrategy({ highWaterMark: 1 }));
