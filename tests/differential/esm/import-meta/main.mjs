// Promise: import.meta.url, filename, dirname, resolve with packages, relative, bare builtins, errors; writable object.
const D = import.meta.dirname;
const rel = (s) => String(s).replaceAll(D, 'D');
const t = (s) => {
  try {
    console.log(s, rel(import.meta.resolve(s)));
  } catch (e) {
    console.log(s, e.name, e.code, rel(e.message).split('\n')[0]);
  }
};
console.log(
  rel(import.meta.url),
  rel(import.meta.filename),
  D === process.cwd(),
  Object.getPrototypeOf(import.meta),
  Object.keys(import.meta),
  Object.isExtensible(import.meta),
);
import.meta.extra = 1;
console.log(
  import.meta.extra,
  delete import.meta.extra,
  typeof import.meta.resolve,
  import.meta.resolve.length,
  import.meta.main,
);
for (const s of [
  './main.mjs',
  './none.mjs',
  '/abs',
  'node:fs',
  'fs',
  'http://x/y',
  'data:text/plain,x',
  'pkg',
  'pkg/sub',
  'pkg/missing',
  'nopkg',
  '#imp',
  './a b?q#h',
  'file:///x',
  '.',
  '',
  'node:nope',
  './x%2fy',
])
  t(s);
for (const b of [undefined, 5, null]) t(b);
const { meta } = await import('./other.mjs?query=1#hash');
console.log(rel(meta.url), rel(meta.filename));
const d =
  await import('data:text/javascript,export const m = Object.keys(import.meta); export const r = typeof import.meta.resolve');
console.log(d.m, d.r);
console.log(import.meta === (() => import.meta)(), meta === import.meta);
