// Promise: cp in sync and promise form: recursion, force, errorOnExist, filter, dereference, timestamps, symlinks, errors.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'case-')));
const f = (n) => path.join(d, n);
const rel = (s) => String(s).replaceAll(d, 'D');
const tree = (n) => fs.readdirSync(f(n), { recursive: true }).sort().join(' ');
const t = (g) => {
  try {
    console.log(g());
  } catch (e) {
    console.log(e.name, e.code, rel(e.message).split('\n')[0]);
  }
};
fs.mkdirSync(f('s/in'), { recursive: true });
fs.writeFileSync(f('s/a'), 'A');
fs.writeFileSync(f('s/in/b'), 'B', { mode: 0o640 });
fs.symlinkSync('a', f('s/ln'));
fs.mkdirSync(f('s/empty'));
fs.utimesSync(f('s/a'), 100, 200);
t(() => fs.cpSync(f('s'), f('d1')));
t(() => fs.cpSync(f('s'), f('d1'), { recursive: true }) ?? tree('d1'));
t(() => [
  (fs.statSync(f('d1/in/b')).mode & 0o777).toString(8),
  rel(fs.readlinkSync(f('d1/ln'))),
  fs.statSync(f('d1/a')).mtimeMs !== 200000,
]);
fs.writeFileSync(f('d1/a'), 'changed');
t(() => fs.cpSync(f('s/a'), f('d1/a'), { force: false }) ?? fs.readFileSync(f('d1/a'), 'utf8'));
t(() => fs.cpSync(f('s/a'), f('d1/a'), { force: false, errorOnExist: true }));
t(() => fs.cpSync(f('s/a'), f('d1/a')) ?? fs.readFileSync(f('d1/a'), 'utf8'));
t(() => fs.cpSync(f('s/a'), f('new/deep/a')) ?? tree('new'));
t(() => fs.cpSync(f('s'), f('d2'), { recursive: true, filter: (src, dst) => !src.endsWith('b') }) ?? tree('d2'));
t(() => fs.cpSync(f('s'), f('d3'), { recursive: true, dereference: true }) ?? fs.lstatSync(f('d3/ln')).isSymbolicLink());
t(() => fs.cpSync(f('s'), f('d4'), { recursive: true, verbatimSymlinks: true }) ?? fs.readlinkSync(f('d4/ln')));
t(() => fs.cpSync(f('s'), f('d5'), { recursive: true, preserveTimestamps: true }) ?? fs.statSync(f('d5/a')).mtimeMs);
t(() => fs.cpSync(f('s'), f('s'), { recursive: true }));
t(() => fs.cpSync(f('s'), f('s/in/self'), { recursive: true }));
t(() => fs.cpSync(f('s'), f('s/a'), { recursive: true }));
t(() => fs.cpSync(f('s/a'), f('d1')));
t(() => fs.cpSync(f('nope'), f('x')));
t(() => fs.cpSync(f('s'), f('x'), { dereference: true, verbatimSymlinks: true }));
for (const o of [5, { recursive: 'x' }, { filter: 5 }, { mode: -1 }, { force: 1 }]) t(() => fs.cpSync(f('s'), f('x'), o));
t(() => fs.cpSync(f('s'), f('x'), { recursive: true, filter: async () => true }));
(async () => {
  const at = async (p) => {
    try {
      console.log(await p());
    } catch (e) {
      console.log(e.name, e.code, rel(e.message).split('\n')[0]);
    }
  };
  await at(async () => {
    await fs.promises.cp(f('s'), f('p1'), { recursive: true, filter: async (s) => !s.endsWith('empty') });
    return tree('p1');
  });
  await at(() => fs.promises.cp(f('s'), f('p1')));
  await at(() => fs.promises.cp(f('s'), f('p1'), { recursive: true, force: false, errorOnExist: true }));
  await at(() => fs.promises.cp(f('nope'), f('x')));
  await at(() => fs.promises.cp(f('s'), f('s/q'), { recursive: true }));
  await at(() => new Promise((r) => fs.cp(f('s/a'), f('cb'), (e) => r([e, fs.readFileSync(f('cb'), 'utf8')]))));
  fs.rmSync(d, { recursive: true });
})();
