// Promise: mkdir, rmdir, readdir with types and recursion, Dirent, opendir, mkdtemp, and their errors.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const t = (g) => {
  try {
    console.log(rel(require('util').inspect(g())));
  } catch (e) {
    console.log(e.name, e.code, e.syscall, rel(e.message));
  }
};
t(() => fs.mkdirSync(f('a')));
t(() => fs.mkdirSync(f('a')));
t(() => fs.mkdirSync(f('a'), { recursive: true }));
t(() => fs.mkdirSync(f('x/y/z')));
t(() => fs.mkdirSync(f('x/y/z'), { recursive: true }));
t(() => fs.mkdirSync(f('x/y/q/../w'), { recursive: true }));
fs.writeFileSync(f('file'), '');
t(() => fs.mkdirSync(f('file/sub')));
t(() => fs.mkdirSync(f('file/sub'), { recursive: true }));
t(() => fs.mkdirSync(f('file'), { recursive: true }));
t(() => fs.mkdirSync(f('m'), 0o700) ?? (fs.statSync(f('m')).mode & 0o777).toString(8));
t(() => fs.mkdirSync(''));
t(() => fs.rmdirSync(f('x')));
t(() => fs.rmdirSync(f('file')));
t(() => fs.rmdirSync(f('nope')));
t(() => fs.rmdirSync(f('m')));
t(() => fs.rmdirSync(f('m'), { recursive: 5 }));
for (const n of ['b.txt', 'é', 'x/1', 'x/y/2', '.hidden', 'sp ace']) fs.writeFileSync(f(n), n);
fs.symlinkSync('x', f('lx'));
fs.symlinkSync('nowhere', f('ld'));
t(() => fs.readdirSync(d).sort());
t(() => fs.readdirSync(d, { recursive: true }).sort());
t(() => fs.readdirSync(d, 'buffer').length);
t(() => fs.readdirSync(f('x'), { encoding: 'hex' }).sort());
t(() =>
  fs
    .readdirSync(d, { withFileTypes: true })
    .map((e) => [e.name, e.isFile(), e.isDirectory(), e.isSymbolicLink(), e.parentPath === d, e.path === d])
    .sort(),
);
t(() =>
  fs
    .readdirSync(d, { withFileTypes: true, recursive: true })
    .map((e) => path.relative(d, path.join(e.parentPath, e.name)))
    .sort(),
);
t(() => fs.readdirSync(f('file')));
t(() => fs.readdirSync(f('nope')));
t(() => fs.readdirSync(d, { recursive: 'x' }));
t(() => fs.readdirSync(f('a')));
t(() => fs.readdirSync(f('lx')).sort());
const de = fs.readdirSync(f('x/y'), { withFileTypes: true }).find((e) => e.name === '2');
t(() => [de.constructor.name, de instanceof fs.Dirent, Object.keys(de)]);
const dir = fs.opendirSync(f('x'));
t(() => dir.constructor.name);
t(() => dir.path);
const names = [];
let e;
while ((e = dir.readSync())) names.push(e.name + (e.isDirectory() ? '/' : ''));
t(() => names.sort());
t(() => dir.readSync());
t(() => dir.closeSync());
t(() => dir.closeSync());
t(() => dir.readSync());
t(() => fs.opendirSync(f('nope')));
t(() => fs.opendirSync(f('file')));
t(() => fs.opendirSync(d, { bufferSize: 0 }));
(async () => {
  const got = [];
  for await (const x of await fs.promises.opendir(d, { recursive: true, bufferSize: 2 }))
    got.push(path.relative(d, path.join(x.parentPath, x.name)));
  t(() => got.sort());
  const dd = await fs.promises.opendir(f('a'));
  t(() => dd.path);
  console.log(await dd.read());
  await dd.close();
  await dd.close().catch((x) => console.log(x.code, x.message));
  try {
    await dd.read();
  } catch (x) {
    console.log(x.code);
  }
  const tmp = fs.mkdtempSync(f('pre-'));
  t(() => [
    path.basename(tmp).length,
    path.basename(tmp).startsWith('pre-'),
    (fs.statSync(tmp).mode & 0o777).toString(8),
    fs.mkdtempSync(f('pre-')) !== tmp,
  ]);
  t(() => fs.mkdtempSync(f('no/such/')).length);
  t(() => fs.mkdtempSync(5));
  t(() => Buffer.isBuffer(fs.mkdtempSync(f('b-'), 'buffer')));
  fs.rmSync(d, { recursive: true });
})();
