// terminate() ends a worker that never would, and answers its exit code.
const { Worker } = require('worker_threads');
(async () => {
  const loop = new Worker('require("worker_threads").parentPort.postMessage("up"); while (true);', { eval: true });
  await new Promise((r) => loop.once('message', r));
  console.log(await loop.terminate());
  const idle = new Worker('setInterval(() => {}, 1000)', { eval: true });
  idle.on('exit', (c) => console.log('exit event', c));
  await new Promise((r) => idle.once('online', r));
  console.log(await idle.terminate());
  console.log(await idle.terminate(), idle.threadId);
  const unref = new Worker('setInterval(() => {}, 1000)', { eval: true });
  unref.unref();
  process.on('exit', (c) => console.log('parent ends', c));
})();
