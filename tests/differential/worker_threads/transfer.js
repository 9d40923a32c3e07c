// ArrayBuffers move into a worker and are gone here; blobs and errors are cloned.
const { Worker } = require('worker_threads');
const worker = new Worker(`
const { parentPort } = require('worker_threads');
parentPort.on('message', async ({ buffer, view, blob, error, set }) => {
  new Uint8Array(buffer)[0] = 9;
  parentPort.postMessage({ length: buffer.byteLength, view: [...view], text: blob && await blob.text(), error: error.message, cause: error.cause, set, back: buffer }, [buffer]);
  parentPort.close();
});`, { eval: true });
const buffer = new ArrayBuffer(8), view = new Uint16Array([1, 2, 3]);
worker.on('message', (m) => { console.log(m, new Uint8Array(m.back)[0]); });
worker.postMessage({ buffer, view, blob: new Blob(['blob ', 'text']), error: new RangeError('cloned', { cause: 5 }), set: new Set(['x']) }, [buffer]);
console.log(buffer.byteLength, view.length);
try { worker.postMessage(() => {}) } catch (e) { console.log(e.name, e.code, e.message) }
try { worker.postMessage({ s: Symbol('x') }) } catch (e) { console.log(e.name, e.message) }
try { worker.postMessage(1, [buffer]) } catch (e) { console.log(e.name, e.message) }
worker.on('exit', (c) => console.log('exit', c));
