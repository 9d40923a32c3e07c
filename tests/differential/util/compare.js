// isDeepStrictEqual over every kind of value, and types' checks on hard cases.
const util = require('node:util');
const same = (a, b) => util.isDeepStrictEqual(a, b);
console.log([[1, '1'], [NaN, NaN], [0, -0], [[1, , 3], [1, undefined, 3]], [new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1])], [new Map([[{}, 1]]), new Map([[{}, 1]])], [new Date(1), new Date(1)], [/a/g, /a/i], [new Error('a'), new Error('a')], [Object(1), Object(1)], [Object(Symbol.iterator), Object(Symbol.iterator)], [{ a: undefined }, {}], [new Uint8Array([1]), new Int8Array([1])], [Buffer.from('a'), new Uint8Array([97])], [[1], { 0: 1, length: 1 }], [new (class A {})(), {}]].map(([a, b]) => same(a, b)));
const loop = () => { const value = { list: [] }; value.list.push(value); return value; };
console.log(same(loop(), loop()), same(Object.create(null), {}), same([1, 2].values(), [1, 2].values()));
const { types } = util;
console.log([types.isBoxedPrimitive(Object(1n)), types.isProxy(new Proxy({}, {})), types.isAsyncFunction(async () => {}), types.isGeneratorFunction(function* () {}), types.isModuleNamespaceObject({}), types.isExternal({}), types.isKeyObject?.({}), types.isNativeError(new TypeError()), types.isAnyArrayBuffer(new SharedArrayBuffer(1)), types.isSetIterator(new Set().values()), types.isArgumentsObject((function () { return arguments; })()), types.isTypedArray(Buffer.alloc(1)), types.isWeakMap(new WeakMap()), types.isFloat64Array(new Float64Array()), types.isBigInt64Array(new BigInt64Array())]);
