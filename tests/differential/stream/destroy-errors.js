// Promise: destroy, _destroy, autoDestroy, emitClose, error-before-close order, unhandled, construct failures.
const {
  Readable,
  Writable,
  Duplex,
  addAbortSignal,
  isErrored,
  isReadable,
  isDisturbed,
  isWritable,
  isDestroyed,
} = require('stream');
const log = console.log;
const track = (n, s) => {
  for (const e of ['error', 'close', 'end', 'finish']) s.on(e, (x) => log(n, e, x?.message ?? ''));
  return s;
};
const tick = () => new Promise(setImmediate);
(async () => {
  const a = track(
    'a',
    new Readable({
      read() {},
      destroy(e, cb) {
        log('a _destroy', e?.message);
        setImmediate(cb, e);
      },
    }),
  );
  log(a.destroy(new Error('E1')) === a, a.destroyed, a.errored?.message, a.closed);
  a.destroy(new Error('E2 ignored'));
  await tick();
  await tick();
  log(a.closed, a.errored.message);
  const b = track(
    'b',
    new Writable({
      write() {},
      destroy(e, cb) {
        cb(new Error('from _destroy'));
      },
    }),
  );
  b.destroy();
  await tick();
  const c = track(
    'c',
    new Readable({
      read() {
        throw new Error('thrown in read');
      },
    }),
  );
  c.resume();
  await tick();
  const d = track(
    'd',
    new Readable({
      autoDestroy: false,
      read() {
        this.push(null);
      },
    }),
  );
  d.resume();
  await tick();
  log(d.destroyed);
  const e = track('e', new Readable({ emitClose: false, read() {} }));
  e.destroy(new Error('no close'));
  await tick();
  const f = track(
    'f',
    new Readable({
      construct(cb) {
        cb(new Error('construct failed'));
      },
      read() {
        log('never read');
      },
    }),
  );
  f.read();
  await tick();
  const g = track(
    'g',
    new Duplex({
      read() {},
      write(c, e, cb) {
        cb();
      },
    }),
  );
  g.end();
  g.push(null);
  g.resume();
  await tick();
  await tick();
  log(g.destroyed);
  const h = track('h', new Readable({ read() {} }));
  const ac = new AbortController();
  addAbortSignal(ac.signal, h);
  ac.abort();
  await tick();
  for (const x of [
    [5, h],
    [ac.signal, 5],
  ])
    try {
      addAbortSignal(...x);
    } catch (er) {
      log(er.code, er.message);
    }
  const i = track('i', new Readable({ read() {}, signal: AbortSignal.abort('pre') }));
  await tick();
  const j = new Readable({ read() {} });
  j.push('x');
  j.destroy();
  j.on('data', () => log('never data'));
  await tick();
  log(j.read(), j.readableLength, j.push('y'));
  const k = track('k', new Readable({ read() {} }));
  k.on('error', () => k.on('close', () => log('late close listener')));
  k.emit('error', new Error('emitted'));
  await tick();
  log(k.destroyed);
  k.destroy();
  const l = new Writable({ write() {} });
  l.destroy();
  l.end((er) => log('l end', er.code));
  l.on('error', (er) => log('l error', er.code));
  await tick();
  log(
    isErrored(a),
    isReadable(a),
    isReadable(Readable.from([1])),
    isDisturbed(c),
    isWritable(l),
    isDestroyed?.(l),
    isReadable(5),
    isErrored({}),
  );
  await using_();
  process.once('uncaughtException', (er, o) => log('uncaught', er.message, o));
  new Readable({
    read() {
      this.destroy(new Error('nobody listens'));
    },
  }).resume();
})();
async function using_() {
  const r = new Readable({ read() {} });
  await r[Symbol.asyncDispose]();
  log(r.destroyed, r.errored?.name, r.errored?.code);
  const u = new Readable({ read() {} });
  u.destroy(null);
  await tick();
  log(u.errored);
  const w = Readable.from(['a']);
  w.destroy('string error');
  w.on('error', (e) => log('string', e));
  await tick();
}
