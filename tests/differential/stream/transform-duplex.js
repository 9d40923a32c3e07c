// Promise: Transform flush and errors, PassThrough, Duplex halves, allowHalfOpen, duplexPair, order of events.
const { Transform, PassThrough, Duplex, duplexPair, Readable } = require('stream');
const log = console.log;
(async () => {
  const up = new Transform({
    transform(c, e, cb) {
      cb(null, String(c).toUpperCase());
    },
    flush(cb) {
      this.push('!flushed');
      cb(null, '?');
    },
  });
  for (const e of ['finish', 'end', 'close', 'prefinish']) up.on(e, () => log(e));
  up.on('data', (d) => log('data', String(d)));
  up.write('a');
  up.write('b');
  up.end('c');
  await new Promise((r) => up.on('close', r));
  const bad = new Transform({
    transform(c, e, cb) {
      cb(new Error('tf'));
    },
  });
  bad.on('error', (e) => log('error', e.message));
  bad.on('end', () => log('never'));
  bad.write('x', (e) => log('cb', e?.message));
  await new Promise((r) => bad.on('close', r));
  const fl = new Transform({
    transform(c, e, cb) {
      cb();
    },
    flush(cb) {
      cb(new Error('flush failed'));
    },
  });
  fl.on('error', (e) => log(e.message));
  fl.resume();
  fl.end();
  await new Promise((r) => fl.on('close', r));
  const none = new Transform();
  none.on('error', (e) => log(e.code, e.message));
  try {
    none.write('x');
  } catch (e) {
    log('threw', e.code, e.message);
  }
  const split = new Transform({
    readableObjectMode: true,
    transform(c, e, cb) {
      for (const x of String(c)) this.push({ x });
      cb();
    },
  });
  split.end('hey');
  log(await split.toArray(), split.readableObjectMode, split.writableObjectMode);
  const pt = new PassThrough({ highWaterMark: 2 });
  log(pt.write('abc'), pt.writableNeedDrain, pt.readableLength, pt.writableLength);
  log(String(pt.read()), pt.readableLength);
  pt.end();
  pt.resume();
  const dx = new Duplex({
    read() {
      this.push('r');
      this.push(null);
    },
    write(c, e, cb) {
      log('w', String(c));
      cb();
    },
    readableHighWaterMark: 5,
    writableHighWaterMark: 6,
  });
  log(dx.readableHighWaterMark, dx.writableHighWaterMark, dx.allowHalfOpen);
  dx.on('data', (d) => log('d', String(d)));
  dx.on('end', () => {
    log('end', dx.writable);
    dx.write('still');
    dx.end();
  });
  await new Promise((r) => dx.on('close', r));
  const nh = new Duplex({
    allowHalfOpen: false,
    read() {
      this.push(null);
    },
    write(c, e, cb) {
      cb();
    },
  });
  nh.on('finish', () => log('auto finish'));
  nh.resume();
  await new Promise((r) => nh.on('close', r));
  const ro = new Duplex({
    writable: false,
    read() {
      this.push(null);
    },
  });
  log(ro.writable, ro.readable);
  ro.on('error', (e) => log(e.code));
  ro.write('x');
  ro.resume();
  const [x, y] = duplexPair();
  y.on('data', (d) => {
    log('pair got', String(d));
    y.end('reply');
  });
  x.on('data', (d) => log('pair back', String(d)));
  x.end('ping');
  await new Promise((r) => x.on('end', r));
  log(
    new Duplex() instanceof require('stream').Writable,
    new Duplex() instanceof Readable,
    new PassThrough() instanceof Transform,
    new Readable() instanceof require('stream').Writable,
  );
  class T2 extends Transform {
    constructor() {
      super({ objectMode: true });
      this.n = 0;
    }
    _transform(c, e, cb) {
      this.n += c;
      cb();
    }
    _flush(cb) {
      cb(null, this.n);
    }
  }
  log(await Readable.from([1, 2, 3]).pipe(new T2()).toArray());
})();
