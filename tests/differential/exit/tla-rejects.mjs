// Promise: a rejected top-level await is fatal with the error itself.
process.on('exit', (c) => console.log('exit', c));
await null;
await Promise.reject(new TypeError('tla rejected'));
