// Promise: an uncaught missing module error names the request and the require stack, exit code 1.
process.on('exit', (c) => console.log('exit', c));
console.log('before');
require('not-installed-anywhere');
