// postMessageToThread reaches a thread by its number, answers when the listener has run, and tells each way it can fail.
const { Worker, isMainThread, threadId, postMessageToThread, parentPort } = require('worker_threads');
const attempt = async (label, ...args) => {
  try {
    console.log(label, await postMessageToThread(...args));
  } catch (error) {
    console.log(label, '|', error.name, error.code, error.message);
  }
};
if (isMainThread) {
  process.on('workerMessage', (value, source) => console.log('main heard', value, source === worker.threadId));
  const worker = new Worker(__filename);
  worker.once('message', async () => {
    await attempt('to a listener', worker.threadId, { hello: [1, 2] });
    await attempt('to itself', threadId, 1);
    await attempt('to nobody', 9999, 1);
    await attempt('a listener that throws', worker.threadId, 'throw');
    await attempt('not cloneable', worker.threadId, () => {});
    await attempt('bad thread', 'x', 1);
    await attempt('bad timeout', worker.threadId, 1, [], 'soon');
    worker.postMessage('stop listening');
    worker.once('message', async (heard) => {
      console.log('worker heard', heard);
      await attempt('nobody listens', worker.threadId, 1);
      worker.postMessage('end');
    });
  });
  worker.on('exit', (code) => console.log('exit', code));
} else {
  const heard = [];
  const listener = (value, source) => {
    if (value === 'throw') throw new Error('the listener broke');
    heard.push(value, source);
  };
  process.on('workerMessage', listener);
  parentPort.on('message', (message) => {
    if (message === 'end') return parentPort.close();
    process.off('workerMessage', listener);
    parentPort.postMessage(heard);
  });
  postMessageToThread(0, 'from the worker').then(() => parentPort.postMessage('ready'));
}
