import type { Readable } from 'node:stream';
interface Item {
  id: number;
  tags?: readonly string[];
}
type Nullable<T> = T | null;
class Queue<T extends string> implements Iterable<T> {
  private readonly items: T[];
  declare source?: Readable;
  constructor(items: Iterable<T> = []) {
    this.items = [...items];
  }
  push(...more: T[]): this {
    this.items.push(...more);
    return this;
  }
  shift(): T | undefined {
    return this.items.shift()!;
  }
  get size(): number {
    return this.items.length;
  }
  *[Symbol.iterator](): IterableIterator<T> {
    yield* this.items as T[];
  }
}
function describe(item: Nullable<Item>): string;
function describe(item: any): string {
  return item ? `${(item as any).id}:${item.tags?.join() satisfies string | undefined}` : 'none';
}
module.exports = { Queue, describe };
