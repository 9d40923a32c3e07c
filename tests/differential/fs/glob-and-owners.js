// globSync matches, excludes and gives Dirents; chown and lchown accept this process's own ids; Dirents know which kind they are.
const fs = require('fs');
const os = require('os');
const path = require('path');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const at = (name) => path.join(folder, name);
for (const name of ['src/a.js', 'src/b.ts', 'src/deep/c.js', 'src/deep/.hidden.js', 'test/a.test.js', 'README.md', '[odd].js']) {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), name);
}
fs.symlinkSync('README.md', at('link.md'));
const glob = (pattern, options) => fs.globSync(pattern, { cwd: folder, ...options }).sort();
for (const pattern of ['*', '**/*.js', 'src/*', 'src/**', '*.{md,js}', 'src/?.[jt]s', '**/a*', 'none/*', './src/*.js', '{src,test}/**/*.js', ['*.md', 'src/*.ts'], 'src/deep/..', '!(src)', '+(s|r|c)', '**/.hidden.js', '[[]odd].js']) console.log(pattern, glob(pattern));
console.log(glob('**/*.js', { exclude: (name) => name === 'deep' }), glob('**', { exclude: (name) => name !== 'src' }));
for (const entry of fs.globSync('*', { cwd: folder, withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
  const kinds = ['isFile', 'isDirectory', 'isSymbolicLink', 'isBlockDevice', 'isCharacterDevice', 'isFIFO', 'isSocket'].filter((kind) => entry[kind]());
  console.log(entry.constructor.name, entry.name, kinds.join(), path.relative(folder, entry.parentPath) === '');
}
for (const attempt of [() => fs.globSync(5), () => fs.globSync('*', 'x'), () => fs.globSync('*', { exclude: 5 })]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
const { uid, gid } = fs.statSync(folder);
console.log(fs.chownSync(at('README.md'), uid, gid), fs.lchownSync(at('link.md'), uid, gid));
for (const attempt of [() => fs.chownSync(at('README.md'), 'x', 1), () => fs.lchownSync(at('README.md'), 1, -2), () => fs.chown(at('README.md'), uid), () => fs.lchown(at('x'), 1.5, 1, () => {})]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
fs.chown(at('none'), uid, gid, (error) => {
  console.log(error.code, error.syscall, path.relative(folder, error.path));
  fs.lchown(at('link.md'), uid, gid, (error) => {
    console.log(error);
    fs.glob('src/*.js', { cwd: folder }, async (error, found) => {
      console.log(error, found);
      for await (const name of fs.promises.glob('test/**/*.js', { cwd: folder })) console.log(name);
      await fs.promises.chown(folder, uid, gid);
      await fs.promises.lchown(at('none'), uid, gid).catch((error) => console.log(error.code, error.syscall));
      fs.rmSync(folder, { recursive: true });
      console.log('end');
    });
  });
});
