// Promise: exitCode set in beforeExit and changed in exit is the process's code.
process.on('beforeExit', () => {
  process.exitCode = 11;
  console.log('beforeExit');
});
process.on('exit', (c) => {
  console.log('exit', c);
  process.exitCode = 12;
});
