// Promise: what is written to a child's stdin arrives, and its end is the end of the child's input.
const { spawn } = require('child_process');
const code = 'let n = 0; process.stdin.on("data", (d) => (n += d.length)); process.stdin.on("end", () => console.log("bytes", n));';
const child = spawn(process.execPath, ['-e', code]);
child.stdout.setEncoding('utf8').on('data', (text) => process.stdout.write(text));
child.on('close', (code, signal) => console.log('close', code, signal));
for (let i = 0; i < 20; i++) child.stdin.write(Buffer.alloc(20000, i));
child.stdin.end('last', () => console.log('written'));
