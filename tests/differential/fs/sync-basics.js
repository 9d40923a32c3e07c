// Promise: write, read, append, exists, rename, unlink, copy in their synchronous form, every flag and encoding.
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
    console.log(e.name, e.code, e.errno, e.syscall, rel(e.path), rel(e.dest), rel(e.message));
  }
};
t(() => fs.writeFileSync(f('a'), 'hello é'));
t(() => fs.readFileSync(f('a')));
for (const e of ['utf8', 'latin1', 'hex', 'base64', 'ucs2', { encoding: 'ascii' }, null, {}, 'buffer'])
  t(() => fs.readFileSync(f('a'), e));
t(() => fs.writeFileSync(f('a'), 'YWI=', 'base64'));
t(() => fs.readFileSync(f('a'), 'utf8'));
t(() => fs.appendFileSync(f('a'), Buffer.from('+more')));
t(() => fs.appendFileSync(f('a'), '6869', 'hex'));
t(() => fs.readFileSync(f('a'), 'utf8'));
t(() => fs.writeFileSync(f('a'), 'X', { flag: 'r+' }));
t(() => fs.readFileSync(f('a'), 'utf8'));
t(() => fs.writeFileSync(f('a'), 'no', { flag: 'wx' }));
t(() => fs.writeFileSync(f('new'), 'n', { flag: 'ax' }));
t(() => fs.writeFileSync(f('u8'), new Uint16Array([0x4142, 0x4344])));
t(() => fs.readFileSync(f('u8')));
for (const bad of [5, null, undefined, {}, [], true, () => 1]) t(() => fs.writeFileSync(f('bad'), bad));
t(() => fs.existsSync(f('bad')));
for (const [n, op] of [
  ['missing', () => fs.readFileSync(f('nope'))],
  ['is dir', () => fs.readFileSync(d)],
  ['parent is file', () => fs.readFileSync(f('a/b'))],
  ['write dir', () => fs.writeFileSync(d, 'x')],
  ['parent missing', () => fs.writeFileSync(f('x/y'), '1')],
  ['r missing', () => fs.openSync(f('nope'), 'r')],
  ['r+ missing', () => fs.openSync(f('nope'), 'r+')],
  ['unlink dir', () => fs.unlinkSync(d)],
  ['unlink missing', () => fs.unlinkSync(f('nope'))],
  ['rename missing', () => fs.renameSync(f('nope'), f('b'))],
  ['rename onto self', () => fs.renameSync(f('a'), f('a'))],
  ['rename', () => fs.renameSync(f('a'), f('b'))],
  ['copy', () => fs.copyFileSync(f('b'), f('c'))],
  ['copy excl', () => fs.copyFileSync(f('b'), f('c'), fs.constants.COPYFILE_EXCL)],
  ['copy missing', () => fs.copyFileSync(f('nope'), f('z'))],
  ['copy to dir', () => fs.copyFileSync(f('b'), d)],
  ['copy mode bad', () => fs.copyFileSync(f('b'), f('c'), 99)],
  ['trailing slash', () => fs.readFileSync(f('b') + '/')],
  ['empty path', () => fs.readFileSync('')],
  ['nul byte', () => fs.readFileSync('a\0b')],
  ['name too long', () => fs.readFileSync(f('x'.repeat(300)))],
  ['dot', () => fs.readFileSync(f('./../' + path.basename(d) + '/b'), 'latin1')],
  ['url', () => fs.readFileSync(new URL('file://' + f('b')), 'latin1')],
  ['http url', () => fs.readFileSync(new URL('http://x/y'))],
  ['buffer path', () => fs.readFileSync(Buffer.from(f('b')), 'latin1')],
  ['bad flag', () => fs.openSync(f('b'), 'zz')],
  ['bad mode', () => fs.openSync(f('b'), 'r', '9z')],
  ['flag number', () => fs.readFileSync(f('b'), { flag: 'a+', encoding: 'utf8' })],
]) {
  console.log('# ' + n);
  t(op);
}
t(() => [fs.existsSync(f('b')), fs.existsSync(f('nope')), fs.existsSync(5), fs.existsSync(), fs.existsSync('a\0')]);
t(() => fs.readdirSync(d).sort());
fs.rmSync(d, { recursive: true });
t(() => fs.existsSync(d));
