// Promise: uncaughtException, its monitor, origins, setUncaughtExceptionCaptureCallback, and going on afterwards.
process.on('uncaughtExceptionMonitor', (e, o) => console.log('monitor', e?.message ?? e, o));
process.on('uncaughtException', (e, o, ...rest) => console.log('caught', e instanceof Error ? e.message : e, o, rest.length));
setImmediate(() => {
  setTimeout(() => {
    throw new Error('timer');
  }, 1);
  throw undefined;
});
process.nextTick(() => {
  throw null;
});
Promise.reject(new Error('promise'));
Promise.reject('not an error');
Promise.reject();
queueMicrotask(() => {
  throw { plain: 1 };
});
setTimeout(() => {
  const t = (f) => {
    try {
      console.log(f());
    } catch (e) {
      console.log(e.code, e.message);
    }
  };
  t(() => process.hasUncaughtExceptionCaptureCallback());
  process.setUncaughtExceptionCaptureCallback((e) => console.log('captured', e?.message));
  t(() => process.hasUncaughtExceptionCaptureCallback());
  t(() => process.setUncaughtExceptionCaptureCallback(() => {}));
  t(() => process.setUncaughtExceptionCaptureCallback(5));
  setTimeout(() => {
    throw new Error('to the callback');
  }, 1);
  setTimeout(() => {
    process.setUncaughtExceptionCaptureCallback(null);
    setTimeout(() => {
      throw new Error('to the event again');
    }, 1);
  }, 30);
}, 60);
process.on('exit', (c) => console.log('exit', c));
throw new Error('main body');
