// A TypeScript file runs as it is: annotations of every kind are white space.
import type { Stats } from 'node:fs';
import { type ParsedPath, basename } from 'node:path';

interface Shape<T extends object = {}> {
  readonly name: string;
  area(): number;
  extra?: T;
}
type Pair<A, B = A> = [first: A, second?: B];
declare const nowhere: never;
declare function ghost(): void;

abstract class Base<T> implements Shape {
  protected static count: number = 0;
  readonly name!: string;
  #secret?: T;
  declare phantom: boolean;
  constructor(name: string, secret?: T) {
    this.name = name;
    this.#secret = secret;
    Base.count++;
  }
  abstract area(): number;
  get secret(): T | undefined { return this.#secret }
  static total(this: typeof Base): number { return this.count }
}
class Square extends Base<number> {
  private side: number = 2;
  override area(): number { return this.side ** 2 }
}
function over(a: string): string;
function over(a: number): number;
function over(this: void, a: any): any { return a }
const generic = <T,>(x: T): T => x;
const asserted = generic<number>(5) as unknown as number;
const sure = ([1, 2, 3].find((x): x is number => x > 1)!);
const satisfied = { a: 1 } satisfies Record<string, number>;
const pair: Pair<number> = [1];
let stats: Stats | undefined;
let path: ParsedPath | null = null;
label: for (const x of [1, 2] as const) { if (x === 1) continue label; console.log('x', x) }
console.log(new Square('s', 7).area(), new Square('t').secret, Base.total(), over(3), asserted, sure, satisfied, pair, stats, path, basename('/a/b'));
console.log(Object.keys(new Square('u')));
console.log((function (a?: number, ...rest: string[]): void {}).toString());
