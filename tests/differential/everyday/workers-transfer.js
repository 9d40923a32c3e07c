// A pool of workers: buffers move to a worker and back, a port is handed over, an error and an exit are told, and data is cloned with its types.
const { Worker, isMainThread, parentPort, workerData, MessageChannel } = require('worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename, { workerData: { when: new Date(0), map: new Map([['k', new Set([1])]]), big: 5n, re: /x/g } });
  const bytes = new Uint8Array([1, 2, 3]);
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ bytes, port: port2 }, [bytes.buffer, port2]);
  console.log('moved away', bytes.length, bytes.buffer.byteLength);
  port1.on('message', (message) => {
    console.log('over the port', message);
    port1.close();
  });
  worker.on('message', (message) => {
    console.log('main', message);
    if (message.bytes) worker.postMessage('fail');
  });
  worker.on('error', (error) => console.log('error', error instanceof RangeError, error.name, error.message, error.code));
  worker.on('exit', (code) => {
    console.log('exit', code);
    try {
      worker.postMessage({ f() {} });
    } catch (error) {
      console.log(error.name, error.message);
    }
    const jobs = [10, 20, 30].map((n) => new Promise((resolve, reject) => new Worker('const { parentPort, workerData } = require("worker_threads"); let a = 0, b = 1; for (let i = 0; i < workerData; i++) [a, b] = [b, a + b]; parentPort.postMessage(a)', { eval: true, workerData: n }).on('message', resolve).on('error', reject)));
    Promise.all(jobs).then((results) => console.log('pool', results));
  });
} else {
  console.log('data', workerData);
  parentPort.on('message', (message) => {
    if (message === 'fail') throw Object.assign(new RangeError('from the worker'), { code: 'E_WORK' });
    message.port.postMessage({ sum: message.bytes.reduce((a, b) => a + b) });
    message.bytes[0] = 99;
    setTimeout(() => parentPort.postMessage({ bytes: message.bytes }, [message.bytes.buffer]), 30);
  });
}
