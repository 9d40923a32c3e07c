// Promise: cwd, chdir and umask: values, effect on relative paths, and errors.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'case-')));
const t = (f) => {
  try {
    console.log(String(f()).replaceAll(d, 'D'));
  } catch (e) {
    console.log(
      e.name,
      e.code,
      e.errno,
      e.syscall,
      String(e.path).replaceAll(d, 'D'),
      String(e.dest).replaceAll(d, 'D'),
      e.message.replaceAll(d, 'D').replace(/chdir .* -> /, 'chdir CWD -> '),
    );
  }
};
t(() => process.cwd() === __dirname);
t(() => process.chdir(d));
t(() => process.cwd());
fs.mkdirSync('sub');
fs.symlinkSync('sub', 'link');
fs.writeFileSync('file', '');
t(() => process.chdir('sub') ?? process.cwd());
t(() => path.resolve('x'));
t(() => process.chdir('..') ?? process.cwd());
t(() => process.chdir('link') ?? process.cwd());
t(() => process.chdir(d + '/./sub/../') ?? process.cwd());
for (const b of ['nope', 'file', '', 'file/x', 5, undefined, null, 'a\0b', {}]) t(() => process.chdir(b));
t(() => fs.existsSync('file'));
t(() => require('url').pathToFileURL('q').href);
t(() => process.chdir('/') ?? process.cwd());
process.chdir(d);
const old = process.umask(0o022);
t(() => process.umask().toString(8));
t(() => process.umask(0o77).toString(8));
t(() => process.umask().toString(8));
t(() => process.umask('022').toString(8));
t(() => process.umask(0o7777).toString(8));
t(() => process.umask(0o22).toString(8));
for (const b of ['9', 'x', -1, 1.5, null, {}, 2 ** 33]) t(() => process.umask(b));
t(() => process.umask(undefined) === process.umask());
process.umask(0o027);
fs.writeFileSync('um', '');
fs.mkdirSync('umd');
t(() => [(fs.statSync('um').mode & 0o777).toString(8), (fs.statSync('umd').mode & 0o777).toString(8)]);
process.chdir('sub');
fs.rmSync(d, { recursive: true });
t(() => {
  try {
    return process.cwd();
  } catch (e) {
    return `${e.code} ${e.syscall} ${e.message.split(',')[0]}`;
  }
});
process.chdir('/');
process.umask(old);
