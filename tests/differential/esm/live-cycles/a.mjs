console.log('a'); import { bValue, readA } from './b.mjs'; export const aValue = 'A'; export function aFn() { return 'hoisted ' + readA(); } export const readB = () => bValue;
