// Promise: every FileHandle method: read forms, write, readLines, streams, stat, truncate, close, dispose, errors, events.
import fsp from 'node:fs/promises';
import path from 'node:path';
import os from 'node:os';
const d = await fsp.mkdtemp(path.join(os.tmpdir(), 'case-'));
const f = (n) => path.join(d, n);
const t = async (g) => {
  try {
    console.log(await g());
  } catch (e) {
    console.log(e.name, e.code, e.errno, e.syscall, e.message.replaceAll(d, 'D'));
  }
};
const h = await fsp.open(f('a'), 'w+');
console.log(h.constructor.name, typeof h.fd, Object.getOwnPropertyNames(Object.getPrototypeOf(h)).sort().join());
h.on('close', () => console.log('close event'));
await t(() => h.write('hello'));
await t(() => h.write(Buffer.from('XYZ'), 1, 1, 0));
await t(() => h.write(Buffer.from('opts'), { offset: 2, position: 10 }));
await t(() => h.write('é', 3, 'latin1'));
await t(() => h.read(Buffer.alloc(5), 0, 5, 0));
await t(async () => {
  const r = await h.read({ buffer: Buffer.alloc(3), position: 1 });
  return [r.bytesRead, r.buffer];
});
await t(async () => {
  const r = await h.read();
  return [r.bytesRead, r.buffer.length];
});
await t(() => h.read(Buffer.alloc(2), { position: 2, length: 1 }));
await t(() => h.writev([Buffer.from('v1'), Buffer.from('v2')], 0));
await t(async () => (await h.readv([Buffer.alloc(2), Buffer.alloc(2)], 0)).buffers.map(String));
await t(() => h.truncate(6));
await t(async () => (await h.stat()).size);
await t(() => h.readFile('latin1'));
await t(() => h.writeFile('tail'));
await t(() => h.appendFile('+app'));
await t(() => fsp.readFile(f('a'), 'latin1'));
await t(() => h.chmod(0o600));
await t(() => h.utimes(1, 2));
await t(async () => (await h.stat({ bigint: true })).mtimeMs);
await t(() => h.datasync());
await t(() => h.sync());
for (const g of [
  () => h.read('x'),
  () => h.read(Buffer.alloc(1), 5),
  () => h.read(Buffer.alloc(1), 0, 9),
  () => h.write(5),
  () => h.write(null),
  () => h.truncate('x'),
  () => h.chmod('z'),
  () => h.writev('x'),
  () => h.read(Buffer.alloc(0)),
  () => h.readFile('bogus'),
  () => h.write(Buffer.alloc(1), 0, 5),
])
  await t(g);
await t(() => h.close());
await t(() => h.close());
console.log(h.fd);
await t(() => h.read(Buffer.alloc(1)));
await t(() => h.stat());
await fsp.writeFile(f('lines'), 'one\ntwo\r\nthree\n\nlast');
{
  const l = await fsp.open(f('lines'));
  const got = [];
  for await (const x of l.readLines()) got.push(x);
  console.log(got, l.fd);
}
{
  const l = await fsp.open(f('lines'));
  const s = l.createReadStream({ start: 2, end: 6, encoding: 'utf8' });
  let o = '';
  for await (const c of s) o += c;
  console.log(JSON.stringify(o), l.fd);
}
{
  const l = await fsp.open(f('lines'));
  const s = l.createReadStream({ autoClose: false });
  for await (const c of s) console.log(c.length);
  console.log(l.fd >= 0);
  await l.close();
}
{
  const w = await fsp.open(f('w'), 'w');
  const s = w.createWriteStream();
  s.write('str');
  await new Promise((r) => s.end('eam', r));
  await new Promise((r) => s.on('close', r));
  console.log(await fsp.readFile(f('w'), 'utf8'), w.fd);
}
{
  const l = await fsp.open(f('lines'));
  const rs = l.readableWebStream();
  const parts = [];
  for await (const c of rs) parts.push(c.constructor.name + c.byteLength);
  console.log(parts);
  await t(() => l.readableWebStream());
  await l.close();
}
{
  const l = await fsp.open(f('lines'));
  await l[Symbol.asyncDispose]();
  console.log(l.fd);
}
const ro = await fsp.open(f('lines'));
await t(() => ro.write('x'));
await t(() => ro.truncate(0));
await ro.close();
const h2 = await fsp.open(f('lines'));
await t(async () => {
  const [a, b] = await Promise.all([h2.read(Buffer.alloc(3), 0, 3), h2.close()]);
  return [a.bytesRead, b];
});
await t(() => fsp.writeFile(h2, 'x'));
const ap = await fsp.open(f('lines'), 'a');
await t(() => fsp.appendFile(ap, '!'));
await ap.close();
await t(async () => (await fsp.readFile(f('lines'), 'utf8')).slice(-5));
await fsp.rm(d, { recursive: true });
