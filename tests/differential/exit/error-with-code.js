// Promise: an uncaught Error with extra properties prints them after the stack and exits 1.
process.on('exit', (c) => console.log('exit', c));
console.log('before');
const e = new Error('something failed');
e.code = 'E_CUSTOM';
e.details = { list: [1, 2], nested: { deep: { deeper: { deepest: 1 } } } };
throw e;
