// Promise: a child's uncaught error and unhandled rejection are its exit code 1 and text on stderr.
const { spawnSync } = require('child_process');
const run = (code) => {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
  console.log(status, signal, JSON.stringify(stdout), stderr.split('\n').filter((line) => /Error|reason/.test(line)));
};
run('throw new TypeError("boom")');
run('Promise.reject(new RangeError("late"))');
run('process.exitCode = 12; console.log("ok")');
run('process.on("uncaughtException", (e) => { console.log("handled", e.message); process.exit(5); }); setTimeout(() => { throw new Error("x") })');
run('process.on("exit", (c) => console.log("exit", c)); process.abort');
run('setTimeout(() => process.exit(), 5); process.on("exit", (c) => { process.exitCode = 44; console.log(c) })');
