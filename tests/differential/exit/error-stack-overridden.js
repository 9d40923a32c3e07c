// Promise: an uncaught error with a replaced stack prints that stack.
process.on('exit', (c) => console.log('exit', c));
const e = new Error('hidden');
e.stack = 'CustomStackError: shown instead\n    at nowhere';
throw e;
