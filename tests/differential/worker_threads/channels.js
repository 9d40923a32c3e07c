// Message channels cross into workers and between them; messages keep their order.
const { Worker, MessageChannel } = require('worker_threads');
const code = `
const { parentPort, workerData, MessageChannel } = require('worker_threads');
parentPort.once('message', ({ port, name }) => {
  port.on('message', (m) => { port.postMessage(name + ' saw ' + JSON.stringify(m)); if (m === 'end') port.close(); });
  port.postMessage(name + ' ready');
});`;
const a = new Worker(code, { eval: true });
const { port1, port2 } = new MessageChannel();
a.postMessage({ port: port2, name: 'a' }, [port2]);
const log = [];
port1.on('message', (m) => log.push(m));
port1.on('close', () => {
  console.log(log);
  const b = new Worker(code, { eval: true }), c = new Worker(`
    const { parentPort } = require('worker_threads');
    parentPort.once('message', ({ port }) => {
      const seen = [];
      port.on('message', (m) => { seen.push(m); if (seen.length === 1) { port.postMessage([1]); port.postMessage('end'); } });
      port.on('close', () => parentPort.postMessage(seen));
    });`, { eval: true });
  const direct = new MessageChannel();
  c.on('message', (m) => console.log('between workers', m));
  c.postMessage({ port: direct.port1 }, [direct.port1]);
  b.postMessage({ port: direct.port2, name: 'b' }, [direct.port2]);
  Promise.all([b, c].map((w) => new Promise((r) => w.on('exit', r)))).then((codes) => console.log('codes', codes));
});
for (let i = 0; i < 3; i++) port1.postMessage(i);
port1.postMessage({ deep: [{ x: null }] });
port1.postMessage('end');

