// fs.promises.watch is an async iterator that ends by its signal.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'case-'));
const controller = new AbortController();
const events = new Set();
setTimeout(() => fs.writeFileSync(path.join(folder, 'first'), 'x'), 20);
setTimeout(() => fs.mkdirSync(path.join(folder, 'second')), 60);
setTimeout(() => controller.abort(), 120);
try {
  for await (const event of fs.promises.watch(folder, { signal: controller.signal })) {
    events.add(`${event.eventType} ${event.filename}`);
  }
} catch (error) {
  console.log(error.name, error.code);
}
console.log([...events].sort());
try {
  for await (const event of fs.promises.watch(path.join(folder, 'none'))) console.log(event);
} catch (error) {
  console.log(error.code, error.syscall);
}
fs.rmSync(folder, { recursive: true });
