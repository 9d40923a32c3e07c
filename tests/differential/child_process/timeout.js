// Promise: timeouts of spawn, execFile and spawnSync end the child with the signal asked for.
const { spawn, execFile, spawnSync } = require('child_process');
const args = ['-e', 'setInterval(() => {}, 1000)'];
const sync = spawnSync(process.execPath, args, { timeout: 100, killSignal: 'SIGINT' });
console.log(sync.status, sync.signal, sync.error.code, sync.error.syscall === `spawnSync ${process.execPath}`);
spawn(process.execPath, args, { timeout: 60 }).on('exit', (code, signal) => {
  console.log('spawn', code, signal);
  execFile(process.execPath, args, { timeout: 60, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
    console.log('execFile', error.killed, error.signal, error.code, [stdout, stderr]);
  });
});
