// A .mts file is an ES module: import.meta, top-level await, type-only exports.
import { readFileSync, type PathLike } from 'node:fs';
import type { Stats } from 'node:fs';
import * as path from 'node:path';
export type { PathLike };
export interface Options { deep?: boolean }
export const options: Options = { deep: true };
export default function main<T extends unknown[]>(...args: T): T['length'] { return args.length as T['length'] }
console.log(main(1, 2, 3), options, path.extname(import.meta.filename), typeof readFileSync, (await Promise.resolve<number>(5)).toFixed(1));
