// Promise: console.table draws Node's boxes for arrays, objects, maps, sets, iterators, filters and primitives.
console.table([
  { a: 1, b: 'x' },
  { a: 2, c: true },
]);
console.table([
  [1, 2],
  [3, 4, 5],
]);
console.table({ r1: { c: 1 }, r2: { c: 'é', d: null } });
console.table([1, 'two', { three: 3 }]);
console.table(
  new Map([
    ['k', 1],
    [{ o: 1 }, [1, 2]],
  ]),
);
console.table(new Set([1, 'a']));
console.table(new Map([[1, 2]]).entries());
console.table(new Map([[1, 2]]).keys());
console.table(new Set([5]).values());
console.table([{ a: 1, b: 2, c: 3 }], ['c', 'a']);
console.table([{ a: 1 }], ['nope']);
console.table([{ a: 1 }], []);
console.table([]);
console.table({});
console.table(5);
console.table('str');
console.table(null);
console.table(undefined);
console.table(() => 1);
console.table([{ '': 'empty key' }]);
console.table([{ wide: '日本語', emoji: '😀', combining: 'e\u0301' }]);
console.table([{ nested: { x: { y: 1 } }, arr: [1, 2, 3], fn() {}, sym: Symbol('s'), big: 1n }]);
console.table([undefined, null, 0]);
console.table([[]]);
console.table(new Uint8Array([1, 2]));
console.table([new Map([[1, 2]])]);
console.table([{ multi: 'a\nb' }]);
try {
  console.table([1], 'x');
} catch (e) {
  console.log(e.code, e.message);
}
try {
  console.table([{ a: 1 }], [1]);
} catch (e) {
  console.log(e.code, e.message);
}
class R {
  constructor() {
    this.f = 1;
  }
  get g() {
    return 2;
  }
}
console.table([new R()]);
console.table(Object.create({ inherited: 1 }));
