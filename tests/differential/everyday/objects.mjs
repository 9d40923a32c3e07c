// The language as programs use it: private members, accessors, proxies, symbols, iterators with helpers, sets with operations, generators, getters on classes, dates and weak maps.
class Stack {
  #items = [];
  static #made = 0;
  static { Stack.kind = 'stack'; }
  constructor(...items) { this.#items.push(...items); Stack.#made++; }
  get top() { return this.#items.at(-1); }
  set top(value) { this.#items[this.#items.length - 1] = value; }
  static get made() { return Stack.#made; }
  static is(value) { return #items in value; }
  *[Symbol.iterator]() { yield* this.#items.toReversed(); }
  [Symbol.toPrimitive](hint) { return hint === 'number' ? this.#items.length : `Stack(${this.#items})`; }
  toJSON() { return { items: this.#items }; }
}
const stack = new Stack(1, 2, 3);
stack.top = 9;
console.log([...stack], `${stack}`, +stack, JSON.stringify({ stack }), Stack.is(stack), Stack.is({}), Stack.made, Stack.kind, stack);
const seen = [];
const proxy = new Proxy({ a: 1 }, { get: (target, key, receiver) => (seen.push(String(key)), Reflect.get(target, key, receiver)), has: (target, key) => key.startsWith('a'), ownKeys: () => ['a', 'virtual'], getOwnPropertyDescriptor: (target, key) => ({ value: key, enumerable: true, configurable: true }), deleteProperty: () => false });
console.log(proxy.a, proxy.b, 'abc' in proxy, 'x' in proxy, Object.keys(proxy), { ...proxy }, Reflect.deleteProperty(proxy, 'a'), seen);
console.log([1, 2, 3, 4].values().filter((n) => n % 2).map((n) => n * 10).toArray(), Iterator.from({ next: (n = 0) => ({ done: false, value: 5 }) }).take(2).toArray(), new Set([1, 2, 3]).union(new Set([4])), new Set([1, 2]).isSubsetOf(new Set([1, 2, 3])), new Set([1, 2, 3]).difference(new Set([2])), new Set([1, 2]).symmetricDifference(new Set([2, 3])));
function* tree(depth) { if (depth > 0) { const left = yield* tree(depth - 1); yield [depth, left]; } return depth; }
console.log([...tree(3)]);
const talk = (function* () { let n = 0; try { while (true) n += yield n; } catch (error) { yield error.message; } finally { yield 'finally'; } })();
console.log(talk.next(), talk.next(5), talk.next(6), talk.throw(new Error('thrown in')), talk.next(), talk.next());
const { a, b: { c = 'default', ...others } = {}, ...rest } = { a: 1, b: { d: 2, e: 3 }, f: 4 };
const [first, , third = 'third', ...tail] = 'abcdef'.slice(0, 2);
console.log(a, c, others, rest, first, third, tail, (({ x, y }) => x + y)({ x: 1, y: 2 }), ((a, b = a, ...c) => [a, b, c])(1), (() => { try { return 'try'; } finally { console.log('finally first'); } })());
console.log(Object.entries(Object.getOwnPropertyDescriptors({ get x() { return 1; }, y: 2 })), Object.fromEntries(new Map([['k', 'v']])), Object.getOwnPropertyNames(class { static m() {} }), Object.isFrozen(Object.freeze([1])), structuredClone(new Map([[1, { x: new Date(0) }]])));
'use strict';
for (const attempt of [() => { Object.freeze(stack).extra = 1; }, () => null.x, () => undefined.f(), () => notDefined, () => { const k = 1; k = 2; }, () => Symbol() + '', () => [...5], () => ({}).x.y, () => class A extends null { constructor() { super(); } }.x.y, () => new Array(-1), () => Reflect.construct(1), () => JSON.parse('{"a":}'), () => { const o = {}; o.o = o; JSON.stringify(o); }, () => ({ [Symbol.toPrimitive]: () => ({}) }) + 1, () => new Stack().missing(), () => stack.top.deep.er, () => Object.defineProperty(Object.freeze({}), 'x', { value: 1 })]) {
  try {
    console.log('no error', attempt());
  } catch (error) {
    console.log(error.name, '|', error.message);
  }
}
label: for (const i of [1, 2, 3]) { for (const j of [1, 2, 3]) { if (j === 2) continue label; if (i === 3) break label; console.log(i, j); } }
console.log([0, null, undefined, '', NaN].map((value) => [value ?? 'd', value || 'd', value?.x]), ((value) => (value ||= 5, value &&= value + 1, value ??= 9))(0), typeof null, void 0, [1, 2, 3].at(-1), [1, [2]].toString(), [] + {}, [] == '', null == 0, null >= 0, '5' * '2', '5' + 2, [10, 9, 1].sort(), -(2 ** 2), 7 % -3, 1 / -0);
