// Promise: a thrown plain object is inspected, exit code 1.
process.on('exit', (c) => console.log('exit', c));
throw { name: 'Odd', message: 'not an error', n: [1] };
