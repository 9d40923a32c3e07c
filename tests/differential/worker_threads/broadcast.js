// A BroadcastChannel reaches every thread that has one of the name, except the sender itself.
const { Worker, BroadcastChannel } = require('worker_threads');
const channel = new BroadcastChannel('news'), other = new BroadcastChannel('other');
const code = `
const { BroadcastChannel, parentPort, workerData } = require('worker_threads');
const channel = new BroadcastChannel('news');
channel.onmessage = ({ data }) => { parentPort.postMessage(workerData + ' heard ' + data); channel.postMessage('thanks from ' + workerData); };
parentPort.once('message', () => channel.close());
parentPort.postMessage('ready');`;
const heard = [];
let ready = 0, exits = 0;
channel.onmessage = ({ data }) => heard.push(data);
other.onmessage = () => heard.push('never');
for (const name of ['one', 'two']) {
  const worker = new Worker(code, { eval: true, workerData: name });
  worker.on('message', (m) => { if (m === 'ready') { if (++ready === 2) channel.postMessage('hello'); } else heard.push(m); if (/heard hello/.test(m)) setTimeout(() => worker.postMessage('close'), 60); });
  worker.on('exit', () => { if (++exits === 2) setTimeout(() => { console.log([...new Set(heard)].filter((x) => !/heard thanks/.test(x)).sort()); channel.close(); other.close(); }, 20); });
}
