// What a worker throws arrives as an error event; rejections and exit codes too.
const { Worker } = require('worker_threads');
const run = (code, options) => new Promise((resolve) => {
  const log = [];
  const worker = new Worker(code, { eval: true, stderr: true, ...options });
  worker.on('error', (e) => log.push(['error', e instanceof Error, e.name, e.message, e.code, e.own]));
  worker.on('exit', (c) => { log.push(['exit', c]); resolve(log); });
});
(async () => {
  console.log(await run('throw new TypeError("thrown")'));
  console.log(await run('Promise.reject(Object.assign(new RangeError("rejected"), { own: 5, code: "E_OWN" }))'));
  console.log(await run('throw { plain: true }'));
  console.log(await run('null.x'));
  console.log(await run('process.exit(42)'));
  console.log(await run('process.exitCode = 7'));
  console.log(await run('setTimeout(() => { throw new SyntaxError("late") }, 5)'));
  console.log(await run('process.on("exit", (c) => { process.exitCode = c + 1 })'));
  console.log(await run('this is no javascript'));
  console.log(await run('process.on("uncaughtException", (e) => { process.exitCode = 3 }); throw new Error("handled")'));
  console.log(await run('require("./does-not-exist")').then((l) => l.map((x) => x.filter((y) => typeof y !== 'string' || !y.includes('\n')))));
})();
