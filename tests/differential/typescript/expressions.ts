// Types inside expressions: arrows, conditionals, templates, comparisons that look like generics.
const a = 1, b = 2, c = 3;
console.log(a < b, (a < b) as boolean, [a as number, b!, c satisfies number].map((x: number): string => `${x as any}:${(x! + 1) as number}`));
const f = (x?: number, { y = 2, z }: { y?: number; z?: string } = {}, [q]: number[] = [7], ...rest: any[]): string => `${x}${y}${z}${q}${rest.length}`;
console.log(f(), f(1, { z: 'z' }, [8], 9, 10));
const cond = a ? (b as any) : (c): void => {}; console.log(cond);
const chain = ({ deep: { fn<T>(t: T) { return [t] } } } as const)?.deep!.fn<string>('x')!; console.log(chain);
let assigned!: { k: number }; (assigned as any) = { k: 1 }; (assigned!).k += 1; console.log(assigned);
const as = 5, satisfies = 6, type = 7, of = 8; console.log(as, satisfies, type, of, as as number, satisfies satisfies number);
for (const [k, v] of Object.entries({ x: 1 } as Record<string, number>) as [string, number][]) console.log(k, v as number);
switch (a as number) { case 1 as number: console.log('one') }
try { throw new Error('x') } catch (e: any) { console.log((e as Error).message) }
const g = async <T,>(x: T): Promise<T> => x; g<number>(1).then((x): void => console.log(x));
const o = { m<T>(this: any, x: T): T { return x }, get p(): number { return 1 }, set p(v: number) {}, async *gen<T>(x: T): AsyncGenerator<T> { yield x } }; console.log(o.m<string>('s'), o.p);
console.log(new Map<string, Array<Set<number>>>([['k', [new Set<number>([1])]]]), `${((x: string): string => x)('in template')}`);
