// A .cts file is CommonJS: require, module, __filename; types vanish.
import type { Worker } from 'node:worker_threads';
const path: typeof import('node:path') = require('node:path');
type Handler<T> = (this: void, value: T, ...rest: readonly T[]) => asserts value is NonNullable<T>;
declare module 'nothing' { export const x: 1 }
declare global { interface Array<T> { extra?: T } }
let w: Worker | undefined, tuple: [a: string, b?: number, ...c: boolean[]] = ['x'];
const keys = <const T extends readonly string[]>(x: T): T[number][] => [...x];
function isString(x: unknown): x is string { return typeof x === 'string' }
class Box<in out T> { constructor(readonly_: T) { this.value = readonly_ } value: T; get v(): T { return this.value } set v(x: T) { this.value = x } static of<U>(this: void, u: U): Box<U> { return new Box<U>(u) } *[Symbol.iterator](): Generator<T> { yield this.value } }
console.log(path.basename(__filename), module.id, w, tuple, keys(['a', 'b']), isString(1), [...Box.of<number>(5)], Box.of('s')!.v!.length!, (w as unknown as { a?: { b: 1 } })?.a?.b);
module.exports = { Box } satisfies Record<string, unknown>;
