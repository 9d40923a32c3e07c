// Promise: an uncaught AggregateError prints its errors.
process.on('exit', (c) => console.log('exit', c));
Promise.any([Promise.reject(new Error('one')), Promise.reject(new Error('two'))]);
