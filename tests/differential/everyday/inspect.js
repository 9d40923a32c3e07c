// util.inspect of what programs log: maps, sets, classes, accessors, symbols, circles, errors with causes, long lists, nested depth, typed arrays, promises.
const util = require('util');
class Point {
  #secret = 1;
  static count = 0;
  constructor(x, y) {
    Object.assign(this, { x, y });
  }
  get length() {
    return Math.hypot(this.x, this.y);
  }
}
class Named extends Point {
  get [Symbol.toStringTag]() {
    return 'Tagged';
  }
}
class Custom {
  [util.inspect.custom](depth, options, inspect) {
    return `Custom<${depth},${options.compact},${inspect === util.inspect}>`;
  }
}
const circle = { name: 'circle', list: [1] };
circle.self = circle;
circle.list.push(circle.list);
console.log(new Map([['a', { b: new Set([1, [2, new Map([[{ k: 1 }, 'v']])]]) }]]), new Map(), new Set(['x']), new WeakMap(), new WeakSet());
console.log(new Point(3, 4), new Named(1, 2), Point, class extends Point {}, class {}, [new Custom(), { inner: new Custom() }]);
console.log(circle, { get a() { return 1; }, set a(v) {}, get b() { return 2; }, set c(v) {} });
console.log([undefined, null, , , -0, 1n, Symbol('s'), Symbol.for('t'), () => {}, async () => {}, function* gen() {}, async function* both() {}]);
console.log({ 'with-dash': 1, valid_id: 2, 3: 3, [Symbol('key')]: 4, 'é': 5, "quo'te": 6 });
console.log(Array.from({ length: 130 }, (_, at) => at), 'x'.repeat(20), ['y'.repeat(120)], ["it's", 'say "hi"', `it's "both"`, 'line\nbreak\t\u0001']);
console.log({ a: { b: { c: { d: 1 } } } }, util.inspect({ a: { b: { c: { d: [[[]]] } } } }, { depth: Infinity }), util.inspect({ a: 1, b: [1, 2] }, { compact: false }));
console.log(new Uint8Array([1, 2]), new Float64Array(2), Buffer.from('hi'), new ArrayBuffer(3), new DataView(new ArrayBuffer(2)), new Date(0), new Date(NaN), /re/giu);
console.log(Promise.resolve({ v: 1 }), new Promise(() => {}), new Proxy({ a: 1 }, {}), new (class extends Array {})(3), Object.create(null), Object.create({ inherited: 1 }), new (class Foo extends Map {})([[1, 2]]));
console.log(new Boolean(true), new String('abc'), new Number(-0), Object(Symbol('boxed')), Object(5n), globalThis === this, [1, 2, 3].entries(), new Map([[1, 2]]).keys(), 'ab'[Symbol.iterator]());
const wrapped = new Error('outer', { cause: new TypeError('inner', { cause: { code: 7 } }) });
const strip = (text) => text.replace(/\n\s+at .*/g, '');
console.log(strip(util.inspect(wrapped)), strip(util.inspect(new AggregateError([new RangeError('one'), 2], 'many'))));
console.log(strip(util.inspect(Object.assign(new Error('fields'), { code: 'E_X', info: { deep: [1] } }))), strip(util.inspect({ error: new SyntaxError('in an object') })));
console.log(util.inspect({ b: 1, a: 2 }, { sorted: true }), util.inspect('str', { colors: true }), util.inspect({ n: 1, s: 'x', u: undefined, d: new Date(0) }, { colors: true }), util.inspect([1, 2, 3, 4], { maxArrayLength: 2 }), util.inspect('long text', { maxStringLength: 4 }), util.inspect(123456789.123, { numericSeparator: true }));
console.log(util.inspect({ get x() { return { y: 1 }; } }, { getters: true }), util.inspect(new Point(1, 2), { showHidden: true }), util.inspect([3], { showHidden: true }));
console.log('%s|%d|%i|%f|%j|%o|%O|%c|%%', 'a', '42', 3.9, '1.5', { j: [1] }, [1], { O: { p: 1 } }, 'css', 'extra', { more: 1 });
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]);
