// Promise: rename over files, empty and full directories, into itself, files and directories crossed, hard links.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const tree = () => fs.readdirSync(d, { recursive: true }).sort().join(' ');
const t = (n, a, b) => {
  try {
    fs.renameSync(f(a), f(b));
    console.log(n, 'ok |', tree());
  } catch (e) {
    console.log(n, e.code, e.errno, e.syscall, rel(e.path), rel(e.dest), rel(e.message), '|', tree());
  }
};
for (const x of ['e1', 'e2', 'full/in', 'full2']) fs.mkdirSync(f(x), { recursive: true });
for (const x of ['a', 'b', 'full/file', 'full2/other']) fs.writeFileSync(f(x), x);
t('file onto file', 'a', 'b');
console.log(fs.readFileSync(f('b'), 'utf8'));
t('file onto dir', 'b', 'e1');
t('dir onto file', 'e1', 'b');
t('dir onto empty', 'full2', 'e2');
t('dir onto full', 'e1', 'full');
t('dir into itself', 'full', 'full/in/x');
t('dir into own child dir', 'full', 'full/in');
t('missing parent', 'b', 'no/b');
t('parent is file', 'b', 'e2/other/x');
t('same', 'b', 'b');
t('dir same', 'full', 'full');
t('missing', 'zz', 'zz');
t('trailing slash file', 'b', 'c/');
t('trailing slash dir', 'e1', 'e3/');
t('file with slash', 'b/', 'c');
t('move up', 'full/file', 'file');
t('dot', 'full/.', 'fd');
t('dotdot', 'full/in/..', 'fd');
fs.linkSync(f('file'), f('hard'));
t('onto own hard link', 'file', 'hard');
console.log(fs.statSync(f('file')).nlink);
t('case', 'file', 'FILE');
t('unicode', 'FILE', 'fé');
fs.symlinkSync('full', f('ls'));
t('file onto symlink', 'b', 'ls');
console.log(fs.lstatSync(f('ls')).isFile());
fs.symlinkSync('full', f('ls2'));
t('dir onto symlink to dir', 'e3', 'ls2');
const fd = fs.openSync(f('hard'), 'r');
fs.renameSync(f('hard'), f('renamed'));
console.log(fs.readFileSync(fd, 'utf8'));
fs.closeSync(fd);
for (const a of [[5, 'x'], ['x', 5], ['x'], ['a\0', 'b'], ['', 'x'], ['x', '']])
  try {
    fs.renameSync(...a);
  } catch (e) {
    console.log(e.code, e.message);
  }
fs.rename(f('nope'), f('q'), (e) => {
  console.log(e.code, e.syscall, rel(e.dest));
  fs.promises.rename(f('renamed'), f('final')).then((v) => {
    console.log(v, tree());
    fs.rmSync(d, { recursive: true });
  });
});
