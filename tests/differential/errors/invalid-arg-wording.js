// Promise: ERR_INVALID_ARG_TYPE describes what it received exactly as Node does, for every kind of value.
const path = require('path');
class Foo {}
const values = [
  undefined,
  null,
  true,
  5,
  -0,
  NaN,
  10n,
  '',
  'short',
  'a string that is longer than twenty eight',
  Symbol('s'),
  () => 1,
  function named() {},
  class Bar {},
  {},
  [],
  new Foo(),
  new Map(),
  Object.create(null),
  new Date(0),
  /x/,
  new Proxy({}, {}),
  async () => {},
  new Error('q'),
  "it's",
];
for (const v of values)
  try {
    path.join(v);
    console.log('ok');
  } catch (e) {
    console.log(e.code, '|', e.message);
  }
const fs = require('fs'),
  util = require('util'),
  { EventEmitter } = require('events');
for (const f of [
  () => fs.readFileSync({}),
  () => fs.readFileSync(true),
  () => fs.open('x'),
  () => fs.readFileSync('x', 5),
  () => fs.readFileSync('x', 'bogus'),
  () => new EventEmitter().on('x', 1),
  () => (EventEmitter.defaultMaxListeners = -1),
  () => new EventEmitter().setMaxListeners('1'),
  () => util.types.isDate.call(),
  () => Buffer.concat(1),
  () => Buffer.concat([1]),
  () => Buffer.from('x').fill('zz', 'hex'),
  () => Buffer.from({}),
  () => Buffer.from(null),
  () => Buffer.compare('a', 'b'),
  () => new Buffer.from('x').equals('x'),
  () => process.cwd.call() && process.chdir(),
  () => util.callbackify('x'),
  () => (util.inspect({}, { depth: 1 }) && util.format.call(null)) || util.debuglog(5),
  () => setInterval(),
  () => setImmediate(null),
  () => path.format('x'),
  () => path.parse(3),
  () => path.relative('a'),
  () => new URL('/x', 5),
  () => fs.accessSync('x', 'y'),
  () => fs.mkdirSync('x', { recursive: 'yes' }),
  () => fs.writeFileSync('x', 5),
  () => fs.truncateSync('x', 'y'),
  () => fs.readSync('x'),
  () => fs.closeSync(-1),
  () => fs.closeSync(1.5),
  () => fs.fsyncSync(2 ** 40),
])
  try {
    console.log('ok', f() === undefined);
  } catch (e) {
    console.log(e.name, e.code, '|', e.message);
  }
