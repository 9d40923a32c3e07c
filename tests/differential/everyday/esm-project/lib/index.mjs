export { default as legacy } from './legacy.cjs';
export * from './math.mjs';
export * as math from './math.mjs';
export let counter = 0;
export const increment = () => counter++;
export default class Library {}
