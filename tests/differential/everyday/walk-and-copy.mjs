// fs.promises: a tree is made, walked with recursive readdir, copied with a filter, changed, watched in its sizes and removed; errors name path and call.
import fs from 'node:fs/promises';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip, createGunzip } from 'node:zlib';
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
const root = await fs.mkdtemp(path.join(os.tmpdir(), 'case-'));
const at = (...names) => path.join(root, ...names);
for (const [name, text] of Object.entries({ 'a.txt': 'alpha', 'src/b.js': 'b()', 'src/deep/er/c.js': 'c()', 'src/node_modules/x.js': 'x', 'empty/.keep': '' })) {
  await fs.mkdir(path.dirname(at(name)), { recursive: true });
  await fs.writeFile(at(name), text);
}
await fs.symlink('a.txt', at('link'));
console.log((await fs.readdir(root, { recursive: true })).sort());
async function* walk(folder) {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.isDirectory()) yield* walk(path.join(folder, entry.name));
    else yield { name: path.relative(root, path.join(entry.parentPath, entry.name)), link: entry.isSymbolicLink() };
  }
}
for await (const { name, link } of walk(root)) console.log(name, link, (await fs.stat(at(name))).size, (await fs.lstat(at(name))).isFile());
await fs.cp(at('src'), at('copy'), { recursive: true, filter: (source) => !source.includes('node_modules') });
console.log((await fs.readdir(at('copy'), { recursive: true })).sort(), await fs.readFile(at('copy/deep/er/c.js'), 'utf8'));
const big = Buffer.alloc(300000, 'some text that repeats ');
await fs.writeFile(at('big'), big);
await pipeline(createReadStream(at('big')), createGzip(), createWriteStream(at('big.gz')));
const hash = createHash('sha256');
await pipeline(createReadStream(at('big.gz')), createGunzip(), hash);
console.log((await fs.stat(at('big.gz'))).size < 5000, hash.digest('hex') === createHash('sha256').update(big).digest('hex'));
const handle = await fs.open(at('a.txt'), 'r+');
await handle.write('ALPHA beta', 0);
await handle.truncate(7);
console.log((await handle.read(Buffer.alloc(20), 0, 20, 0)).bytesRead, (await handle.stat()).size);
for await (const line of handle.readLines({ start: 0 })) console.log(line);
await fs.rename(at('a.txt'), at('src/moved.txt'));
await fs.copyFile(at('src/moved.txt'), at('again.txt'), fs.constants.COPYFILE_EXCL);
console.log(await fs.readlink(at('link')), existsSync(at('link')), await fs.access(at('again.txt')), await fs.realpath(at('src/../again.txt')).then((name) => path.basename(name)));
const tell = (label, promise) => promise.then((value) => console.log(label, value), (error) => console.log(label, error.code, error.syscall, error.message.replaceAll(root, '')));
await tell('stat', fs.stat(at('gone')));
await tell('readdir', fs.readdir(at('again.txt')));
await tell('mkdir', fs.mkdir(at('src')));
await tell('rmdir', fs.rmdir(at('src')));
await tell('rm', fs.rm(at('src')));
await tell('copy', fs.copyFile(at('again.txt'), at('src/moved.txt'), fs.constants.COPYFILE_EXCL));
await tell('read', fs.readFile(at('src')));
await tell('link', fs.access(at('link')));
await tell('unlink', fs.unlink(at('gone')));
await tell('rename', fs.rename(at('gone'), at('here')));
await tell('write', fs.writeFile(at('none/file'), 'x'));
await tell('abort', fs.readFile(at('big'), { signal: AbortSignal.abort() }));
await fs.rm(root, { recursive: true, force: true });
console.log(existsSync(root), await fs.rm(root, { force: true }));
