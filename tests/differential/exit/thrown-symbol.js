// Promise: a thrown symbol is fatal and printed.
process.on('exit', (c) => console.log('exit', c));
throw Symbol('thrown');
