// Promise: every path.posix function on edge cases: dots, repeated and trailing slashes, empty strings, extensions.
const p = require('path').posix;
const s = [
  '',
  '.',
  '..',
  '/',
  '//',
  '///a',
  'a',
  'a/',
  '/a',
  '/a/',
  'a/b',
  'a//b',
  '/a/b/',
  './a',
  '../a',
  '../../a',
  'a/..',
  'a/../..',
  '/..',
  '/../a',
  'a/./b',
  'a/b/../c',
  '.a',
  '..a',
  'a.',
  'a..',
  'a.b.c',
  '.a.b',
  '...',
  'a/.b',
  '/a.b/',
  'a\\b',
  ' ',
  'a b/c d',
  'é/ü',
  'file.ext/',
  '/a/b/c/../../../..',
  './../x',
  'a/b/c/..',
  '.../a',
  '/.a/',
  'x.tar.gz',
  '\n',
];
for (const x of s)
  console.log(
    JSON.stringify([
      x,
      p.normalize(x),
      p.dirname(x),
      p.basename(x),
      p.extname(x),
      p.isAbsolute(x),
      p.parse(x),
      p.format(p.parse(x)),
      p.resolve('/base', x),
      p.join(x, 'k'),
      p.join('k', x),
      p.toNamespacedPath(x),
    ]),
  );
for (const a of [
  [],
  ['a', '', 'b'],
  ['', ''],
  ['/', '..', 'x'],
  ['a', '../../..', 'b'],
  ['a/', '/b'],
  ['.', './', '..'],
  ['/a', '/b'],
])
  console.log(a, p.join(...a), p.resolve('/r', ...a));
for (const [a, b] of [
  ['a.js', '.js'],
  ['a.js', 'js'],
  ['a.js', 'a.js'],
  ['/x/a.js', 'x.js'],
  ['a.js/', '.js'],
  ['aaa', 'a'],
  ['', '.js'],
  ['/', '/'],
  ['a.js', ''],
  ['x/y', 'x/y'],
  ['bb.b', 'b'],
])
  console.log(a, b, JSON.stringify(p.basename(a, b)));
for (const [a, b] of [
  ['/a/b/c', '/a/d'],
  ['/a', '/a'],
  ['/a', '/a/b'],
  ['/a/b', '/a'],
  ['/', '/x'],
  ['/x', '/'],
  ['/ab', '/abc'],
  ['/a/b/', '/a/b'],
  ['/a/../b', '/b/c'],
  ['/foo/bar', '/foo/barbaz'],
  ['/foo/bar/baz', '/foo/bar-x'],
])
  console.log(a, b, JSON.stringify(p.relative(a, b)));
for (const o of [
  { dir: '/d', base: 'b' },
  { root: '/', base: 'b' },
  { root: '/', dir: '/', base: 'b' },
  { name: 'n', ext: 'e' },
  { name: 'n', ext: '.e' },
  { root: '/r', name: 'n' },
  {},
  { dir: 'd' },
  { base: 'b', name: 'n', ext: '.x' },
  { dir: '', base: 'q' },
  { ext: 'only' },
])
  console.log(o, JSON.stringify(p.format(o)));
for (const [x, g] of [
  ['a/b.js', '*.js'],
  ['a/b.js', '**/*.js'],
  ['b.js', '?.js'],
  ['a/b', 'a/[bc]'],
  ['a', '{a,b}'],
  ['.h', '*'],
])
  console.log(x, g, p.matchesGlob(x, g));
console.log(
  p.sep,
  p.delimiter,
  p.posix === p,
  require('path') === p,
  require('path/posix') === p,
  p.win32.posix === p,
  p._makeLong === p.toNamespacedPath,
);
process.chdir('/');
console.log(p.resolve('x'), p.resolve(), p.relative('', '/q'), p.relative('a', 'b/c'));
