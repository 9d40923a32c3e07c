// Promise: throwing undefined is still fatal with exit code 1.
process.on('exit', (c) => console.log('exit', c));
throw undefined;
