// Promise: CommonJS named exports are detected as Node's lexer does; default is module.exports; builtins have both.
for (const f of [
  'plain',
  'module-exports',
  'object-literal',
  'defineprop',
  'reexport',
  'esmodule',
  'dynamic',
  'primitive',
  'func',
  'spread',
  'getter',
  'star',
  'throws',
  'bracket',
])
  await import(`./${f}.cjs`).then(
    (m) =>
      console.log(
        f,
        Object.keys(m).join(),
        '|',
        typeof m.default,
        m.default?.default !== undefined,
        m['module.exports'] === m.default,
      ),
    (e) => console.log(f, e.name, e.message),
  );
import def, { a } from './plain.cjs';
import * as ns from './plain.cjs';
console.log(def.a === a, ns.default === def, a);
await import('./missing-name.mjs').catch((e) => console.log(e.name, e.message));
await import('./missing-name-esm.mjs').catch((e) => console.log(e.name, e.message));
import path, { join } from 'node:path';
import * as pns from 'path';
console.log(path.join === join, pns.default === path, Object.keys(pns).includes('posix'));
const live = await import('./live.cjs');
console.log(live.n, live.default.n);
live.default.bump();
console.log(live.n, live.default.n);
console.log(ns);
try {
  ns.a = 1;
} catch (e) {
  console.log(e.name, e.message);
}
