// Promise: require finds files by extension, folder main, index, JSON, and node_modules of every parent, in Node's order.
const path = require('path');
const t = (s) => {
  try {
    console.log(s, require(s));
  } catch (e) {
    console.log(s, e.name, e.code, e.message.split('\n')[0].replace(__dirname, 'D'));
  }
};
for (const s of [
  './lib/plain',
  './lib/plain.js',
  './lib/data',
  './lib/data.json',
  './lib/both',
  './lib/dir',
  './lib/dir/',
  './lib/withmain',
  './lib/badmain',
  './lib/noindex',
  './lib/noext',
  './lib/odd.ext',
  './lib/a.b',
  '.',
  './',
  './lib',
  './lib/empty',
  'pkg',
  'pkg/sub',
  'pkg/sub.js',
  'pkg/package.json',
  '@scope/pkg',
  '@scope/pkg/deep',
  'shadow',
  './lib/nested/inner',
  'nothere',
  './nothere',
  '/nothere',
  'pkg/',
  'pkg/nope',
  './lib/badjson',
  './lib/bom',
  './lib/shebang',
  './lib/throws',
])
  t(s);
console.log(
  module.paths.map((p) => path.relative(__dirname, p)).slice(0, 2),
  require.resolve('./lib/plain').replace(__dirname, 'D'),
  require.resolve('pkg').replace(__dirname, 'D'),
  require.resolve('fs'),
  require.resolve('node:fs'),
);
console.log(
  require.resolve.paths('x')[0].replace(__dirname, 'D'),
  require.resolve.paths('./x').map((p) => p.replace(__dirname, 'D')),
  require.resolve.paths('fs'),
);
try {
  require.resolve('zzz');
} catch (e) {
  console.log(
    e.code,
    e.requireStack.map((p) => path.basename(p)),
  );
}
console.log(require.resolve('plain', { paths: [path.join(__dirname, 'lib', 'viapaths')] }).replace(__dirname, 'D'));
try {
  require.resolve('./lib/plain', { paths: [] });
} catch (e) {
  console.log(e.code, e.message.split('\n')[0]);
}
try {
  require.resolve('./plain', { paths: 'x' });
} catch (e) {
  console.log(e.code, e.message);
}
console.log(require('./lib/plain') === require('./lib/../lib/plain.js'), Object.keys(require.extensions));
for (const b of [undefined, null, 5, {}, '', 'a\0b']) t(b);
