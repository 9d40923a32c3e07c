// Promise: createRequire and module-format helpers inside an ES module; process and globals identical in both worlds.
import { createRequire, builtinModules, isBuiltin } from 'node:module';
import process2 from 'node:process';
import { Buffer as B2 } from 'buffer';
import timers, { setTimeout as st } from 'timers';
import * as events from 'events';
import EventEmitter, { once } from 'node:events';
import assert, { strictEqual } from 'assert';
import strict from 'assert/strict';
const require = createRequire(import.meta.url);
console.log(
  require('process') === process2,
  process2 === process,
  B2 === Buffer,
  st === setTimeout,
  timers.setTimeout === st,
  events.default === EventEmitter,
  typeof once,
  assert.strictEqual === strictEqual,
  strict === assert.strict,
);
console.log(require.main, typeof require.cache, require.resolve('fs'), typeof require.extensions, Object.keys(require));
try {
  require('./none');
} catch (e) {
  console.log(
    e.code,
    e.requireStack.map((p) => p.split('/').pop()),
  );
}
try {
  require('./none.mjs');
} catch (e) {
  console.log(e.code);
}
console.log(createRequire('/some/where/file.js').resolve.paths('x').slice(0, 2));
console.log(typeof globalThis.require, isBuiltin('node:test'), isBuiltin('test'), builtinModules.includes('fs'));
console.log(Object.keys(events).sort().join());
console.log(events.EventEmitter === EventEmitter, events['module.exports'] === EventEmitter);
