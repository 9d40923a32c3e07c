// JavaScript imports TypeScript of every extension, and requires it.
import { createRequire } from 'node:module';
import value, { kind } from './module.mts';
import common from './common.cts';
import { plain } from './plain.ts';
console.log(value, kind, common.answer, plain);
const require = createRequire(import.meta.url);
console.log(require('./common.cts').answer, require('./common.cts') === common);
console.log(await import('./module.mts').then((m) => Object.keys(m)));
await import('./missing.ts').catch((e) => console.log(e.code));
