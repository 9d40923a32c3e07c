// An LRU cache, a priority queue, a linked list and a graph search with the collections of the language, under many operations.
class Cache {
  #map = new Map();
  constructor(limit) { this.limit = limit; this.hits = this.misses = 0; }
  get(key) { if (!this.#map.has(key)) return void this.misses++; const value = this.#map.get(key); this.#map.delete(key); this.#map.set(key, value); this.hits++; return value; }
  set(key, value) { this.#map.delete(key); this.#map.set(key, value); if (this.#map.size > this.limit) this.#map.delete(this.#map.keys().next().value); return this; }
  get keys() { return [...this.#map.keys()]; }
}
const cache = new Cache(50);
let seed = 12345;
const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
for (let n = 0; n < 20000; n++) { const key = Math.floor(random() ** 2 * 200); if (cache.get(key) === undefined) cache.set(key, key * 2); }
console.log(cache.hits, cache.misses, cache.keys.slice(0, 8), cache.keys.length);
class Heap {
  items = [];
  push(item) { let at = this.items.push(item) - 1; while (at > 0) { const up = (at - 1) >> 1; if (this.items[up][0] <= this.items[at][0]) break; [this.items[up], this.items[at]] = [this.items[at], this.items[up]]; at = up; } }
  pop() { const [top] = this.items; const last = this.items.pop(); if (this.items.length) { this.items[0] = last; for (let at = 0; ; ) { let least = at; for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.items.length && this.items[child][0] < this.items[least][0]) least = child; if (least === at) break; [this.items[least], this.items[at]] = [this.items[at], this.items[least]]; at = least; } } return top; }
}
const edges = new Map();
for (let n = 0; n < 500; n++) edges.set(n, Array.from({ length: 4 }, () => [Math.floor(random() * 500), 1 + Math.floor(random() * 20)]));
const distance = new Map([[0, 0]]);
const heap = new Heap();
heap.push([0, 0]);
while (heap.items.length) { const [far, node] = heap.pop(); if (far > distance.get(node)) continue; for (const [next, weight] of edges.get(node)) { const total = far + weight; if (total < (distance.get(next) ?? Infinity)) { distance.set(next, total); heap.push([total, next]); } } }
console.log(distance.size, Math.max(...distance.values()), [...distance].sort(([a], [b]) => a - b).slice(0, 6));
const words = Array.from({ length: 5000 }, () => String.fromCharCode(97 + Math.floor(random() * 26)) + Math.floor(random() * 30));
const counts = words.reduce((map, word) => map.set(word, (map.get(word) ?? 0) + 1), new Map());
console.log([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 5), new Set(words).size, Object.keys(Object.groupBy(words, (word) => word[0])).sort().join(''));
const stable = Array.from({ length: 1000 }, (_, n) => ({ key: n % 7, n }));
console.log(stable.sort((a, b) => a.key - b.key).every((item, at, all) => at === 0 || all[at - 1].key < item.key || all[at - 1].n < item.n));
const map = new Map([['a', 1], ['b', 2], ['c', 3]]);
const visited = [];
for (const [key] of map) { visited.push(key); if (key === 'a') { map.delete('b'); map.set('d', 4); } if (visited.length > 10) break; }
console.log(visited, new Map([[NaN, 1], [NaN, 2], [0, 'zero'], [-0, 'minus']]), new Set([1, '1', 1]), [...map.entries()], map.forEach((value, key, self) => self === map));
const sparse = [1, 2, 3]; sparse[6] = 7; delete sparse[1];
console.log(sparse, sparse.length, sparse.findIndex((x) => x === undefined), sparse.indexOf(undefined), sparse.map((x) => x * 2), Object.keys(sparse), sparse.flat(), sparse.copyWithin(0, 2, 4), sparse.fill(0, -2));
const typed = Float64Array.from({ length: 6 }, (_, n) => Math.sin(n)).map((x) => Math.round(x * 100) / 100);
console.log(typed, typed.toSorted(), new Uint8ClampedArray([300, -5, 1.5, 2.5]), new Int16Array([70000]), new Uint32Array(new Uint8Array([1, 2, 3, 4]).buffer)[0].toString(16), new BigUint64Array([-1n]), typed.subarray(1, 3).byteOffset, Uint8Array.of(3, 1, 2).sort().join());
