// Promise: symlink, readlink, realpath, link: relative, dangling, loops, through directories, errors and encodings.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'case-')));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const t = (g) => {
  try {
    const r = g();
    console.log(typeof r === 'string' ? rel(r) : r);
  } catch (e) {
    console.log(e.name, e.code, e.errno, e.syscall, rel(e.path), rel(e.dest), rel(e.message));
  }
};
fs.mkdirSync(f('dir/sub'), { recursive: true });
fs.writeFileSync(f('dir/file'), 'content');
t(() => fs.symlinkSync('dir/file', f('rel')));
t(() => fs.symlinkSync(f('dir'), f('abs')));
t(() => fs.symlinkSync('missing/target', f('dang')));
t(() => fs.symlinkSync('loop2', f('loop1')));
t(() => fs.symlinkSync('loop1', f('loop2')));
t(() => fs.symlinkSync('x', f('rel')));
t(() => fs.symlinkSync('x', f('no/dir')));
t(() => fs.symlinkSync('', f('empty')));
t(() => fs.symlinkSync('.', f('self')));
t(() => fs.symlinkSync('x', f('t'), 'bogus'));
t(() => fs.symlinkSync('dir', f('typed'), 'dir'));
for (const l of ['rel', 'abs', 'dang', 'loop1', 'self', 'dir', 'nope', 'dir/file', 'rel/x']) {
  t(() => fs.readlinkSync(f(l)));
  t(() => fs.realpathSync(f(l)));
  t(() => fs.realpathSync.native(f(l)));
  t(() => fs.readFileSync(f(l), 'utf8'));
  t(() => fs.statSync(f(l)).isDirectory());
  t(() => fs.existsSync(f(l)));
}
t(() => fs.readlinkSync(f('rel'), 'buffer'));
t(() => fs.readlinkSync(f('rel'), { encoding: 'hex' }));
t(() => fs.realpathSync(f('abs/sub/../file')));
t(() => fs.realpathSync(f('self/self/self/rel')));
t(() => fs.realpathSync(f('dir/./sub/..//file')));
t(() => fs.realpathSync('/'));
t(() => fs.readdirSync(f('abs')).sort());
t(() => fs.writeFileSync(f('abs/through'), 'w') ?? fs.readFileSync(f('dir/through'), 'utf8'));
t(() => fs.writeFileSync(f('dang'), 'x'));
fs.mkdirSync(f('missing'));
t(() => fs.writeFileSync(f('dang'), 'made') ?? fs.readFileSync(f('missing/target'), 'utf8'));
t(() => fs.writeFileSync(f('loop1'), 'x'));
t(() => fs.unlinkSync(f('rel')) ?? fs.existsSync(f('dir/file')));
t(() => fs.rmdirSync(f('abs')));
t(() => fs.rmSync(f('abs')) ?? fs.existsSync(f('dir')));
t(() => fs.renameSync(f('self'), f('moved')) ?? fs.readlinkSync(f('moved')));
t(() => fs.mkdirSync(f('dang')));
t(() => fs.mkdirSync(f('typed'), { recursive: true }));
t(() => fs.openSync(f('typed'), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW));
fs.linkSync(f('dir/file'), f('hard'));
fs.appendFileSync(f('hard'), '+');
t(() => fs.readFileSync(f('dir/file'), 'utf8'));
fs.unlinkSync(f('dir/file'));
t(() => fs.readFileSync(f('hard'), 'utf8'));
fs.symlinkSync('hard', f('sl'));
fs.linkSync(f('sl'), f('hsl'));
t(() => fs.lstatSync(f('hsl')).isSymbolicLink());
t(() => fs.copyFileSync(f('sl'), f('copied')) ?? fs.lstatSync(f('copied')).isFile());
let chain = 'hard';
for (let i = 0; i < 45; i++) {
  fs.symlinkSync(chain, f('c' + i));
  chain = 'c' + i;
}
t(() => fs.readFileSync(f('c30'), 'utf8'));
t(() => fs.readFileSync(f('c44'), 'utf8'));
fs.realpath(f('sl'), (e, p) => {
  console.log(e, rel(p));
  fs.rmSync(d, { recursive: true });
});
