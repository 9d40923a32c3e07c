// Promise: MessageChannel: asynchronous delivery, order, clone, transfer, ref rules, close, errors, receiveMessageOnPort-free.
const log = console.log;
const { port1: a, port2: b } = new MessageChannel();
const t = (f) => {
  try {
    log(f());
  } catch (e) {
    log(e.constructor.name, e.name, e.code, e.message);
  }
};
const sh = (m) => (m?.port ? 'a port' : m);
b.on('message', (m) => log('on', sh(m)));
b.addEventListener('message', (e) => log('listener', sh(e.data), e.constructor.name, e.target === b, e.ports.length, e.type));
const obj = { n: 1 };
a.postMessage(obj);
obj.n = 2;
a.postMessage(undefined);
a.postMessage(new Map([[1, [2]]]));
const ab = new ArrayBuffer(3);
a.postMessage({ ab }, [ab]);
log('detached', ab.byteLength);
a.postMessage('opts', { transfer: [] });
t(() => a.postMessage(() => 1));
t(() => a.postMessage());
t(() => a.postMessage(1, 5));
t(() => a.postMessage(a, [a]));
t(() => a.postMessage(1, [{}]));
t(() => new MessagePort());
t(() => MessageChannel());
const inner = new MessageChannel();
a.postMessage({ port: inner.port2 }, [inner.port2]);
b.once('message', () => process.nextTick(() => log('tick between')));
b.on('message', (m) => {
  if (m?.port) {
    m.port.on('message', (x) => {
      log('through transferred port', x);
      m.port.close();
    });
    inner.port1.postMessage('deep');
  }
});
log(
  a.constructor.name,
  a instanceof EventTarget,
  a.hasRef?.(),
  b.hasRef?.(),
  Object.getOwnPropertyNames(MessagePort.prototype).sort().join(),
);
a.on('close', () => log('a closed'));
b.on('close', () => log('b closed'));
setTimeout(() => {
  a.postMessage('last');
  a.close();
  a.close();
  t(() => a.postMessage('after close'));
}, 300);
const q = new MessageChannel();
q.port1.postMessage('queued 1');
q.port1.postMessage('queued 2');
setTimeout(() => {
  q.port2.onmessage = (e) => {
    log('onmessage starts the port', e.data);
    if (e.data === 'queued 2') q.port2.close();
  };
}, 600);
const un = new MessageChannel();
un.port2.on('message', () => {});
un.port2.unref();
log('sync end');
const { receiveMessageOnPort, isMainThread, threadId, parentPort } = require('worker_threads');
const r = new MessageChannel();
r.port1.postMessage({ sync: 1 });
log(receiveMessageOnPort(r.port2), receiveMessageOnPort(r.port2), isMainThread, threadId, parentPort);
t(() => receiveMessageOnPort(5));
