// Inside a worker the library is whole: timers, promises, files, streams, modules of its own.
const { Worker } = require('worker_threads');
new Worker(`
const fs = require('fs'), path = require('path'), os = require('os'), { pipeline, Readable } = require('stream'), { setTimeout: wait } = require('timers/promises');
(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
  await fs.promises.writeFile(path.join(folder, 'a.txt'), 'content'); console.log(fs.readFileSync(path.join(folder, 'a.txt'), 'utf8'), fs.readdirSync(folder));
  fs.rmSync(folder, { recursive: true }); await wait(5); setImmediate(() => console.log('immediate')); process.nextTick(() => console.log('tick'));
  await new Promise((r) => pipeline(Readable.from(['a', 'b']), async function* (s) { for await (const x of s) yield x.toUpperCase() }, async (s) => { for await (const x of s) console.log(String(x)) }, r));
  console.log(require('util').inspect(new Map([[1, { a: 1 }]])), require('crypto').createHash('sha256').update('x').digest('hex').slice(0, 8), structuredClone({ a: 1n }).a, typeof fetch, new URL('http://a/b').pathname);
})();
process.on('exit', (c) => console.log('worker exit', c));
`, { eval: true }).on('exit', (c) => console.log('exit', c));
