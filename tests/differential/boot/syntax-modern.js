// Promise: language features of V8 12.4 that everyday programs use are there.
class A {
  #p = 1;
  static #count = 0;
  static {
    A.ready = true;
  }
  static has(o) {
    return #p in o;
  }
  get p() {
    return this.#p;
  }
  accessorless = 2;
  static inc() {
    return ++A.#count;
  }
}
console.log(A.ready, A.has(new A()), A.has({}), new A().p, A.inc(), A.inc());
console.log(
  [1, 2, 3].at(-1),
  [3, 1, 2].toSorted(),
  [1, 2, 3].with(1, 9),
  [1, 2, 3].toReversed(),
  [1, 2, 3].toSpliced(1, 1),
  [1, 2, 3].findLast((x) => x < 3),
);
console.log(
  Object.groupBy([1, 2, 3], (x) => (x % 2 ? 'odd' : 'even')),
  Map.groupBy([1, 2], (x) => x > 1),
);
console.log(
  Object.hasOwn({ a: 1 }, 'a'),
  'abc'.at(-1),
  'a-b-c'.replaceAll('-', '+'),
  'x\uD800'.isWellFormed(),
  'x\uD800'.toWellFormed().charCodeAt(1).toString(16),
);
let n = null;
n ??= 4;
let o = { z: 0 };
o.z ||= 7;
o.z &&= 8;
console.log(n, o, n?.foo?.bar, o?.['z'], 1_000_000, 2n ** 70n);
console.log(
  /(?<y>\d{4})-(?<m>\d\d)/.exec('on 2024-05').groups.y,
  [...'a1b2'.matchAll(/[a-z](\d)/g)].map((m) => m[1]),
  /(?<=\$)\d+/.exec('cost $42')[0],
);
console.log(/a(b)/d.exec('xab').indices, /[\p{L}--[a-z]]/v.test('a'), /\p{Emoji}/u.test('😀'));
console.log(
  new Set([1, 2, 3]).union(new Set([4])),
  new Set([1, 2]).isSubsetOf(new Set([1, 2, 3])),
  new Set([1, 2, 3]).intersection(new Set([2])),
);
console.log(
  [1, 2, 3, 4]
    .values()
    .filter((x) => x % 2)
    .map((x) => x * 2)
    .toArray(),
  Iterator.from([1, 2]).take(1).toArray(),
);
const { promise, resolve } = Promise.withResolvers();
resolve('wr');
(async () => {
  console.log(
    await promise,
    await Array.fromAsync(
      (async function* () {
        yield 1;
        yield 2;
      })(),
    ),
  );
  for await (const x of [Promise.resolve('fa')]) console.log(x);
  console.log(
    await Promise.any([Promise.reject(1), 2]),
    await Promise.allSettled([Promise.reject(new Error('r')), 1]).then((r) => r.map((x) => x.status)),
  );
  try {
    await Promise.any([Promise.reject(1)]);
  } catch (e) {
    console.log(e.constructor.name, e.errors, e.message);
  }
})();
const ab = new ArrayBuffer(4, { maxByteLength: 8 });
ab.resize(8);
console.log(ab.byteLength, ab.resizable, ab.transfer(2).byteLength, ab.detached);
console.log(
  String.raw`a\n${1}`,
  ((a, b = 2, ...c) => 0).length,
  function named() {}.name,
  (() => {}).name,
  Symbol('d').description,
);
label: for (const i of [1, 2]) {
  for (;;) {
    console.log(i);
    continue label;
  }
}
console.log(
  new Error('m', { cause: 'c' }).cause,
  [...'👨‍👩‍👧'].length,
  [10, 9, 1].sort(),
  [, 1].includes(undefined),
  Array.from({ length: 2 }, (_, i) => i),
);
