console.log('b', typeof aFn); import { aValue, aFn } from './a.mjs'; export const bValue = 'B'; export const readA = () => aValue; try { aValue; } catch (e) { console.log(e.name, e.message); }
