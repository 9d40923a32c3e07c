// A worker starts from its own file, gets workerData, answers messages, and exits.
const { Worker, isMainThread, parentPort, workerData, threadId } = require('worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename, { workerData: { n: 1n, date: new Date(5), map: new Map([[1, { a: [1, , 3] }]]), bytes: new Uint8Array([1, 2]) } });
  worker.on('online', () => console.log('online'));
  worker.on('message', (m) => { console.log('main got', m); if (m.done) worker.postMessage('stop'); });
  worker.on('exit', (code) => console.log('exit', code, worker.threadId));
  console.log(worker.threadId, threadId, parentPort, workerData);
} else {
  parentPort.postMessage({ workerData, threadId, isMainThread });
  parentPort.postMessage({ done: true });
  parentPort.on('message', (m) => { parentPort.postMessage('echo ' + m); parentPort.close(); });
}
