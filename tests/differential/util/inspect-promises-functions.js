// Promise: promises show their state; generators, async functions, module namespaces, externals of the language print as in Node.
const { inspect } = require('util');
const p = (v, o) => console.log(inspect(v, o));
const rej = Promise.reject(new RangeError('no').message);
rej.catch(() => {});
p(Promise.resolve(5));
p(Promise.resolve({ a: { b: { c: 1 } } }));
p(rej);
p(new Promise(() => {}));
p(Promise.resolve(Promise.resolve('flat')));
p((async () => 'x')());
p(
  (async () => {
    await 1;
  })(),
);
p(new (class MyP extends Promise {})((r) => r(1)));
p(Object.assign(Promise.resolve(1), { extra: 2 }));
p([Promise.resolve([])]);
p(Promise.resolve(undefined));
p(Promise.resolve('s'), { depth: -1 });
p(Promise.all([]));
p({ then: 1 });
function* gen() {
  yield 1;
}
async function* ag() {}
p(gen());
p(ag());
p(gen);
p(ag);
p(Object.getPrototypeOf(gen));
p((function* () {})());
p(async function named() {});
p(async () => {});
p(function () {});
p(() => {});
p(function named() {});
p((() => {}).bind());
p(function () {}.bind().bind());
p(Object.setPrototypeOf(function np() {}, null));
p(Object.setPrototypeOf(() => {}, { x: 1 }));
p(Function);
p(Math.max);
p(Object.defineProperty(function a() {}, 'name', { value: 'renamed' }));
p(Object.defineProperty(function a() {}, 'name', { value: 5 }));
p(Object.defineProperty(() => {}, 'name', { value: '' }));
p(
  class A {
    static x = 1;
    static m() {}
  },
);
p(class extends Object {});
p(class N extends null {});
p(Object.assign(async () => {}, { k: 1 }));
p(Function.prototype);
p(new Function('return 1'));
p({
  f() {},
  async g() {},
  *h() {},
  get [Symbol.iterator]() {
    return 1;
  },
});
p(
  new (class Foo {
    bound = () => {};
  })(),
);
p(Symbol('d'));
p(Symbol());
p(Symbol.for('reg'));
p(Symbol.asyncIterator);
p(Symbol('with\nnl'));
p(new Boolean(false));
p(Object(Symbol('q')));
p(10n ** 20n);
p(globalThis.process === process);
p(new WeakRef({ a: 1 }));
p(Object.prototype);
p(Array.prototype);
p(Map.prototype);
p(Promise.prototype);
p(Date.prototype);
p(RegExp.prototype);
p(Symbol.prototype);
p(Uint8Array.prototype);
import('node:path').then((ns) => {
  const s = inspect(ns, { depth: 0 });
  console.log(s.split('\n')[0], s.includes('default: [Object]') || s.includes('default:'));
  import('data:text/javascript,export const a = 1; export default function f() {}; export let b = {c:1}').then((n) => p(n));
});
