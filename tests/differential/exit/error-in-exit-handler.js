// Promise: an error thrown in an exit listener is fatal, skips the later listeners, and keeps an exit code that was set before.
process.exitCode = 4;
process.on('exit', (c) => {
  console.log('first', c);
  throw new Error('in exit listener');
});
process.on('exit', () => console.log('second never'));
