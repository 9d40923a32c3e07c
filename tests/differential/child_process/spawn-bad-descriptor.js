// Promise: a descriptor that is not open cannot be given to a child.
const { spawn, spawnSync } = require('child_process');
try {
  spawn(process.execPath, ['-e', '0'], { stdio: ['ignore', 77, 'inherit'] });
} catch (error) {
  console.log(error.code, error.syscall, error.message.replace(process.execPath, 'N'));
}
const { error } = spawnSync(process.execPath, ['-e', '0'], { stdio: ['ignore', 77, 'inherit'] });
console.log(error.code, error.message.replace(process.execPath, 'N'));
