// online, messageerror of what cannot be read, process 'worker', once(), diagnostics channel.
const { Worker, parentPort } = require('worker_threads');
const { once } = require('events');
require('diagnostics_channel').subscribe('worker_threads', ({ worker }) => console.log('channel', worker instanceof Worker));
process.on('worker', (w) => console.log('process worker', w instanceof Worker));
(async () => {
  const worker = new Worker('const { parentPort } = require("worker_threads"); parentPort.postMessage([1, , undefined, null, NaN, -0, 1n, "é", new Date(0), /x/g, new Error("e"), { __proto__: { inherited: 1 }, own: 2 }, new (class K { a = 1 })(), [new Map([[1, 2]])], new Float32Array([1.5]), new DataView(new ArrayBuffer(2)), Object(5), Object("s")])', { eval: true });
  const [[...values]] = await once(worker, 'message');
  console.log(values.map((v) => v instanceof Error ? [v.name, v.message] : v));
  console.log(await once(worker, 'exit'));
  const failing = new Worker('throw new (class Own extends Error { constructor() { super("own"); this.name = "Own"; this.extra = [1] } })()', { eval: true });
  const [error] = await once(failing, 'error'); console.log(error.name, error.message, error.extra, error instanceof Error);
  console.log(typeof failing.stdout);
})();
