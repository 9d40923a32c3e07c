// Closing one end closes the other, in workers too; ref and unref decide what keeps running.
const { Worker, MessageChannel } = require('worker_threads');
const worker = new Worker(`
const { parentPort } = require('worker_threads');
parentPort.once('message', (port) => { port.on('close', () => parentPort.postMessage('closed in worker')); port.on('message', (m) => { port.postMessage(m + 1); }); });
`, { eval: true });
const { port1, port2 } = new MessageChannel();
worker.postMessage(port2, [port2]);
port1.on('message', (m) => { console.log('main', m); port1.close(() => console.log('closed in main')); });
port1.postMessage(1);
worker.on('message', (m) => { console.log(m); });
worker.on('exit', (c) => console.log('exit', c));
const idle = new MessageChannel(); idle.port1.on('message', () => {}); idle.port1.unref();
