// Output of a worker comes out of its parent, or of worker.stdout when asked; stdin goes in.
const { Worker } = require('worker_threads');
const code = `console.log('worker out', process.argv.slice(2), process.execArgv); console.error('worker err'); process.stdin.on('data', (d) => console.log('stdin ' + d)).on('end', () => console.log('stdin end'));`;
const worker = new Worker(code, { eval: true, stdout: true, stderr: true, stdin: true, argv: ['a', 5], execArgv: ['--no-warnings'] });
let out = '', err = '';
worker.stdout.on('data', (d) => out += d);
worker.stderr.on('data', (d) => err += d);
worker.stdin.write('hello');
worker.stdin.end();
worker.on('exit', (c) => {
  setImmediate(() => {
    console.log(JSON.stringify(out), JSON.stringify(err), c);
    new Worker('console.log("straight through"); process.stdout.write("no newline\\n")', { eval: true }).on('exit', (c) => console.log('second', c));
  });
});
