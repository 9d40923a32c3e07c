// Promise: an unhandled rejection with an Error is fatal, exit code 1, after ticks and before timers.
process.on('exit', (c) => console.log('exit', c));
Promise.reject(new RangeError('nobody caught me'));
process.nextTick(() => console.log('tick runs'));
Promise.resolve().then(() => console.log('microtask runs'));
setTimeout(() => console.log('never: timer'), 30);
console.log('sync');
