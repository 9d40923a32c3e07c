// receiveMessageOnPort takes messages without the event loop, also those of a worker.
const { Worker, MessageChannel, receiveMessageOnPort } = require('worker_threads');
const { port1, port2 } = new MessageChannel();
port1.postMessage(1); port1.postMessage({ a: 2 });
console.log(receiveMessageOnPort(port2), receiveMessageOnPort(port2), receiveMessageOnPort(port2));
const channel = new MessageChannel();
const worker = new Worker('const { workerData } = require("worker_threads"); workerData.postMessage("from the worker"); workerData.postMessage([1, 2])', { eval: true, workerData: channel.port2, transferList: [channel.port2] });
let got;
const end = Date.now() + 5000;
while ((got = receiveMessageOnPort(channel.port1)) === undefined && Date.now() < end);
console.log(got);
while ((got = receiveMessageOnPort(channel.port1)) === undefined && Date.now() < end);
console.log(got);
worker.on('exit', (c) => { channel.port1.close(); console.log('exit', c) });
try { receiveMessageOnPort({}) } catch (e) { console.log(e.code) }
