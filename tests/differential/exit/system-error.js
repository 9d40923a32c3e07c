// Promise: an uncaught system error shows code, errno, syscall and path.
process.on('exit', (c) => console.log('exit', c));
require('fs').readFileSync('/definitely/not/here');
