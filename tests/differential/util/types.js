// Promise: util.types answers by internal slot, not by prototype, tag or duck.
const { types } = require('util');
function* g() {}
async function* ag() {}
const args = (function () {
  return arguments;
})();
const values = {
  arguments: args,
  strictArgs: (function () {
    'use strict';
    return arguments;
  })(),
  array: [],
  ab: new ArrayBuffer(1),
  sab: new SharedArrayBuffer(1),
  async: async () => {},
  asyncGenFn: ag,
  gen: g(),
  genFn: g,
  asyncGen: ag(),
  date: new Date(),
  error: new Error(),
  typeErr: new TypeError(),
  agg: new AggregateError([]),
  dom: new DOMException('x'),
  map: new Map(),
  set: new Set(),
  mapIt: new Map().keys(),
  setIt: new Set().values(),
  arrIt: [].values(),
  strIt: ''[Symbol.iterator](),
  weakMap: new WeakMap(),
  weakSet: new WeakSet(),
  promise: Promise.resolve(),
  thenable: { then() {} },
  proxy: new Proxy({}, {}),
  proxyDate: new Proxy(new Date(), {}),
  regexp: /x/,
  boolObj: Object(true),
  numObj: Object(1),
  strObj: Object('s'),
  symObj: Object(Symbol()),
  bigObj: Object(1n),
  u8: new Uint8Array(1),
  buf: Buffer.alloc(1),
  u8c: new Uint8ClampedArray(1),
  i8: new Int8Array(1),
  u16: new Uint16Array(1),
  i16: new Int16Array(1),
  u32: new Uint32Array(1),
  i32: new Int32Array(1),
  f32: new Float32Array(1),
  f64: new Float64Array(1),
  bi: new BigInt64Array(1),
  bu: new BigUint64Array(1),
  dv: new DataView(new ArrayBuffer(1)),
  fakeDate: Object.create(Date.prototype),
  fakeErr: Object.create(Error.prototype),
  tagged: { [Symbol.toStringTag]: 'Map' },
  fn: () => 1,
  cls: class {},
  nullProtoMap: Object.setPrototypeOf(new Map(), null),
  errTag: Object.assign(new Error(), { [Symbol.toStringTag]: 'X' }),
  undef: undefined,
  nul: null,
  num: 1,
  str: 's',
  sym: Symbol(),
  big: 1n,
};
const checks = Object.keys(types)
  .filter((k) => k.startsWith('is') && !['isExternal', 'isKeyObject', 'isCryptoKey'].includes(k))
  .sort();
console.log(checks.join(' '));
for (const [k, v] of Object.entries(values)) console.log(k.padEnd(12), checks.filter((c) => types[c](v)).join(' '));
import('data:text/javascript,export default 1').then((ns) =>
  console.log(types.isModuleNamespaceObject(ns), types.isModuleNamespaceObject({ ...ns }), types.isProxy(ns)),
);
const util = require('util');
for (const k of [
  'isArray',
  'isBoolean',
  'isDate',
  'isError',
  'isFunction',
  'isNull',
  'isNullOrUndefined',
  'isNumber',
  'isObject',
  'isPrimitive',
  'isRegExp',
  'isString',
  'isSymbol',
  'isUndefined',
  'isBuffer',
])
  console.log(
    k,
    typeof util[k] === 'function'
      ? ['', {}, [], null, new Date(), new Error(), Buffer.alloc(0)].map((v) => +util[k](v)).join('')
      : typeof util[k],
  );
console.log(require('util/types') === types, Object.isFrozen(types));
