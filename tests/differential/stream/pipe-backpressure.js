// Promise: pipe and unpipe: pause and drain, multiple destinations, end option, error handling, events.
const { Readable, Writable, PassThrough } = require('stream');
const log = console.log;
const tick = (n = 3) =>
  new Promise((r) =>
    (function f() {
      n-- ? setImmediate(f) : r();
    })(),
  );
(async () => {
  let pushed = 0;
  const src = new Readable({
    highWaterMark: 2,
    objectMode: true,
    read() {
      this.push(pushed < 8 ? pushed++ : null);
    },
  });
  let release;
  const slow = new Writable({
    objectMode: true,
    highWaterMark: 2,
    write(c, e, cb) {
      log('slow', c, 'pushed', pushed, 'flowing', src.readableFlowing);
      release = cb;
    },
  });
  slow.on('pipe', (s) => log('pipe event', s === src));
  slow.on('unpipe', (s) => log('unpipe event', s === src));
  slow.on('drain', () => log('drain'));
  slow.on('finish', () => log('slow finish'));
  log(src.pipe(slow) === slow);
  for (let i = 0; i < 12; i++) {
    await tick();
    const r = release;
    release = null;
    r && r();
  }
  await tick();
  const m = new PassThrough({ objectMode: true }),
    o1 = [],
    o2 = [];
  const d1 = new Writable({
      objectMode: true,
      write(c, e, cb) {
        o1.push(c);
        cb();
      },
    }),
    d2 = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write(c, e, cb) {
        o2.push(c);
        setImmediate(cb);
      },
    });
  m.pipe(d1);
  m.pipe(d2);
  m.write(1);
  m.write(2);
  m.end(3);
  await tick(8);
  log(o1, o2);
  const u = new PassThrough();
  const x = new PassThrough(),
    y = new PassThrough();
  u.pipe(x);
  u.pipe(y, { end: false });
  u.unpipe(x);
  u.end('only y');
  await tick();
  log(x.readableLength, String(y.read()), y.writableEnded, x.writableEnded);
  const e = new PassThrough(),
    de = new Writable({
      write(c, en, cb) {
        cb(new Error('dest'));
      },
    });
  de.on('error', (er) => log('dest error', er.message));
  de.on('unpipe', () => log('unpiped on error'));
  e.pipe(de);
  e.write('1');
  await tick();
  log(e.destroyed, e.readableFlowing, e._readableState.pipes.length);
  const se = new PassThrough(),
    sd = new PassThrough();
  se.on('error', () => log('source error'));
  se.pipe(sd);
  se.destroy(new Error('s'));
  await tick();
  log(sd.destroyed, sd.writableEnded);
  const p2 = new PassThrough();
  p2.pipe(new PassThrough());
  p2.unpipe();
  log(p2.readableFlowing, p2.isPaused());
  try {
    Readable.from(['q']).pipe(5);
  } catch (er) {
    log(er.name);
  }
  const bp = new Readable({ read() {} });
  let n = 0;
  while (bp.push('x'.repeat(16384))) n++;
  log(n, bp.readableLength, bp.readableHighWaterMark);
  const wrapOld = new (require('events'))();
  wrapOld.pause = () => log('old pause');
  wrapOld.resume = () => log('old resume');
  const wr = new Readable().wrap(wrapOld);
  wr.on('data', (c) => log('wrapped', String(c)));
  await tick();
  wrapOld.emit('data', Buffer.from('w'));
  wrapOld.emit('end');
  await tick();
  const std = new PassThrough();
  std.pipe(process.stdout);
  std.end('to stdout without closing it\n');
  await tick();
  log('stdout open', process.stdout.writableEnded);
})();
