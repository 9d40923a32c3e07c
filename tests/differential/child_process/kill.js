// Promise: kill sends the signal asked for; the end by a signal is told; a process that has ended cannot be killed.
const { spawn } = require('child_process');
const start = () => spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)']);
const test = (signal, next) => {
  const child = start();
  child.stdout.once('data', () => console.log(signal, child.kill(signal), child.killed));
  child.on('exit', (code, name) => {
    console.log('exit', code, name, child.exitCode, child.signalCode);
    console.log(child.kill(), child.killed);
    next?.();
  });
};
test('SIGTERM', () => test('SIGKILL', () => test(2, () => test('SIGHUP', () => {
  const child = start();
  child.stdout.once('data', () => {
    console.log(child.kill(0), child.killed);
    try {
      child.kill('SIGNOPE');
    } catch (error) {
      console.log(error.code, error.message);
    }
    child.kill('SIGQUIT');
  });
  child.on('exit', (code, name) => console.log('ended', code, name));
}))));
