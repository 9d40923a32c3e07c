// Promise: a thrown string is printed with "Uncaught" and the hint, exit code 1.
process.on('exit', (c) => console.log('exit', c));
throw 'just a string';
