// Promise: --unhandled-rejections=none is silent; the event still fires.
process.on('exit', (c) => console.log('exit', c));
Promise.reject(new Error('silent'));
setTimeout(() => {
  process.on('unhandledRejection', (r) => console.log('event', r));
  Promise.reject('seen');
}, 5);
