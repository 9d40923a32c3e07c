// Promise: an AbortSignal ends a child with an AbortError; a signal that was aborted before ends it at once.
const { spawn, execFile, fork } = require('child_process');
const controller = new AbortController();
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { signal: controller.signal, killSignal: 'SIGKILL' });
child.on('error', (error) => console.log(error.name, error.code, error.message, error.cause));
child.on('exit', (code, signal) => {
  console.log('exit', code, signal);
  const late = spawn(process.execPath, ['-e', '0'], { signal: AbortSignal.abort('why') });
  late.on('error', (error) => console.log('late', error.name, error.cause));
  late.on('close', (code, signal) => {
    console.log('late close', code, signal);
    execFile(process.execPath, ['-e', '0'], { signal: AbortSignal.abort() }, (error) => console.log('execFile', error.name, error.code));
  });
});
child.on('spawn', () => controller.abort(new Error('reason')));
