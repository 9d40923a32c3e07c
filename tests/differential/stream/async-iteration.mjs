// Promise: async iteration of streams: break, throw, destroyOnReturn, errors mid way, setEncoding, Readable.from forms.
import { Readable, PassThrough } from 'node:stream';
const log = console.log;
const all = async (r) => {
  const o = [];
  try {
    for await (const c of r) o.push(c);
  } catch (e) {
    o.push(`${e.name}/${e.code}/${e.message}`);
  }
  return o;
};
log(await all(Readable.from(['a', 'b'])));
log(await all(Readable.from('one string')));
log(await all(Readable.from(Buffer.from('buf'))));
log(await all(Readable.from([1, null, 2])));
log(await all(Readable.from(new Set([1, 2]))));
log(
  await all(
    Readable.from(
      (function* () {
        yield Promise.resolve('p');
        yield 2;
      })(),
    ),
  ),
);
log(
  await all(
    Readable.from(
      (async function* () {
        yield 1;
        throw new Error('gen');
      })(),
    ),
  ),
);
log(await all(Readable.from([Promise.resolve(7), 8])));
for (const bad of [5, null, undefined, {}, () => 1])
  try {
    Readable.from(bad);
  } catch (e) {
    log(e.code, e.message);
  }
log(await all(Readable.from(['x', 'y'], { objectMode: false })));
log(await all(Readable.from([5], { objectMode: false })));
const g = (async function* () {
  try {
    yield 1;
    yield 2;
    yield 3;
  } finally {
    log('generator finally');
  }
})();
const r = Readable.from(g);
for await (const c of r) {
  log('got', c);
  break;
}
log(r.destroyed);
const k = Readable.from([1, 2, 3]);
for await (const c of k.iterator({ destroyOnReturn: false })) {
  log('keep', c);
  break;
}
log(k.destroyed, await all(k));
try {
  for await (const c of Readable.from([1])) throw new Error('body');
} catch (e) {
  log(e.message);
}
const pt = new PassThrough();
setTimeout(() => {
  pt.write('late');
  pt.destroy(new Error('mid'));
}, 2);
log(await all(pt));
const pc = new PassThrough();
setImmediate(() => pc.destroy());
log(await all(pc));
const enc = Readable.from([Buffer.from([0xe2]), Buffer.from([0x82, 0xac])], { objectMode: false });
enc.setEncoding('utf8');
log(await all(enc));
const done = Readable.from([]);
log(await all(done), await all(done));
const it = Readable.from(['i1', 'i2'])[Symbol.asyncIterator]();
log(await it.next(), await it.return('rv'), await it.next());
const par = Readable.from([1, 2, 3])[Symbol.asyncIterator]();
log(await Promise.all([par.next(), par.next(), par.next(), par.next()]));
try {
  Readable.from([1]).iterator(5);
} catch (e) {
  log(e.code, e.message);
}
const dead = new Readable({ read() {} });
dead.destroy(new Error('before'));
dead.on('error', () => {});
log(await all(dead));
const hw = Readable.from(
  (function* () {
    for (let i = 0; i < 5; i++) {
      log('produce', i);
      yield i;
    }
  })(),
  { highWaterMark: 1 },
);
for await (const c of hw) log('consume', c);
