// Promise: constants, glob-free helpers, openAsBlob, truncate rules, big writes, path kinds, byte-exact names.
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
console.log(
  Object.entries(fs.constants)
    .filter(([k]) => !k.startsWith('UV_'))
    .map(([k, v]) => `${k}=${v}`)
    .join(' '),
);
console.log(fs.F_OK, fs.R_OK, fs.W_OK, fs.X_OK, Object.isFrozen(fs.constants));
fs.writeFileSync(f('a'), '0123456789');
t(() => fs.truncateSync(f('a'), 4) ?? fs.readFileSync(f('a'), 'utf8'));
t(() => fs.truncateSync(f('a'), 6) ?? fs.readFileSync(f('a')));
t(() => fs.truncateSync(f('a')) ?? fs.statSync(f('a')).size);
t(() => fs.truncateSync(f('no'), 1));
t(() => fs.truncateSync(d, 1));
t(() => fs.truncateSync(f('a'), -5));
t(() => fs.truncateSync(f('a'), 1.5));
const big = Buffer.alloc(1 << 20, 'kernelet');
fs.writeFileSync(f('big'), big);
t(() => fs.readFileSync(f('big')).equals(big));
t(() => fs.readFileSync(f('big'), 'latin1').length);
const names = [
  'plain',
  'with space',
  'é',
  'e\u0301',
  '日本',
  '😀',
  "q'uote",
  'back\\slash',
  '-dash',
  '#h',
  '%41',
  'tab\t',
  'new\nline',
  'x'.repeat(255),
  ' lead',
  'trail.',
  '*?[',
];
for (const n of names) fs.writeFileSync(f(n), n);
t(() => names.every((n) => fs.readFileSync(f(n), 'utf8') === n));
t(() => fs.readdirSync(d).filter((n) => names.includes(n)).length === names.length);
t(() => fs.writeFileSync(f('x'.repeat(256)), ''));
t(() => fs.writeFileSync('/' + 'y/'.repeat(2100) + 'z', ''));
const raw = Buffer.concat([Buffer.from(d + '/raw'), Buffer.from([0xff, 0xfe])]);
t(() => fs.writeFileSync(raw, 'raw') ?? fs.readFileSync(raw, 'utf8'));
t(() =>
  fs
    .readdirSync(d, 'buffer')
    .filter((b) => b.includes(0xff))
    .map((b) => b.toString('hex')),
);
t(() => fs.unlinkSync(raw));
fs.openAsBlob(f('plain'), { type: 'text/x' }).then(async (b) => {
  console.log(b.size, b.type, await b.text(), await b.slice(1, 3).text());
  try {
    await fs.openAsBlob(f('nope'));
  } catch (e) {
    console.log(e.code, e.name, e.message);
  }
  t(() => fs.openAsBlob(5));
  await after();
});
async function after() {
  t(() => fs.writeFileSync(path.join(__dirname, 'written-by-root-check'), '', { flag: 'r' }));
  const cwd = process.cwd();
  process.chdir(d);
  fs.writeFileSync('rel', 'r');
  t(() => [
    fs.readFileSync(f('rel'), 'utf8'),
    fs.existsSync('./rel'),
    fs.realpathSync('rel') === fs.realpathSync(f('rel')),
    fs.statSync('.').isDirectory(),
    fs.readdirSync('').length,
  ]);
  t(() => fs.readFileSync('rel/'));
  t(() => fs.statSync('rel/..'));
  process.chdir(cwd);
  t(() => fs.statSync('//tmp//').isDirectory());
  t(() => fs._toUnixTimestamp(new Date(1500)));
  t(() => fs._toUnixTimestamp('x'));
  t(() => fs.readFileSync('/dev/null').length);
  t(() => fs.writeFileSync('/dev/null', 'gone'));
  const z = fs.openSync('/dev/zero');
  const zb = Buffer.alloc(3, 1);
  t(() => [fs.readSync(z, zb, 0, 3, null), zb]);
  fs.closeSync(z);
  const list = Array.from({ length: 60 }, (_, i) => fs.openSync(f('plain')));
  t(() => new Set(list).size);
  list.forEach((x) => fs.closeSync(x));
  const lo = fs.openSync(f('plain'));
  fs.closeSync(lo);
  t(() => fs.openSync(f('plain')) === lo);
  for (const k of ['readFileSync', 'statSync', 'mkdir', 'open', 'read', 'writeFile', 'rm', 'promises'])
    console.log(k, fs[k].length, fs[k].name);
  fs.rmSync(d, { recursive: true });
}
