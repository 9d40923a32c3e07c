// Promise: arguments of spawn are checked with Node's errors.
const { spawn, spawnSync, execFile, fork, exec } = require('child_process');
const attempt = (label, run) => {
  try {
    run();
    console.log(label, 'no error');
  } catch (error) {
    console.log(label, error.name, error.code, error.message.split('\n')[0]);
  }
};
attempt('file', () => spawn());
attempt('number', () => spawn(5));
attempt('empty', () => spawn(''));
attempt('nul', () => spawn('a\0b'));
attempt('args', () => spawn('a', 5));
attempt('args nul', () => spawn('a', ['b\0']));
attempt('options', () => spawn('a', [], 5));
attempt('cwd', () => spawn('a', { cwd: 5 }));
attempt('detached', () => spawn('a', { detached: 1 }));
attempt('uid', () => spawn('a', { uid: 'x' }));
attempt('gid', () => spawn('a', { gid: 1.5 }));
attempt('argv0', () => spawn('a', { argv0: 5 }));
attempt('shell', () => spawn('a', { shell: 5 }));
attempt('stdio', () => spawn('a', { stdio: 'x' }));
attempt('stdio entry', () => spawn('a', { stdio: ['pipe', {}] }));
attempt('two ipc', () => spawn('a', { stdio: ['ipc', 'ipc'] }));
attempt('env nul', () => spawn('a', { env: { A: 'x\0y' } }));
attempt('timeout', () => spawn('a', { timeout: -1 }));
attempt('signal', () => spawn('a', { signal: 5 }));
attempt('killSignal', () => spawn('a', { killSignal: 'SIGNOPE' }));
attempt('serialization', () => spawn('a', { serialization: 'x' }));
attempt('sync timeout', () => spawnSync('a', { timeout: 'x' }));
attempt('sync maxBuffer', () => spawnSync('a', { maxBuffer: -1 }));
attempt('sync input', () => spawnSync('a', { input: 5 }));
attempt('sync ipc', () => spawnSync('a', { stdio: ['ipc'] }));
attempt('execFile', () => execFile());
attempt('exec', () => exec(5));
attempt('fork', () => fork());
attempt('fork options', () => fork('a', 5, 6));
