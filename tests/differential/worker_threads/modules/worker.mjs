import { parentPort, workerData } from 'node:worker_threads';
const { value } = await import('./dep.mjs');
await new Promise((r) => setTimeout(r, 5));
parentPort.postMessage({ value, workerData, url: import.meta.url.endsWith('worker.mjs') });
