// Promise: empty stdin ends at once in every way of reading, and an unread stdin does not keep the program alive.
import fs from 'node:fs';
const n = [];
for await (const c of process.stdin) n.push(c);
console.log(n.length, process.stdin.readableEnded, process.stdin.destroyed);
console.log(JSON.stringify(fs.readFileSync(0, 'utf8')), fs.readSync(0, Buffer.alloc(4)));
process.stdin.on('data', () => console.log('never'));
process.stdin.resume();
process.on('exit', (c) => console.log('exit', c));
