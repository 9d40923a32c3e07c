// Promise: an unhandled rejection with undefined is fatal too.
process.on('exit', (c) => console.log('exit', c));
Promise.reject();
await new Promise((r) => setTimeout(r, 30));
console.log('never');
