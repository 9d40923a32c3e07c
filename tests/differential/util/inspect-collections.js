// Promise: util.inspect of Map, Set, their iterators, weak collections, nested and subclassed, and with showHidden.
const { inspect } = require('util');
const p = (v, o) => console.log(inspect(v, o));
const m = new Map([
  ['a', 1],
  [{ k: 1 }, [1, 2]],
  [NaN, new Map([[1, new Set([1])]])],
]);
const s = new Set([1, 'x', { a: 1 }, new Set()]);
p(m);
p(s);
p(m.entries());
p(m.keys());
p(m.values());
p(s.values());
p(s.entries());
p(m[Symbol.iterator]());
p(new Map());
p(new Set());
p(new WeakMap());
p(new WeakSet());
const held = { w: 1 };
p(new WeakSet([held]), { showHidden: true });
p(new WeakMap([[held, 'v']]), { showHidden: true });
p(m, { showHidden: true });
p(m, { depth: 0 });
p(m, { depth: -1 });
p(m.entries(), { depth: 0 });
const it = m.entries();
it.next();
p(it);
p([...it].length);
p(it);
p(s.values(), { showHidden: true });
p(
  new (class MyMap extends Map {
    extra = 1;
  })([[1, 2]]),
);
p(new (class MySet extends Set {})([1]));
p(Object.assign(new Map([[1, 2]]), { prop: 'x' }));
p(Object.assign(new Set([1]), { [Symbol('s')]: 1 }));
const nul = new Map([[1, 2]]);
Object.setPrototypeOf(nul, null);
p(nul);
const ns = new Set([1]);
Object.setPrototypeOf(ns, null);
p(ns);
const cyc = new Map();
cyc.set('self', cyc);
cyc.set(cyc, 1);
p(cyc);
const cs = new Set();
cs.add(cs);
p(cs);
p(new Map(Array.from({ length: 105 }, (_, i) => [i, i])));
p(new Set(Array.from({ length: 3 }, (_, i) => i)), { maxArrayLength: 1 });
p(
  new Map([
    [1, 2],
    [3, 4],
  ]),
  { maxArrayLength: 0 },
);
p(new Map([['long key '.repeat(6), 'long value '.repeat(6)]]));
p([][Symbol.iterator]());
p('ab'[Symbol.iterator]());
p('a'.matchAll(/a/g));
p(Object.entries({ a: new Map([[{}, {}]]) }));
p(new Map([[Symbol('k'), Symbol('v')]]), { compact: false });
p(new Set([[1, 2], [3]]), { compact: false });
p(
  new Map([
    ['b', 1],
    ['a', 2],
  ]),
  { sorted: true },
);
p(new Set(['b', 'a']), { sorted: true });
