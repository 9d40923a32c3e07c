// Promise: an error thrown inside the uncaughtException listener ends with exit code 7.
process.on('exit', (c) => console.log('exit', c));
process.on('uncaughtException', (e) => {
  console.log('handling', e.message);
  throw new Error('handler broke');
});
throw new Error('original');
