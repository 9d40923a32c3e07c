// Promise: dynamic import: caching, queries, races, errors by code, data: and node: URLs, from CommonJS and from functions.
const t = async (s, o) => {
  try {
    const m = await import(s, o);
    console.log(s.slice(0, 40), Object.keys(m).join());
    return m;
  } catch (e) {
    console.log(
      String(s).slice(0, 60),
      e?.name,
      e?.code,
      String(e?.message ?? e)
        .replaceAll(import.meta.dirname, 'D')
        .split('\n')[0],
    );
  }
};
globalThis.n = 0;
const [a, b] = await Promise.all([import('./counted.mjs'), import('./counted.mjs')]);
console.log(a === b, n);
await import('./counted.mjs?v=1');
await import('./counted.mjs#h');
await import('./counted.mjs?v=1');
console.log(n, (await import('./counted.mjs?v=1')).url.split('/').pop());
console.log((await import(new URL('./counted.mjs', import.meta.url))).default === a.default, n);
for (const s of [
  './none.mjs',
  './counted',
  'nopkg',
  './dir',
  './dir/',
  'node:nope',
  'http://x/y.mjs',
  'ftp:x',
  '/abs-none.mjs',
  './throws.mjs',
  './throws.mjs',
  './syntax.mjs',
  './imports-missing.mjs',
  './a%2fb.mjs',
  '',
  '#x',
  'fs',
  'node:fs/promises',
  'data:text/javascript,export const q = 1',
  'data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgMQ==',
  'data:text/plain,x',
  'data:text/javascript,import "./rel.mjs"',
  'data:text/javascript,import "node:os"; export default import.meta.url.length',
  'data:text/javascript,throw 5',
  './unknown.ext',
  './noext',
  './json.json',
  './x.cjs',
  './odd name é.mjs',
])
  await t(s);
for (const bad of [undefined, null, 5, {}, Symbol.iterator])
  await import(bad).catch((e) => console.log(e.name, e.code, e.message.split('\n')[0]));
await import({
  toString() {
    throw new RangeError('ts');
  },
}).catch((e) => console.log(e.name, e.message));
console.log(await (await import('./x.cjs')).default());
console.log((await new Function('return import("node:path")')().catch((e) => e)).code ?? 'function import works');
console.log((await eval('import("./counted.mjs")')) === a);
const order = [];
import('./counted.mjs').then(() => order.push('import'));
await Promise.resolve().then(() => order.push('micro'));
await new Promise((r) => setImmediate(r));
console.log(order);
console.log(import('./counted.mjs') instanceof Promise);
const p1 = import('./throws.mjs').catch((e) => e),
  p2 = import('./throws.mjs').catch((e) => e);
console.log((await p1) === (await p2));
