// Promise: --unhandled-rejections=strict raises an uncaught exception first.
process.on('exit', (c) => console.log('exit', c));
process.on('uncaughtException', (e, o) => console.log('uncaught', e.message, o));
process.on('unhandledRejection', (r) => console.log('unhandled', r.message));
Promise.reject(new Error('strict one'));
setTimeout(() => console.log('timer'), 5);
