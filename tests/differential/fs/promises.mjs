// Promise: fs/promises: results, error fields and stacks, signals, iterables as data, constants, return undefined.
import fsp from 'node:fs/promises';
import fs from 'node:fs';
import path from 'node:path';
import os from 'node:os';
const d = await fsp.mkdtemp(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const t = async (g) => {
  try {
    const r = await g();
    console.log(typeof r === 'string' ? rel(r) : r);
  } catch (e) {
    console.log(e.name, e.code, e.errno, e.syscall, rel(e.path), rel(e.message));
  }
};
console.log(fs.promises === fsp, fsp.constants === fs.constants);
await t(() => fsp.writeFile(f('a'), 'text'));
await t(() => fsp.readFile(f('a'), 'utf8'));
await t(() => fsp.readFile(f('a')));
await t(() => fsp.appendFile(f('a'), '+'));
await t(() =>
  fsp.writeFile(
    f('it'),
    (function* () {
      yield 'it';
      yield 'er';
    })(),
  ),
);
await t(() =>
  fsp.writeFile(
    f('ag'),
    (async function* () {
      yield 'as';
      yield Buffer.from('ync');
    })(),
  ),
);
await t(() => fsp.readFile(f('ag'), 'utf8'));
await t(() => fsp.writeFile(f('st'), fs.createReadStream(f('a'))));
await t(() => fsp.readFile(f('st'), 'latin1'));
for (const b of [5, null, {}, undefined]) await t(() => fsp.writeFile(f('bad'), b));
await t(() => fsp.readFile(f('no')));
await t(() => fsp.readFile(d));
await t(() => fsp.stat(f('no')));
await t(() => fsp.access(f('no'), fsp.constants.R_OK));
await t(() => fsp.access(f('a')));
await t(() => fsp.mkdir(f('m/n'), { recursive: true }));
await t(() => fsp.mkdir(f('m')));
await t(() => fsp.rmdir(f('m')));
await t(async () => (await fsp.readdir(d)).sort());
await t(async () => (await fsp.readdir(d, { withFileTypes: true })).map((e) => e.name + e.isDirectory()).sort());
await t(async () => (await fsp.readdir(d, { recursive: true })).sort());
await t(() => fsp.rename(f('st'), f('mv')));
await t(() => fsp.copyFile(f('mv'), f('cp'), fs.constants.COPYFILE_EXCL));
await t(() => fsp.copyFile(f('mv'), f('cp'), fs.constants.COPYFILE_EXCL));
await t(() => fsp.truncate(f('cp'), 2));
await t(async () => (await fsp.stat(f('cp'))).size);
await t(async () => typeof (await fsp.stat(f('cp'), { bigint: true })).size);
await t(() => fsp.symlink('cp', f('sl')));
await t(() => fsp.readlink(f('sl')));
await t(() => fsp.realpath(f('sl')).then((p) => path.basename(p)));
await t(() => fsp.link(f('cp'), f('hl')));
await t(() => fsp.unlink(f('hl')));
await t(() => fsp.utimes(f('cp'), 3, 4));
await t(() => fsp.lutimes(f('sl'), 3, 4));
await t(() => fsp.chmod(f('cp'), 0o600));
await t(() => fsp.open(f('no')));
await t(() => fsp.open(f('a'), 'bad'));
await t(() => fsp.readFile(5));
await t(() => fsp.readFile());
await t(() => fsp.rm(f('no')));
const ac = new AbortController();
const p = fsp.readFile(f('a'), { signal: ac.signal });
ac.abort(new Error('own reason'));
await t(() => p);
await t(() => fsp.writeFile(f('a'), 'x', { signal: AbortSignal.abort() }));
await t(() => fsp.writeFile(f('fl'), 'flushed', { flush: true }));
await t(() => fsp.writeFile(f('fl'), 'x', { flush: 'y' }));
const e = await fsp.stat(f('no')).catch((x) => x);
console.log(
  Object.keys(e),
  e instanceof Error,
  /^Error: ENOENT: no such file or directory, stat/.test(e.stack),
  e.stack.includes('promises.mjs'),
);
await t(() => fsp.statfs(d).then((s) => Object.keys(s).length));
const order = [];
await Promise.all([
  fsp.writeFile(f('o1'), '1').then(() => order.push(1)),
  null,
  Promise.resolve().then(() => order.push('micro')),
]);
console.log(order[0]);
console.log(Object.keys(fsp).sort().join());
await fsp.rm(d, { recursive: true });
