// Promise: ReadableStream: controllers, tee, cancel, pipeTo options, BYOB, from, async iteration, errors, inspect.
const log = console.log;
const t = async (f) => {
  try {
    log(await f());
  } catch (e) {
    log(e?.name, e?.code, e?.message ?? e);
  }
};
const S = (a, o = {}) =>
  new ReadableStream({
    pull(c) {
      a.length ? c.enqueue(a.shift()) : c.close();
    },
    ...o,
  });
const all = async (s) => {
  const o = [];
  for await (const c of s) o.push(c);
  return o;
};
await t(() => all(S([1, 2])));
const r = S(['a']).getReader();
await t(async () => [await r.read(), await r.read(), await r.closed]);
const s = S([1]);
const rd = s.getReader();
log(s.locked);
await t(() => s.getReader());
await t(() => s.cancel());
rd.releaseLock();
log(s.locked);
await t(() => rd.read());
await t(() => rd.closed);
await t(() => s.cancel('why'));
const c = S([1], {
  cancel(x) {
    log('cancel', x);
    return 'ignored';
  },
});
await t(() => c.cancel('reason'));
await t(() => all(c));
const e = new ReadableStream({
  start(c) {
    c.enqueue(1);
    c.error(new RangeError('boom'));
  },
});
await t(() => all(e));
await t(() =>
  all(
    new ReadableStream({
      pull() {
        throw new Error('pull threw');
      },
    }),
  ),
);
await t(
  () =>
    new ReadableStream({
      start() {
        throw new Error('start threw');
      },
    }),
);
const [x, y] = S([1, 2]).tee();
log(await all(x), await all(y));
let ctl;
const q = new ReadableStream(
  {
    start(c) {
      ctl = c;
    },
  },
  { highWaterMark: 3, size: (v) => v },
);
log(ctl.desiredSize);
ctl.enqueue(2);
log(ctl.desiredSize);
ctl.enqueue(5);
log(ctl.desiredSize);
ctl.close();
log(ctl.desiredSize);
await t(() => ctl.enqueue(1));
await t(() => ctl.close());
log(await all(q));
const sink = (o) =>
  new WritableStream({
    write(v) {
      o.push(v);
    },
    close() {
      o.push('closed');
    },
    abort(r) {
      o.push('abort ' + (r?.message ?? r));
    },
  });
let o = [];
await S([1, 2]).pipeTo(sink(o));
log(o);
o = [];
await t(() =>
  new ReadableStream({
    start(c) {
      c.error(new Error('src'));
    },
  }).pipeTo(sink(o)),
);
log(o);
o = [];
await t(() => S([1, 2]).pipeTo(sink(o), { preventClose: true }));
log(o);
o = [];
await t(() => S([1]).pipeTo(sink(o), { signal: AbortSignal.abort('sig') }));
log(o);
await t(() => S([1]).pipeTo(5));
await t(() => S([1]).pipeThrough({}));
await t(() =>
  all(
    S([1, 2]).pipeThrough(
      new TransformStream({
        transform(v, c) {
          c.enqueue(v * 10);
        },
        flush(c) {
          c.enqueue('flush');
        },
      }),
    ),
  ),
);
await t(() => all(ReadableStream.from(['f', Promise.resolve('p')])));
await t(() => ReadableStream.from(5));
const b = new ReadableStream({
  type: 'bytes',
  pull(c) {
    const v = c.byobRequest?.view;
    if (v) {
      new Uint8Array(v.buffer, v.byteOffset)[0] = 65;
      c.byobRequest.respond(1);
    } else c.enqueue(new Uint8Array([66]));
  },
});
const br = b.getReader({ mode: 'byob' });
await t(() => br.read(new Uint8Array(4)));
await t(() => br.read(new Uint8Array(0)));
await t(() => br.read('x'));
br.releaseLock();
const dr = b.getReader();
await t(() => dr.read());
await dr.cancel();
await t(() => S([]).getReader({ mode: 'byob' }));
await t(() => new ReadableStream({ type: 'x' }));
await t(() => new ReadableStream({}, { highWaterMark: -1 }));
await t(() => new ReadableStream({ pull: 5 }));
const it = S([1, 2, 3], { cancel: () => log('cancelled by break') });
for await (const v of it) {
  log(v);
  break;
}
const pc = S([1, 2]);
for await (const v of pc.values({ preventCancel: true })) break;
log(pc.locked, await all(pc));
log(S([]), new WritableStream(), new TransformStream(), S([]).getReader());
await t(() => new ReadableStreamDefaultController());
await t(() => new ReadableStreamDefaultReader(5));
log(Object.prototype.toString.call(q));
