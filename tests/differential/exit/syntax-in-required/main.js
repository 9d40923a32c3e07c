// Promise: a syntax error in a required file is fatal after the earlier output.
console.log('before require');
process.on('exit', (c) => console.log('exit', c));
require('./broken.js');
console.log('never');
