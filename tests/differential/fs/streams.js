// Promise: createReadStream and createWriteStream: ranges, highWaterMark, events, flags, errors, bytes counters, custom fs.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const all = (s) =>
  new Promise((r) => {
    const o = [];
    s.on('data', (c) => o.push(String(c)))
      .on('error', (e) => {
        o.push(`${e.code} ${e.syscall ?? ''} ${rel(e.message)}`);
      })
      .on('close', () => r(o));
  });
const t = (g) => {
  try {
    return g();
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
(async () => {
  fs.writeFileSync(f('a'), 'abcdefghijklmnopqrstuvwxyz');
  for (const o of [
    {},
    { start: 5 },
    { end: 3 },
    { start: 2, end: 4 },
    { start: 25, end: 99 },
    { start: 30 },
    { highWaterMark: 10 },
    { highWaterMark: 10, start: 1, end: 15 },
    { start: 3, end: 3 },
    { encoding: 'hex', end: 1 },
  ])
    console.log(JSON.stringify(o), await all(fs.createReadStream(f('a'), o)));
  console.log(await all(fs.createReadStream(f('a'), 'base64')));
  const s = fs.createReadStream(f('a'), { highWaterMark: 20 });
  const ev = [];
  for (const e of ['open', 'ready', 'readable', 'end', 'close']) s.on(e, (x) => ev.push(e === 'open' ? 'open ' + typeof x : e));
  console.log(s.pending, s.fd, s.bytesRead, rel(s.path), s.flags, s.mode);
  s.on('readable', () => {
    while (s.read());
  });
  await new Promise((r) => s.on('close', r));
  console.log(
    ev.filter((e, i) => ev.indexOf(e) === i),
    s.bytesRead,
    s.fd,
    s.pending,
  );
  console.log(await all(fs.createReadStream(f('nope'))));
  console.log(await all(fs.createReadStream(d)));
  for (const o of [
    { start: 'x' },
    { start: 5, end: 2 },
    { start: -1 },
    { end: 1.5 },
    { highWaterMark: -1 },
    { fd: 'x' },
    { encoding: 'bogus' },
    5,
    { fs: {} },
    { signal: 5 },
  ])
    t(() =>
      fs
        .createReadStream(f('a'), o)
        .on('error', () => {})
        .destroy(),
    );
  t(() => fs.createReadStream(5));
  const fd = fs.openSync(f('a'));
  console.log(await all(fs.createReadStream(null, { fd, end: 2 })));
  t(() => fs.fstatSync(fd));
  const fd2 = fs.openSync(f('a'));
  console.log(await all(fs.createReadStream('', { fd: fd2, start: 24, autoClose: true, emitClose: true })));
  const ac = new AbortController();
  const as = fs.createReadStream(f('a'), { signal: ac.signal });
  ac.abort();
  console.log(await all(as));
  const w = fs.createWriteStream(f('w'));
  const we = [];
  for (const e of ['open', 'ready', 'drain', 'finish', 'close']) w.on(e, () => we.push(e));
  console.log(
    w.pending,
    w.write('one'),
    w.write(Buffer.from('two'), () => we.push('cb')),
    w.bytesWritten,
  );
  w.end('6869', 'hex');
  await new Promise((r) => w.on('close', r));
  console.log(we, w.bytesWritten, w.path === f('w'), fs.readFileSync(f('w'), 'utf8'));
  const ws = (o, data) =>
    new Promise((r) => {
      const x = fs.createWriteStream(f('w'), o);
      x.on('error', (e) => r(`${e.code} ${rel(e.message)}`));
      x.on('close', () => r(fs.readFileSync(f('w'), 'utf8')));
      x.end(data);
    });
  console.log(await ws({ flags: 'a' }, '+app'));
  console.log(await ws({ flags: 'r+', start: 2 }, 'ZZ'));
  console.log(await ws({ flags: 'wx' }, 'x'));
  console.log(await ws({ encoding: 'latin1' }, 'é'));
  console.log(await ws({ start: 3 }, 'gap').then(JSON.stringify));
  console.log(await ws({ flush: true, highWaterMark: 1 }, 'flushed'));
  for (const o of [{ start: 'x' }, { start: -1 }, { flags: 'zz' }, { flush: 'x' }, { fs: { open() {} } }])
    t(() =>
      fs
        .createWriteStream(f('q'), o)
        .on('error', () => {})
        .destroy(),
    );
  console.log(await new Promise((r) => fs.createWriteStream(f('no/dir')).on('error', (e) => r(e.code))));
  const big = fs.createWriteStream(f('big'), { highWaterMark: 100 });
  let n = 0;
  while (big.write('y'.repeat(60))) n++;
  await new Promise((r) => big.once('drain', r));
  big.destroy();
  await new Promise((r) => big.on('close', r));
  console.log(n, fs.statSync(f('big')).size);
  await require('stream/promises').pipeline(fs.createReadStream(f('a')), fs.createWriteStream(f('copy')));
  console.log(fs.readFileSync(f('copy'), 'utf8').length);
  const cl = fs.createReadStream(f('a'));
  cl.close((e) => console.log('closed', e?.code));
  await new Promise((r) => cl.on('close', r));
  const ww = fs.createWriteStream(f('x'));
  ww.close(() => console.log('ws closed', ww.closed));
  await new Promise((r) => setImmediate(r));
  console.log(
    fs.ReadStream.name,
    fs.createReadStream(f('a')).destroy() instanceof fs.ReadStream,
    fs.FileReadStream === fs.ReadStream,
  );
  await new Promise((r) => setTimeout(r, 10));
  fs.rmSync(d, { recursive: true });
})();
