// A worker is an ES module, a data: URL, a file URL; top-level await and import() work.
import { Worker, isMainThread } from 'node:worker_threads';
const run = (...a) => new Promise((resolve) => { const log = []; const w = new Worker(...a); w.on('message', (m) => log.push(m)); w.on('error', (e) => log.push(e.code ?? e.name)); w.on('exit', (c) => resolve([...log, c])); });
console.log(isMainThread, await run(new URL('./worker.mjs', import.meta.url), { workerData: 5 }));
console.log(await run(new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.postMessage(import.meta.url.slice(0, 5))')));
console.log(await run(new URL('./missing.mjs', import.meta.url)));
console.log(await run('import { parentPort } from "node:worker_threads"; parentPort.postMessage(await Promise.resolve("esm eval"))', { eval: true, execArgv: ['--input-type=module'] }));
console.log(await run(new URL('./common.cjs', import.meta.url)));
