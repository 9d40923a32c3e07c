// Promise: exit codes wrap modulo 256 for the parent, the listener sees the full number.
process.on('exit', (c) => console.log('exit', c));
process.exit(256 + 42);
