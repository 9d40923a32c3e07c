// Workers start workers; messages and exits pass through the tree.
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename, { workerData: 2 });
  worker.on('message', (m) => console.log(m));
  worker.on('exit', (c) => console.log('exit', c));
} else if (workerData === 0) {
  parentPort.postMessage('leaf');
  process.exit(5);
} else {
  const child = new Worker(__filename, { workerData: workerData - 1 });
  child.on('message', (m) => parentPort.postMessage(`${workerData}:${m}`));
  child.on('exit', (c) => { parentPort.postMessage(`${workerData} child exit ${c}`); process.exitCode = c + 1; });
}
