// Promise: a child that does not read fills its pipe; write answers false and drain follows when it reads.
const { spawn } = require('child_process');
const child = spawn(process.execPath, ['-e', 'setTimeout(() => { let n = 0; process.stdin.on("data", (d) => (n += d.length)).on("end", () => console.log(n)); }, 100)']);
let full = false;
let total = 0;
while (!full && total < 5_000_000) {
  full = !child.stdin.write(Buffer.alloc(65536));
  total += 65536;
}
console.log(full);
child.stdin.once('drain', () => {
  console.log('drain');
  child.stdin.end();
});
child.stdout.on('data', (data) => console.log(Number(data) === total));
child.on('close', (code) => console.log('close', code));
