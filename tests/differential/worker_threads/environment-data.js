// Environment data is inherited by workers as it was when they were made.
const { Worker, setEnvironmentData, getEnvironmentData } = require('worker_threads');
setEnvironmentData('k', { deep: 1 });
setEnvironmentData('gone', 1);
setEnvironmentData('gone', undefined);
const worker = new Worker(`
const { getEnvironmentData, setEnvironmentData, parentPort, Worker } = require('worker_threads');
parentPort.postMessage([getEnvironmentData('k'), getEnvironmentData('gone')]);
setEnvironmentData('k', 'changed inside');
new Worker('const { getEnvironmentData, parentPort } = require("worker_threads"); parentPort.postMessage(getEnvironmentData("k"))', { eval: true }).on('message', (m) => parentPort.postMessage(m));
`, { eval: true });
setEnvironmentData('k', 'later');
worker.on('message', (m) => console.log(m));
worker.on('exit', () => console.log(getEnvironmentData('k')));
