// Promise: spawn runs a program; output, exit code and the events come as Node tells them.
const { spawn } = require('child_process');
const child = spawn(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exit(7)']);
console.log(typeof child.pid, child.spawnfile === process.execPath, child.spawnargs.length, child.connected, child.killed);
let out = '';
let err = '';
child.on('spawn', () => console.log('spawn', child.exitCode, child.signalCode));
child.stdout.on('data', (data) => (out += data));
child.stderr.on('data', (data) => (err += data));
child.on('close', (...args) => console.log('close', args, JSON.stringify(out), JSON.stringify(err), child.exitCode));
