// resourceLimits are kept, shown inside, and a worker that needs more ends with an error of its own.
const { Worker } = require('worker_threads');
const worker = new Worker('const { resourceLimits, parentPort } = require("worker_threads"); parentPort.postMessage(resourceLimits); const a = []; while (true) a.push(new Array(1000).fill({}))', { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4, codeRangeSizeMb: 8, stackSizeMb: 2 } });
console.log(worker.resourceLimits);
worker.on('message', (m) => console.log(m));
worker.on('error', (e) => console.log(e.name, e.code));
worker.on('exit', (c) => console.log('exit', c, worker.resourceLimits));
