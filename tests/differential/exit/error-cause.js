// Promise: an uncaught error prints its cause chain.
process.on('exit', (c) => console.log('exit', c));
throw new Error('top', { cause: new TypeError('root cause', { cause: 'reason' }) });
