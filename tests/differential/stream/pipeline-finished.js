// Promise: pipeline and finished (callback and promise): success, errors, aborts, generators, premature close, cleanup.
const { pipeline, finished, Readable, Writable, Transform, PassThrough } = require('stream');
const P = require('stream/promises');
const log = console.log;
const sink = (out = []) =>
  Object.assign(
    new Writable({
      objectMode: true,
      write(c, e, cb) {
        out.push(c);
        cb();
      },
    }),
    { out },
  );
const t = async (n, f) => {
  try {
    log(n, 'ok', await f());
  } catch (e) {
    log(n, e.name, e.code, e.message);
  }
};
(async () => {
  const s = sink();
  await t('simple', async () => {
    await P.pipeline(Readable.from(['a', 'b']), s);
    return s.out;
  });
  await t('generator', () =>
    P.pipeline(
      async function* () {
        yield 'x';
        yield 'y';
      },
      async function* (src) {
        for await (const c of src) yield String(c).toUpperCase();
      },
      async (src) => {
        let r = '';
        for await (const c of src) r += c;
        return r;
      },
    ),
  );
  await t('iterable', () =>
    P.pipeline([1, 2, 3], async (src) => {
      let r = 0;
      for await (const c of src) r += c;
      return r;
    }),
  );
  const src = Readable.from(['1', '2']),
    mid = new Transform({
      transform(c, e, cb) {
        cb(new Error('mid broke'));
      },
    }),
    dst = sink();
  await t('mid error', () => P.pipeline(src, mid, dst));
  log(src.destroyed, mid.destroyed, dst.destroyed, dst.errored?.message);
  await t('source error', () =>
    P.pipeline(async function* () {
      yield 1;
      throw new RangeError('src');
    }, sink()),
  );
  await t('sink throws', () =>
    P.pipeline(Readable.from([1]), async (s) => {
      for await (const _ of s) throw new Error('sink');
    }),
  );
  const ac = new AbortController();
  setTimeout(() => ac.abort(), 3);
  await t('abort', () => P.pipeline(new Readable({ read() {} }), sink(), { signal: ac.signal }));
  await t('already', () => P.pipeline(Readable.from([1]), sink(), { signal: AbortSignal.abort('why') }));
  const open = sink();
  await t('end false', () => P.pipeline(Readable.from([1]), open, { end: false }));
  log(open.writableEnded, open.destroyed);
  const prem = new Readable({ read() {} });
  setImmediate(() => prem.destroy());
  await t('premature', () => P.pipeline(prem, sink()));
  for (const a of [[], [Readable.from([])], [5, sink()], [Readable.from([]), 5], [Readable.from([]), () => 5, sink()]])
    await t('args', () => P.pipeline(...a));
  for (const a of [[], [sink()], [sink(), sink()], [() => {}]])
    try {
      pipeline(...a);
      log('ok');
    } catch (e) {
      log(e.name, e.code, e.message);
    }
  await new Promise((r) => {
    const ret = pipeline(Readable.from(['z']), new PassThrough({ objectMode: true }), sink(), (e, v) => {
      log('cb', e, v);
      r();
    });
    log(ret instanceof Writable);
  });
  await new Promise((r) =>
    pipeline(
      Readable.from([1]),
      async function (s) {
        for await (const _ of s);
        return 'val';
      },
      (e, v) => {
        log('cb val', e, v);
        r();
      },
    ),
  );
  const fin = (st, o) => new Promise((r) => finished(st, o, (e) => r(e ? (e.code ?? e.message) : e)));
  const r1 = Readable.from([1]);
  r1.resume();
  log(await fin(r1));
  const r2 = new Readable({ read() {} });
  setImmediate(() => r2.destroy());
  log(await fin(r2));
  const r3 = new Readable({ read() {} });
  r3.on('error', () => {});
  setImmediate(() => r3.destroy(new Error('r3')));
  log(await fin(r3));
  const w = sink();
  w.end();
  log(await fin(w));
  log(await fin(w));
  const pt = new PassThrough();
  pt.end();
  log(await fin(pt, { readable: false }));
  log(await fin(new Readable({ read() {} }), { signal: AbortSignal.abort() }));
  await t('fp', () => P.finished(Readable.from([]).resume()));
  await t('bad', () => P.finished(5));
  try {
    finished(w, {});
  } catch (e) {
    log(e.code, e.message);
  }
  const c = finished(new PassThrough(), () => log('never'));
  log(typeof c, c());
  await t('cleanup', () => P.finished(Readable.from([]).resume(), { cleanup: 'x' }));
  await t('web', async () =>
    P.pipeline(
      Readable.from(['w']),
      new WritableStream({
        write(c) {
          log('web sink', c);
        },
      }),
    ),
  );
})();
