// Promise: programs that cannot be run are told as Node tells them, synchronously or as an event.
const { spawn, spawnSync, execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
fs.writeFileSync(path.join(dir, 'plain'), 'text', { mode: 0o644 });
const closed = [];
const clean = (text) => text.replace(dir, 'D').replace(process.execPath, 'N');
const show = (label, error) => console.log(label, error.code, error.errno, clean(error.syscall), error.spawnargs, clean(error.message));
for (const [label, file, options] of [
  ['missing', 'no-such-program', {}],
  ['not executable', path.join(dir, 'plain'), {}],
  ['directory', dir, {}],
  ['no cwd', process.execPath, { cwd: path.join(dir, 'none') }],
]) {
  const child = spawn(file, ['x'], options);
  console.log(label, child.pid, child.stdin !== null, child.exitCode);
  child.on('error', (error) => show(label, error));
  child.on('close', (...args) => closed.push(`${label} close ${args}`));
  const result = spawnSync(file, ['x'], options);
  show(label + ' sync', result.error);
  console.log(result.status, result.signal, result.output, result.pid);
}
try {
  execFileSync('no-such-program', ['a']);
} catch (error) {
  show('execFileSync', error);
}
process.on('exit', () => {
  console.log(closed.sort());
  fs.rmSync(dir, { recursive: true });
});
