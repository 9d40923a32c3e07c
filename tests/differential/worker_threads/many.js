// Several workers at once, each with large messages both ways.
const { Worker } = require('worker_threads');
const code = 'const { parentPort } = require("worker_threads"); parentPort.on("message", (m) => { if (m === null) return parentPort.close(); parentPort.postMessage(m.map((x) => x * 2)) })';
Promise.all([1, 2, 3].map((k) => new Promise((resolve) => {
  const worker = new Worker(code, { eval: true });
  let sum = 0, rounds = 0;
  worker.on('message', (m) => { sum += m.length + m[m.length - 1]; if (++rounds < 3) worker.postMessage(m); else worker.postMessage(null) });
  worker.on('exit', (c) => resolve([k, sum, c]));
  worker.postMessage(Array.from({ length: 50000 }, (_, i) => i * k));
}))).then((r) => console.log(r));
