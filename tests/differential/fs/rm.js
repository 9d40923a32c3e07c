// Promise: rm and rmdir: force, recursive, symlinks, missing, directories, options validation.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const t = (g) => {
  try {
    console.log(g());
  } catch (e) {
    console.log(e.name, e.code, e.errno, e.syscall, rel(e.path), rel(e.message));
  }
};
const seed = () => {
  fs.mkdirSync(f('t/u/v'), { recursive: true });
  fs.writeFileSync(f('t/u/v/x'), '');
  fs.writeFileSync(f('t/y'), '');
  fs.symlinkSync('../keep', f('t/link'));
};
fs.mkdirSync(f('keep'));
fs.writeFileSync(f('keep/file'), 'kept');
seed();
t(() => fs.rmSync(f('t')));
t(() => fs.rmSync(f('t'), { force: true }));
t(() => fs.rmSync(f('nope')));
t(() => fs.rmSync(f('nope'), { force: true }));
t(() => fs.rmSync(f('nope'), { recursive: true }));
t(() => fs.rmSync(f('t/y')));
t(() => fs.rmSync(f('t/y/z'), { force: true }));
t(() => fs.rmSync(f('t'), { recursive: true }));
t(() => [fs.existsSync(f('t')), fs.existsSync(f('keep/file'))]);
fs.symlinkSync('keep', f('ln'));
t(() => fs.rmSync(f('ln'), { recursive: true }));
t(() => fs.existsSync(f('keep/file')));
fs.symlinkSync('gone', f('dang'));
t(() => fs.rmSync(f('dang')));
for (const o of [{ recursive: 'x' }, { force: 1 }, { maxRetries: -1 }, { retryDelay: 'x' }, 5, 'x', null])
  t(() => fs.rmSync(f('nope'), o));
t(() => fs.rmSync(5));
t(() => fs.rmSync(''));
t(() => fs.rmdirSync(f('keep')));
t(() => fs.rmdirSync(f('keep'), { recursive: true }));
t(() => fs.existsSync(f('keep')));
(async () => {
  seed();
  const at = async (p) => {
    try {
      console.log(await p());
    } catch (e) {
      console.log(e.name, e.code, e.errno, e.syscall, rel(e.path), rel(e.message));
    }
  };
  await at(() => fs.promises.rm(f('t')));
  await at(() => fs.promises.rm(f('t'), { recursive: true }));
  await at(() => fs.promises.rm(f('t')));
  await at(() => fs.promises.rm(f('t'), { force: true }));
  await at(() => fs.promises.rmdir(f('t')));
  await at(() => fs.promises.unlink(d));
  seed();
  fs.rm(f('t'), (e) => {
    console.log(e.code, rel(e.message));
    fs.rm(f('t'), { recursive: true, force: true }, (e2) => {
      console.log(e2, fs.readdirSync(d));
      fs.rmSync(d, { recursive: true });
      console.log(fs.existsSync(d));
    });
  });
})();
