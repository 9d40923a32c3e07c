// Promise: unhandledRejection, rejectionHandled, timing relative to ticks and immediates, multipleResolves-free.
process.on('unhandledRejection', (r, p) => {
  console.log('unhandled', r?.message ?? r, p instanceof Promise);
  if (r === 'handle me later') setTimeout(() => p.catch((x) => console.log('finally handled', x)), 20);
});
process.on('rejectionHandled', (p) => console.log('rejectionHandled', p instanceof Promise));
Promise.reject('handle me later');
Promise.reject(new Error('e'));
const h = Promise.reject('handled in microtask');
Promise.resolve().then(() => h.catch(() => console.log('in time')));
const tk = Promise.reject('handled in tick');
process.nextTick(() => tk.catch(() => console.log('tick in time')));
const im = Promise.reject('handled in immediate');
setImmediate(() => im.catch(() => console.log('immediate too late')));
(async () => {
  throw new TypeError('async fn');
})();
new Promise((_, rej) => {
  rej(1);
  rej(2);
  throw 3;
});
Promise.all([Promise.reject('all 1'), Promise.reject('all 2')]);
Promise.reject('chain')
  .then(() => {})
  .then(() => {});
Promise.reject('fin').finally(() => {});
Promise.race([Promise.reject('race'), new Promise(() => {})]);
setTimeout(() => Promise.reject('from timer'), 150);
process.nextTick(() => console.log('tick'));
setImmediate(() => console.log('immediate'));
Promise.allSettled([Promise.reject('settled is handled')]);
(async () => {
  const p = Promise.reject('awaited late');
  await null;
  await null;
  try {
    await p;
  } catch (e) {
    console.log('caught', e);
  }
})();
process.on('exit', (c) => console.log('exit', c));
