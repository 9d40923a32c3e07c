// Promise: stat, lstat, bigint stats: shape, kinds, modes, sizes, links, times set by utimes, throwIfNoEntry.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const t = (g) => {
  try {
    console.log(g());
  } catch (e) {
    console.log(e.name, e.code, e.syscall, e.message.replaceAll(d, 'D'));
  }
};
process.umask(0o022);
fs.writeFileSync(f('a'), 'x'.repeat(1000));
fs.mkdirSync(f('dir'));
fs.symlinkSync('a', f('l'));
fs.symlinkSync('gone', f('dang'));
fs.linkSync(f('a'), f('h'));
const kinds = (s) =>
  ['File', 'Directory', 'SymbolicLink', 'FIFO', 'Socket', 'BlockDevice', 'CharacterDevice'].filter((k) => s['is' + k]()).join();
const s = fs.statSync(f('a'));
t(() => [Object.keys(s), s.constructor.name, s instanceof fs.Stats]);
t(() => [
  kinds(s),
  s.size,
  (s.mode & 0o7777).toString(8),
  s.nlink,
  s.ino === fs.statSync(f('h')).ino,
  s.ino !== fs.statSync(f('dir')).ino,
  s.dev === fs.statSync(d).dev,
  typeof s.blksize,
  typeof s.blocks,
]);
t(() => [
  kinds(fs.statSync(f('dir'))),
  (fs.statSync(f('dir')).mode & 0o7777).toString(8),
  (fs.statSync(f('dir')).mode & fs.constants.S_IFMT) === fs.constants.S_IFDIR,
]);
t(() => [kinds(fs.lstatSync(f('l'))), fs.lstatSync(f('l')).size, kinds(fs.statSync(f('l')))]);
t(() => kinds(fs.statSync('/dev/null')));
t(() => fs.statSync(f('dang')));
t(() => kinds(fs.lstatSync(f('dang'))));
t(() => fs.statSync(f('none'), { throwIfNoEntry: false }));
t(() => fs.lstatSync(f('none'), { throwIfNoEntry: false }));
t(() => fs.statSync(f('a/b'), { throwIfNoEntry: false }));
t(() => fs.statSync(f('none')));
fs.utimesSync(f('a'), 1000.5, new Date(2e12));
const u = fs.statSync(f('a'));
t(() => [
  u.atimeMs,
  u.mtimeMs,
  u.atime.toISOString(),
  u.mtime.toISOString(),
  u.mtime instanceof Date,
  u.ctimeMs > 1.6e12,
  u.birthtime instanceof Date,
]);
fs.utimesSync(f('a'), '1', 2);
t(() => [fs.statSync(f('a')).atimeMs, fs.statSync(f('a')).mtimeMs]);
for (const b of ['x', undefined, null, {}, NaN]) t(() => fs.utimesSync(f('a'), b, 1) ?? 'ok');
t(() => fs.utimesSync(f('none'), 1, 1));
fs.lutimesSync(f('l'), 5, 6);
t(() => [fs.lstatSync(f('l')).mtimeMs, fs.statSync(f('l')).mtimeMs !== 6000]);
const fd = fs.openSync(f('a'), 'r+');
fs.futimesSync(fd, 7, 8.123);
t(() => fs.fstatSync(fd).mtimeMs);
const bs = fs.fstatSync(fd, { bigint: true });
t(() => [
  Object.keys(bs).length,
  typeof bs.size,
  bs.size,
  bs.mtimeMs,
  bs.mtimeNs,
  bs.mtime.getTime(),
  bs.constructor.name,
  bs instanceof fs.Stats,
  kinds(bs),
  typeof bs.ino,
]);
fs.closeSync(fd);
fs.chmodSync(f('a'), 0o640);
t(() => (fs.statSync(f('a')).mode & 0o777).toString(8));
fs.chmodSync(f('a'), '755');
t(() => (fs.statSync(f('a')).mode & 0o777).toString(8));
fs.chmodSync(f('a'), 0o4755);
t(() => (fs.statSync(f('a')).mode & 0o7777).toString(8));
for (const b of ['9', -1, 1.5, null, undefined, 2 ** 33, {}]) t(() => fs.chmodSync(f('a'), b));
t(() => fs.chmodSync(f('none'), 0o600));
fs.chmodSync(f('l'), 0o600);
t(() => (fs.statSync(f('a')).mode & 0o777).toString(8));
t(() => fs.linkSync(f('none'), f('z')));
t(() => fs.linkSync(f('a'), f('h')));
t(() => fs.linkSync(f('dir'), f('dl')).x);
fs.unlinkSync(f('h'));
t(() => fs.statSync(f('a')).nlink);
for (const k of ['umask', 0o077]) {
}
process.umask(0o077);
fs.writeFileSync(f('m'), '');
fs.mkdirSync(f('md'));
fs.writeFileSync(f('m2'), '', { mode: 0o777 });
t(() => ['m', 'md', 'm2'].map((n) => (fs.statSync(f(n)).mode & 0o777).toString(8)));
fs.writeFileSync(f('m2'), 'again', { mode: 0o644 });
t(() => (fs.statSync(f('m2')).mode & 0o777).toString(8));
t(() => fs.accessSync(f('a')) ?? 'ok');
t(() => fs.accessSync(f('a'), fs.constants.R_OK) ?? 'ok');
t(() => fs.accessSync(f('none')));
t(() => fs.accessSync(f('a'), 99));
t(() => fs.accessSync(f('a'), '4'));
const sf = fs.statfsSync(d);
t(() => [Object.keys(sf), typeof sf.bsize, typeof fs.statfsSync(d, { bigint: true }).bsize]);
fs.rmSync(d, { recursive: true });
