// Promise: the list of builtin modules is Node's, each loads under both names, scheme-only ones need the scheme.
const { builtinModules, isBuiltin } = require('node:module');
console.log(builtinModules.filter((m) => !m.startsWith('_')).join(' '));
for (const m of [
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'console',
  'constants',
  'diagnostics_channel',
  'events',
  'fs',
  'fs/promises',
  'module',
  'os',
  'path',
  'path/posix',
  'path/win32',
  'perf_hooks',
  'process',
  'punycode',
  'querystring',
  'readline',
  'readline/promises',
  'stream',
  'stream/promises',
  'stream/consumers',
  'stream/web',
  'string_decoder',
  'sys',
  'timers',
  'timers/promises',
  'url',
  'util',
  'util/types',
  'v8',
  'vm',
  'tty',
]) {
  console.log(m, require(m) === require('node:' + m), typeof require(m), isBuiltin(m), isBuiltin('node:' + m));
}
for (const m of ['test', 'sea', 'sqlite', 'test/reporters', 'nope', ''])
  console.log(JSON.stringify(m), isBuiltin(m), isBuiltin('node:' + m));
for (const m of ['node:nope', 'node:', 'node:test/nope', 'test-not-there', 'node:internal/util']) {
  try {
    require(m);
    console.log(m, 'ok');
  } catch (e) {
    console.log(m, e.name, e.code, e.message.split('\n')[0]);
  }
}
