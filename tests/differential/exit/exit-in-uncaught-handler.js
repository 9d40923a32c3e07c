// Promise: process.exit in the uncaughtException listener sets the code.
process.on('exit', (c) => console.log('exit', c));
process.on('uncaughtException', () => {
  console.log('handling');
  process.exit(33);
});
setTimeout(() => console.log('never'), 30);
throw new Error('x');
