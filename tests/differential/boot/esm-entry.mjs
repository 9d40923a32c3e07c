// Promise: an ES module entry is strict, has no CommonJS variables, and has Node's import.meta.
console.log(this, typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname);
console.log(Object.keys(import.meta).sort(), Object.getPrototypeOf(import.meta));
console.log(import.meta.url.split('/').pop(), import.meta.filename.split('/').pop(), import.meta.dirname === process.cwd());
console.log(typeof import.meta.resolve, import.meta.resolve('node:fs'), import.meta.resolve('./x.mjs').split('/').pop());
try {
  undeclared = 1;
} catch (e) {
  console.log(e.name, e.message);
}
console.log(
  (function () {
    return this;
  })(),
);
const v = await new Promise((r) => setTimeout(r, 5, 'awaited'));
console.log(v, process.argv.length, process.argv[1].endsWith('esm-entry.mjs'));
import fs, { readFileSync } from 'node:fs';
console.log(fs.readFileSync === readFileSync, typeof (await import('fs')).default);
