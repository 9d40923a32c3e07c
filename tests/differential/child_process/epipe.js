// Promise: writing to a child that has closed its input is EPIPE.
const { spawn } = require('child_process');
const child = spawn(process.execPath, ['-e', 'require("fs").closeSync(0); console.log("closed"); setTimeout(() => {}, 200)']);
child.stdin.on('error', (error) => console.log(error.code, error.syscall, error.message));
child.stdout.once('data', () => child.stdin.write('x', (error) => console.log('callback', error.code)));
child.on('close', (code) => console.log('close', code));
