// What cannot be cloned or transferred, environment data, untransferable marks, receiveMessageOnPort.
const { MessageChannel, markAsUntransferable, isMarkedAsUntransferable, markAsUncloneable, receiveMessageOnPort, setEnvironmentData, getEnvironmentData, isMainThread, threadId, workerData, parentPort, resourceLimits } = require('node:worker_threads');
const { port1, port2 } = new MessageChannel();
const buffer = new ArrayBuffer(4);
markAsUntransferable(buffer);
console.log(isMarkedAsUntransferable(buffer), isMainThread, threadId, workerData, parentPort, resourceLimits);
for (const run of [() => port1.postMessage(buffer, [buffer]), () => port1.postMessage(() => {}), () => port1.postMessage(Symbol('x')), () => port1.postMessage({ get a() { throw new Error('getter'); } })]) {
  try { run(); console.log('sent'); } catch (error) { console.log(error.name, error.message); }
}
class Own { value = 1; }
const own = new Own();
markAsUncloneable(own);
try { structuredClone(own); } catch (error) { console.log(error.name, error.code); }
port1.postMessage({ map: new Map([[1, new Set([2])]]), date: new Date(0), regexp: /a/gi, big: 5n });
const received = receiveMessageOnPort(port2);
console.log(received.message, receiveMessageOnPort(port2));
setEnvironmentData('key', { a: 1 });
console.log(getEnvironmentData('key'), getEnvironmentData('none'));
port1.close();
port1.on('close', () => console.log('closed'));
