// Promise: isDeepStrictEqual distinguishes and equates exactly the pairs Node does.
const { isDeepStrictEqual: eq } = require('util');
const s = Symbol('s');
const cyc = () => {
  const a = { b: {} };
  a.b.a = a;
  return a;
};
const own = (o, p) => Object.assign(o, p);
const pairs = [
  [1, 1],
  [1, '1'],
  [0, -0],
  [NaN, NaN],
  [null, undefined],
  [[], {}],
  [
    [1, , 3],
    [1, undefined, 3],
  ],
  [{ a: undefined }, {}],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [new Date(0), new Date(0)],
  [new Date(0), new Date(1)],
  [new Date(NaN), new Date(NaN)],
  [/a/g, /a/i],
  [/a/g, /a/g],
  [own(/a/, { lastIndex: 2 }), /a/],
  [new Map([[1, 2]]), new Map([[1, 2]])],
  [new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]])],
  [
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
    new Map([
      ['b', 2],
      ['a', 1],
    ]),
  ],
  [new Map([[1, 'x']]), new Map([['1', 'x']])],
  [new Set([1, 2]), new Set([2, 1])],
  [new Set([{ a: 1 }, { b: 2 }]), new Set([{ b: 2 }, { a: 1 }])],
  [new Set([[1]]), new Set([[2]])],
  [new Set([1]), new Set(['1'])],
  [Object(1), Object(1)],
  [Object(1), 1],
  [Object('a'), Object('b')],
  [Object(Symbol.iterator), Object(Symbol.iterator)],
  [new Error('a'), new Error('a')],
  [new Error('a'), new TypeError('a')],
  [new Error('a', { cause: 1 }), new Error('a', { cause: 2 })],
  [own(new Error('a'), { name: 'X' }), new Error('a')],
  [new AggregateError([1]), new AggregateError([2])],
  [{ [s]: 1 }, { [s]: 1 }],
  [{ [s]: 1 }, {}],
  [Object.create(null), {}],
  [Object.create(null), Object.create(null)],
  [new (class A {})(), new (class A {})()],
  [[1, 2], own([1, 2], { x: 1 })],
  [new Uint8Array([1]), new Uint8Array([1])],
  [new Uint8Array([1]), Buffer.from([1])],
  [new Uint8Array([1]), new Int8Array([1])],
  [new Float32Array([0]), new Float32Array([-0])],
  [new Float64Array([NaN]), new Float64Array([NaN])],
  [new ArrayBuffer(1), new ArrayBuffer(1)],
  [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  [new DataView(new ArrayBuffer(1)), new DataView(new ArrayBuffer(1))],
  [new ArrayBuffer(1), new SharedArrayBuffer(1)],
  [cyc(), cyc()],
  [() => 1, () => 1],
  [eq, eq],
  [Promise.resolve(1), Promise.resolve(1)],
  [new WeakMap(), new WeakMap()],
  [
    (function () {
      return arguments;
    })(1),
    (function () {
      return arguments;
    })(1),
  ],
  [
    (function () {
      return arguments;
    })(1),
    [1],
  ],
  [new Proxy({ a: 1 }, {}), { a: 1 }],
  [new URL('a:b'), new URL('a:b')],
  [new URL('a:b'), new URL('a:c')],
  [1n, 1n],
  [1n, 1],
  ['', ''],
  [[[[1]]], [[[1]]]],
  [{ a: [{ b: new Map([[1, new Set([{}])]]) }] }, { a: [{ b: new Map([[1, new Set([{}])]]) }] }],
  [Object.defineProperty({}, 'h', { value: 1 }), {}],
  [
    {
      get a() {
        return 1;
      },
    },
    { a: 1 },
  ],
];
pairs.forEach(([a, b], i) => console.log(i, eq(a, b), eq(b, a)));
