// Promise: map, filter, flatMap, take, drop, reduce, some, every, find, forEach, toArray, compose, asIndexedPairs with options.
import { Readable, Transform, compose, Duplex, PassThrough } from 'node:stream';
const log = console.log;
const R = (n = 5) => Readable.from(Array.from({ length: n }, (_, i) => i + 1));
const t = async (f) => {
  try {
    log(await f());
  } catch (e) {
    log(e.name, e.code, e.message);
  }
};
const sleep = (ms, v) => new Promise((r) => setTimeout(r, ms, v));
await t(() =>
  R()
    .map((x) => x * 2)
    .toArray(),
);
await t(() =>
  R()
    .map(async (x) => sleep(6 - x, x), { concurrency: 3 })
    .toArray(),
);
await t(() =>
  R()
    .filter((x) => x % 2)
    .toArray(),
);
await t(() =>
  R()
    .flatMap((x) => [x, -x])
    .take(5)
    .toArray(),
);
await t(() => R().drop(3).toArray());
await t(() => R().take(0).toArray());
await t(() => R().reduce((a, b) => a + b));
await t(() => R().reduce((a, b) => a + b, ''));
await t(() => Readable.from([]).reduce((a) => a));
await t(() => Readable.from([]).reduce((a) => a, 'init'));
await t(() => R().some((x) => x > 4));
await t(() => R().every((x) => x < 5));
await t(() => R().find((x) => x > 2));
await t(() => R().find((x) => x > 20));
const seen = [];
await t(() =>
  R().forEach((x) => {
    seen.push(x);
  }),
);
log(seen);
await t(() => R(2).asIndexedPairs().toArray());
await t(() =>
  R()
    .map(() => {
      throw new Error('mapper');
    })
    .toArray(),
);
await t(() =>
  R()
    .map(async (x) => {
      if (x === 2) throw new Error('async mapper');
      return x;
    })
    .toArray(),
);
await t(() =>
  R()
    .map(async (x, { signal }) => {
      await sleep(500 * (x - 1)).catch?.(() => {});
      return x;
    })
    .take(1)
    .toArray(),
);
await t(() => R().forEach(() => {}, { signal: AbortSignal.abort() }));
for (const f of [
  () => R().map(5),
  () => R().map((x) => x, 5),
  () => R().map((x) => x, { concurrency: 0 }),
  () => R().map((x) => x, { concurrency: 'x' }),
  () => R().take(-1),
  () => R().take('x'),
  () => R().take(NaN),
  () => R().filter(),
  () => R().forEach(5),
  () => R().reduce(5),
  () => R().toArray({ signal: 5 }),
  () => R().drop(1.5).toArray(),
])
  await t(f);
await t(() =>
  R(3)
    .compose(async function* (s) {
      for await (const x of s) yield x + 10;
    })
    .toArray(),
);
const c = compose(
  async function* (s) {
    for await (const x of s) yield String(x).toUpperCase();
  },
  new PassThrough({ objectMode: true }),
);
log(c instanceof Duplex);
c.end('hi');
await t(() => c.toArray());
await t(async () => {
  const d = compose(
    new Transform({
      transform(x, e, cb) {
        cb(new Error('in compose'));
      },
    }),
    new PassThrough(),
  );
  d.end('x');
  return d.toArray();
});
await t(() => compose());
await t(() => compose(Readable.from([1])).toArray());
await t(() =>
  Readable.from(['a', 'b'])
    .pipe(
      Duplex.from(async function* (s) {
        for await (const x of s) yield x + x;
      }),
    )
    .toArray(),
);
await t(() => Duplex.from(['x', 'y']).toArray());
await t(() => Duplex.from(Promise.resolve('pv')).toArray());
await t(() => Duplex.from({ readable: Readable.from([1]), writable: new PassThrough() }).toArray());
await t(() =>
  Duplex.from(new Blob(['blobby']))
    .toArray()
    .then((b) => String(Buffer.concat(b))),
);
for (const bad of [5, null, {}, () => 5]) await t(() => Duplex.from(bad));
await t(
  () =>
    new Promise((r) => {
      const d = Duplex.from(async (s) => {
        let o = '';
        for await (const x of s) o += x;
        r('async sink ' + o);
      });
      d.write('1');
      d.end('2');
    }),
);
