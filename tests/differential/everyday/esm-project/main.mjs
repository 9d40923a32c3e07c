// An ES module program: top-level await, import attributes, dynamic import, re-exports, import.meta, cycles, a CommonJS dependency and what fails to load.
import config, { default as again } from './data/config.json' with { type: 'json' };
import * as lib from './lib/index.mjs';
import legacy, { named } from './lib/legacy.cjs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
console.log(config, config === again, Object.keys(lib), lib.default, lib.total([1, 2, 3]));
console.log(legacy, named, lib.legacy === legacy);
const require = createRequire(import.meta.url);
console.log(require('./data/config.json').name, require('./lib/legacy.cjs') === legacy, require('./lib/index.mjs') === lib);
console.log(import.meta.filename.endsWith('main.mjs'), import.meta.filename.startsWith(import.meta.dirname), new URL('./data/config.json', import.meta.url).pathname.split('/').slice(-2), import.meta.resolve('./x.mjs').split('/').pop());
const text = await readFile(new URL('./data/config.json', import.meta.url), 'utf8');
console.log(text.length, typeof require === 'function', typeof globalThis.require, typeof __filename, this);
const { default: late, ...rest } = await import('./lib/late.mjs');
console.log(late, rest, (await import('./lib/late.mjs')).default === late);
console.log(lib.counter, (lib.increment(), lib.counter));
try {
  lib.counter = 5;
} catch (error) {
  console.log(error.name, error.message);
}
for (const specifier of ['./none.mjs', 'no-such-package', './data/config.json', 'node:nothing', './lib/throws.mjs', './lib/syntax.mjs']) {
  try {
    await import(specifier);
  } catch (error) {
    console.log(specifier, error.name, error.code, error.message.split('\n')[0].replaceAll(import.meta.dirname, '<project>'));
  }
}
const results = await Promise.allSettled([import('./lib/throws.mjs'), import('node:path'), import('data:text/javascript,export default 6*7')]);
console.log(results.map(({ status, reason, value }) => reason?.message ?? (typeof value.default === 'number' ? value.default : status)));
export {};
