// Promise: child-process options that need no shell work the same through promisified exec's relatives.
const { execFile, spawn } = require('child_process');
const child = execFile(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)'], (error, stdout) => {
  console.log(error, stdout);
});
child.stdin.end('piped through');
const quiet = spawn(process.execPath, ['-e', 'console.log(1)'], { stdio: 'ignore' });
console.log(quiet.stdin, quiet.stdout, quiet.stderr, quiet.stdio);
quiet.on('close', () => {});
