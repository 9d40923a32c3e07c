// Promise: exit inside beforeExit, exit inside exit, work after exit(), _exiting, code passed and stdout flushed.
process.on('beforeExit', (c) => {
  console.log('beforeExit', c, process._exiting);
  setImmediate(() => {
    console.log('more work');
    process.exit();
  });
});
process.exitCode = 5;
let n = 0;
process.on('exit', (c) => {
  console.log('exit listener', c, process._exiting, ++n);
  if (n === 1) process.exit(9);
  console.log('unreachable');
});
process.on('exit', () => console.log('second never, exit was called again'));
setTimeout(() => console.log('timer'), 1);
process.stdout.write('x'.repeat(70000) + '\n');
