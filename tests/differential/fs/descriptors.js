// Promise: open flags, positional and sequential reads and writes, append position, sparse files, closed descriptors.
const fs = require('fs'),
  path = require('path'),
  os = require('os');
const d = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const f = path.join(d, 'f');
const t = (g) => {
  try {
    console.log(g());
  } catch (e) {
    console.log(e.name, e.code, e.errno, e.syscall, e.message.replaceAll(d, 'D'));
  }
};
let fd = fs.openSync(f, 'w+');
t(() => fs.writeSync(fd, 'hello world'));
t(() => fs.writeSync(fd, Buffer.from('XYZ'), 1, 2, 0));
t(() => fs.writeSync(fd, '!', 20));
t(() => fs.fstatSync(fd).size);
const b = Buffer.alloc(8, '.');
t(() => [fs.readSync(fd, b, 0, 4, 0), String(b)]);
t(() => [fs.readSync(fd, b, 2, 3, 6), String(b)]);
t(() => [fs.readSync(fd, b), String(b)]);
t(() => [fs.readSync(fd, b, { position: 18 }), b]);
t(() => fs.readSync(fd, b, { offset: 7, length: 1, position: 0 }));
t(() => fs.readSync(fd, b, 0, 8, 100));
t(() => fs.readSync(fd, b, 0, 0, 0));
t(() => fs.readSync(fd, b, 0, 1, 3n));
for (const a of [[9], [0, 9], [-1], [0, -1], [0, 1, 'x'], [0, 1, 1.5], ['0'], [0, 1, 2n ** 70n]])
  t(() => fs.readSync(fd, b, ...a));
t(() => fs.readSync(fd, Buffer.alloc(0)));
t(() => fs.readSync(fd, 'str'));
for (const a of [[9], [0, 9], [-1, 2], ['x']]) t(() => fs.writeSync(fd, b, ...a));
t(() => fs.writeSync(fd, 5));
t(() => fs.writeSync(fd, new DataView(new ArrayBuffer(1)), 0, 1, 0));
t(() => fs.writeSync(fd, 'é', 0, 'latin1'));
t(() => fs.readFileSync(f).toString('hex').slice(0, 24));
t(() => fs.ftruncateSync(fd, 4));
t(() => fs.fstatSync(fd).size);
t(() => fs.ftruncateSync(fd, 6));
t(() => fs.readFileSync(f));
t(() => fs.ftruncateSync(fd));
t(() => fs.fstatSync(fd).size);
t(() => fs.ftruncateSync(fd, -1));
t(() => fs.fsyncSync(fd) ?? fs.fdatasyncSync(fd));
t(() => fs.writevSync(fd, [Buffer.from('ab'), new Uint8Array([99]), Buffer.alloc(0)], 0));
const v = [Buffer.alloc(2), Buffer.alloc(3)];
t(() => [fs.readvSync(fd, v, 0), v.map(String)]);
t(() => fs.writevSync(fd, 'x'));
t(() => fs.readvSync(fd, ['x']));
t(() => fs.closeSync(fd));
t(() => fs.closeSync(fd));
t(() => fs.writeSync(fd, 'x'));
t(() => fs.readSync(fd, b));
t(() => fs.fstatSync(fd));
fs.writeFileSync(f, 'base');
fd = fs.openSync(f, 'a+');
t(() => fs.writeSync(fd, '-app', 0));
t(() => [fs.readSync(fd, b, 0, 8, 0), String(b)]);
fs.closeSync(fd);
fd = fs.openSync(f, 'r');
t(() => fs.writeSync(fd, 'x'));
t(() => fs.ftruncateSync(fd, 0));
t(() => fs.readFileSync(fd, 'utf8'));
t(() => fs.readFileSync(fd, 'utf8'));
fs.closeSync(fd);
fd = fs.openSync(f, 'w');
t(() => fs.readSync(fd, b));
t(() => fs.readFileSync(fd));
fs.closeSync(fd);
for (const fl of [
  'r',
  'rs',
  'r+',
  'rs+',
  'w',
  'wx',
  'xw',
  'w+',
  'wx+',
  'a',
  'ax',
  'a+',
  'ax+',
  'as',
  'as+',
  'sr',
  'x',
  '',
  'R',
  fs.constants.O_RDONLY,
  fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL,
  null,
  undefined,
])
  t(() => {
    const x = fs.openSync(f, fl);
    fs.closeSync(x);
    return `${fl} ok`;
  });
const dfd = fs.openSync(d, 'r');
t(() => fs.fstatSync(dfd).isDirectory());
t(() => fs.readSync(dfd, b));
t(() => fs.readFileSync(dfd));
fs.closeSync(dfd);
t(() => fs.openSync(d, 'w'));
t(() => fs.openSync(f, fs.constants.O_DIRECTORY));
for (const bad of [-1, 1.5, '3', null, undefined, {}, 99999, 2 ** 31, NaN]) t(() => fs.closeSync(bad));
const u = fs.openSync(f, 'w+');
fs.writeSync(u, 'still here');
fs.unlinkSync(f);
t(() => fs.existsSync(f));
t(() => [fs.readSync(u, b, 0, 8, 0), String(b), fs.fstatSync(u).nlink]);
fs.closeSync(u);
fs.rmSync(d, { recursive: true });
