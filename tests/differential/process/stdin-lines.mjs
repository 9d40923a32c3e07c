// Promise: readline over process.stdin yields every line; pausing stdin lets the program end.
import readline from 'node:readline';
const rl = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
const got = [];
for await (const l of rl) {
  got.push(l);
  if (l === 'stop') break;
}
console.log(got, rl.closed, process.stdin.isPaused());
process.on('exit', (c) => console.log('exit', c));
process.stdin.on('data', () => {});
process.stdin.pause();
await new Promise((r) => setImmediate(r));
process.stdin.unref?.();
