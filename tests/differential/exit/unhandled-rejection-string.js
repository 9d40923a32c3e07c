// Promise: an unhandled rejection with a non-error becomes ERR_UNHANDLED_REJECTION.
process.on('exit', (c) => console.log('exit', c));
Promise.reject('plain reason');
