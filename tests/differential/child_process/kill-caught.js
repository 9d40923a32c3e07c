// Promise: a child that catches a signal decides itself.
const { spawn } = require('child_process');
const code = 'process.on("SIGTERM", (s, n) => { console.log("caught", s, n); process.exit(9); }); process.on("SIGUSR2", () => console.log("usr2")); setInterval(() => {}, 1000); console.log("ready")';
const child = spawn(process.execPath, ['-e', code]);
child.stdout.setEncoding('utf8').on('data', (text) => {
  console.log(text.trim());
  if (text === 'ready\n') child.kill('SIGUSR2');
  if (text === 'usr2\n') child.kill();
});
child.on('close', (code, signal) => console.log('close', code, signal));
