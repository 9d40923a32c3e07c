// Promise: a child that is unreferenced does not keep its parent; detached children live in a session of their own.
const { spawn } = require('child_process');
const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3000)'], { stdio: 'ignore', detached: true });
child.on('exit', () => console.log('never'));
child.unref();
process.on('exit', () => {
  child.kill('SIGKILL');
  console.log('parent ends');
});
