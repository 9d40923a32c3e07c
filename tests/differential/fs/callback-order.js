// Promise: callback fs: arguments, asynchrony, order against ticks and immediates, thrown validation errors, errors' fields.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const P = (g) => new Promise((r) => g((...a) => r(a)));
const show = (a) =>
  console.log(...a.map((x) => (x instanceof Error ? `${x.name} ${x.code} ${x.errno} ${x.syscall} ${rel(x.message)}` : x)));
(async () => {
  let sync = true;
  const p = P((cb) =>
    fs.writeFile(f('a'), 'data', (...a) => {
      console.log('sync?', sync, a.length);
      cb(...a);
    }),
  );
  sync = false;
  process.nextTick(() => console.log('tick first'));
  show(await p);
  show(await P((cb) => fs.readFile(f('a'), cb)));
  show(await P((cb) => fs.readFile(f('a'), 'utf8', cb)));
  show(await P((cb) => fs.readFile(f('no'), cb)));
  show(await P((cb) => fs.stat(f('no'), cb)));
  show(await P((cb) => fs.exists(f('a'), cb)));
  show(await P((cb) => fs.exists('\0', cb)));
  show(await P((cb) => fs.access(f('no'), cb)));
  show(await P((cb) => fs.mkdir(f('x/y'), { recursive: true }, (e, v) => cb(e, rel(v)))));
  show(await P((cb) => fs.mkdir(f('x'), cb)));
  show(await P((cb) => fs.readdir(d, cb)));
  show(await P((cb) => fs.rmdir(f('x'), cb)));
  show(await P((cb) => fs.appendFile(f('a'), '+', cb)));
  show(await P((cb) => fs.truncate(f('a'), 2, cb)));
  show(await P((cb) => fs.truncate(f('a'), cb)));
  show(await P((cb) => fs.copyFile(f('a'), f('b'), cb)));
  show(await P((cb) => fs.chmod(f('no'), 0o600, cb)));
  show(await P((cb) => fs.utimes(f('a'), 1, 2, cb)));
  show(await P((cb) => fs.readlink(f('a'), cb)));
  show(await P((cb) => fs.link(f('no'), f('z'), cb)));
  show(await P((cb) => fs.symlink('a', f('s'), cb)));
  show(await P((cb) => fs.lstat(f('s'), (e, s) => cb(e, s.isSymbolicLink()))));
  show(await P((cb) => fs.unlink(f('s'), cb)));
  const [, fd] = await P((cb) => fs.open(f('rw'), 'w+', cb));
  show(await P((cb) => fs.write(fd, 'text', cb)));
  show(await P((cb) => fs.write(fd, Buffer.from('BUF'), 1, 2, 0, cb)));
  const b = Buffer.alloc(4);
  show(await P((cb) => fs.read(fd, b, 0, 4, 0, cb)));
  show(await P((cb) => fs.read(fd, { buffer: b, position: 2 }, cb)));
  show(await P((cb) => fs.read(fd, (e, n, buf) => cb(e, n, buf.length))));
  show(await P((cb) => fs.writev(fd, [Buffer.from('v')], cb)));
  show(await P((cb) => fs.readv(fd, [b], 0, cb)));
  show(await P((cb) => fs.fstat(fd, (e, s) => cb(e, s.size))));
  show(await P((cb) => fs.ftruncate(fd, 1, cb)));
  show(await P((cb) => fs.fsync(fd, cb)));
  show(await P((cb) => fs.close(fd, cb)));
  show(await P((cb) => fs.close(fd, cb)));
  show(await P((cb) => fs.read(fd, b, 0, 1, 0, cb)));
  for (const g of [
    () => fs.readFile(f('a')),
    () => fs.stat(f('a'), 5),
    () => fs.readFile({}, () => {}),
    () => fs.open(f('a'), 'bogus', () => {}),
    () => fs.close('x', () => {}),
    () => fs.mkdir(f('q'), { recursive: 1 }, () => {}),
    () => fs.rename(f('a'), () => {}),
    () => fs.write(1, {}, () => {}),
  ])
    try {
      g();
      console.log('no throw');
    } catch (e) {
      console.log(e.code, e.message);
    }
  const ac = new AbortController();
  const pa = P((cb) => fs.readFile(f('a'), { signal: ac.signal }, cb));
  ac.abort();
  const [ae] = await pa;
  console.log(ae.name, ae.code);
  show(await P((cb) => fs.mkdtemp(f('t-'), (e, n) => cb(e, path.basename(n).length))));
  show(
    await P((cb) =>
      fs.opendir(d, (e, dir) => {
        dir.close(cb);
      }),
    ),
  );
  fs.rmSync(d, { recursive: true });
  process.once('uncaughtException', (e) => console.log('uncaught', e.message));
  fs.stat('/', () => {
    throw new Error('from fs callback');
  });
})();
