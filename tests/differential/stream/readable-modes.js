// Promise: Readable flowing and paused modes, highWaterMark, read(n), readable/data/end/close order, state flags.
const { Readable } = require('stream');
const mk = (chunks, o = {}) => {
  const c = [...chunks];
  return new Readable({
    ...o,
    read(n) {
      o.trace && console.log('  _read', n);
      this.push(c.length ? c.shift() : null);
    },
  });
};
const done = (r) => new Promise((f) => r.on('close', f));
(async () => {
  const a = mk(['ab', 'cd', 'ef'], { trace: 1, highWaterMark: 3 });
  console.log(a.readableFlowing, a.readableHighWaterMark, a.readableLength, a.readable, a.readableEncoding);
  for (const e of ['readable', 'end', 'close', 'pause', 'resume'])
    a.on(e, () => console.log(e, a.readableLength, a.readableEnded));
  let n = 0;
  a.on('readable', () => {
    let c;
    while ((c = a.read(n++ ? undefined : 1)) !== null) console.log('read', String(c));
  });
  await done(a);
  console.log(a.readable, a.readableEnded, a.destroyed, a.closed, a.readableFlowing, a.readableAborted, a.readableDidRead);
  const b = mk(['1', '2', '3'], { encoding: 'utf8' });
  b.on('data', (c) => {
    console.log('data', c, typeof c);
    if (c === '1') {
      b.pause();
      console.log(b.isPaused(), b.readableFlowing);
      setTimeout(() => {
        console.log('resuming');
        b.resume();
      }, 2);
    }
  });
  b.on('end', () => console.log('end'));
  await done(b);
  const c = mk([{ a: 1 }, 0, '', false], { objectMode: true });
  const got = [];
  c.on('data', (x) => got.push(x));
  await done(c);
  console.log(got, c.readableObjectMode, c.readableHighWaterMark);
  const d = new Readable({ read() {} });
  console.log(d.push('x'), d.push(Buffer.alloc(70000)), d.push(''));
  d.unshift('first ');
  console.log(String(d.read(7)), d.readableLength, d.read(0), d.read(1e6));
  d.push(null);
  d.on('error', (e) => console.log(e.code, e.message));
  try {
    d.push('after EOF');
  } catch (e) {
    console.log('sync', e.code);
  }
  await done(d);
  const e = mk(['é€'.slice(0)], {});
  e.setEncoding('hex');
  e.on('data', (x) => console.log(x));
  await done(e);
  const u = new Readable({ read() {} });
  u.setEncoding('utf8');
  const eu = Buffer.from('€');
  u.push(eu.subarray(0, 1));
  u.push(eu.subarray(1));
  u.push(null);
  u.on('data', (x) => console.log('joined', x));
  await done(u);
  for (const bad of [5, {}, true, undefined]) {
    const r = new Readable({ read() {} });
    r.on('error', (x) => console.log(x.code, x.message));
    r.push(bad);
  }
  await null;
  const r2 = new Readable();
  r2.on('error', (x) => console.log(x.code, x.message));
  r2.read();
  await new Promise(setImmediate);
  for (const o of [
    { highWaterMark: -1 },
    { highWaterMark: 'x' },
    { highWaterMark: 1.5 },
    { readableHighWaterMark: 4 },
    { highWaterMark: 0 },
  ])
    try {
      console.log(new Readable(o).readableHighWaterMark);
    } catch (x) {
      console.log(x.code, x.message);
    }
  console.log(
    Readable.from([1]).readableHighWaterMark,
    require('stream').getDefaultHighWaterMark(),
    require('stream').getDefaultHighWaterMark(true),
  );
  const rm = mk(['q'], {});
  rm.on('data', () => {});
  console.log(rm.readableFlowing);
  rm.removeAllListeners('data');
  await new Promise(setImmediate);
  console.log(rm.readableFlowing);
  const nop = mk(['z']);
  nop.on('end', () => console.log('end without reading'));
  nop.resume();
  await done(nop);
})();
