// Promise: an uncaught error of Node's library shows [CODE] in its header.
process.on('exit', (c) => console.log('exit', c));
require('fs').readFileSync(5.5);
