// Promise: Writable: backpressure, callbacks' order, cork, writev, final, end forms, default encoding, errors.
const { Writable } = require('stream');
const log = console.log;
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log('threw', e.name, e.code, e.message);
  }
};
(async () => {
  const w = new Writable({
    highWaterMark: 4,
    write(c, e, cb) {
      log('_write', String(c), e);
      setImmediate(cb);
    },
    final(cb) {
      log('_final');
      cb();
    },
  });
  for (const e of ['drain', 'finish', 'close', 'pipe']) w.on(e, () => log(e, w.writableFinished));
  log(
    w.write('ab', () => log('cb ab')),
    w.write('cd'),
    w.write('e', 'latin1', () => log('cb e')),
    w.writableLength,
    w.writableNeedDrain,
    w.writable,
  );
  w.end('last', () => log('end cb'));
  log(w.writableEnded, w.writableFinished);
  await new Promise((r) => w.on('close', r));
  log(w.writable, w.destroyed, w.closed, w.errored);
  const v = new Writable({
    decodeStrings: false,
    writev(cs, cb) {
      log(
        '_writev',
        cs.map((c) => [c.chunk, c.encoding]),
      );
      cb();
    },
  });
  v.cork();
  v.cork();
  v.write('1');
  v.write('2', 'hex');
  log(v.writableCorked);
  v.uncork();
  v.uncork();
  v.write('3');
  v.setDefaultEncoding('latin1');
  v.write('4');
  v.end();
  t(() => v.setDefaultEncoding('bogus'));
  await new Promise((r) => v.on('finish', r));
  const after = new Writable({
    write(c, e, cb) {
      cb();
    },
  });
  after.on('error', (e) => log('error', e.code, e.message));
  after.end();
  after.write('late', (e) => log('late cb', e.code));
  after.end((e) => log('end again', e?.code));
  await new Promise((r) => after.on('close', r));
  for (const bad of [null, undefined, 5, {}, true]) t(() => new Writable({ write() {} }).write(bad));
  t(() =>
    new Writable({
      write(c, e, cb) {
        cb();
      },
    }).write('x', 'bogus'),
  );
  t(() =>
    new Writable({
      objectMode: true,
      write(c, e, cb) {
        log('obj', c);
        cb();
      },
    }).write({ a: 1 }),
  );
  t(() => new Writable({ objectMode: true, write() {} }).write(null));
  t(() => new Writable().write('x'));
  t(() =>
    new Writable({
      write(c, e, cb) {
        log(c);
        cb();
      },
    }).write(new Uint8Array([65])),
  );
  const er = new Writable({
    write(c, e, cb) {
      cb(String(c) === 'bad' ? new Error('write failed') : null);
    },
  });
  er.on('error', (e) => log('error event', e.message));
  er.on('close', () => log('close after error', er.errored.message));
  er.write('ok', (e) => log('ok cb', e));
  er.write('bad', (e) => log('bad cb', e.message));
  er.write('queued', (e) => log('queued cb', e.code ?? e.message));
  er.end((e) => log('end cb', e.code ?? e.message));
  await new Promise((r) => er.on('close', r));
  const dbl = new Writable({
    write(c, e, cb) {
      cb();
      cb();
    },
  });
  dbl.on('error', (e) => log(e.code, e.message));
  dbl.write('x');
  await new Promise((r) => dbl.on('close', r));
  const th = new Writable({
    write() {
      throw new Error('sync in write');
    },
  });
  t(() => th.write('x'));
  const ff = new Writable({
    write(c, e, cb) {
      cb();
    },
    final(cb) {
      cb(new Error('final failed'));
    },
  });
  ff.on('error', (e) => log(e.message));
  ff.on('finish', () => log('never finish'));
  ff.end();
  await new Promise((r) => ff.on('close', r));
  const d = new Writable({
    write(c, e, cb) {
      setTimeout(cb, 5);
    },
  });
  d.write('a', (e) => log('destroyed cb a', e?.code));
  d.write('b', (e) => log('destroyed cb b', e?.code));
  d.on('close', () => log('closed'));
  d.destroy();
  log(
    d.write('c', (e) => log('c', e.code)),
    d.destroyed,
    d.writableAborted,
  );
  const cons = new Writable({
    construct(cb) {
      log('construct');
      setImmediate(cb);
    },
    write(c, e, cb) {
      log('after construct', String(c));
      cb();
    },
  });
  cons.write('x');
  log('sync');
  await new Promise((r) => cons.end(r));
  const dv = new Writable({ write() {} });
  t(() => dv.pipe());
  dv.on('error', (e) => log('pipe', e.code, e.message));
  dv.pipe();
})();
