// Promise: live bindings, cycles, temporal dead zone, hoisted functions, evaluation order, namespace objects.
console.log('main');
import { count, inc, default as d, renamed } from './counter.mjs';
import * as ns from './counter.mjs';
import { aValue, aFn, readB } from './a.mjs';
console.log(count, d, renamed);
inc();
console.log(count, ns.count, d);
console.log(aValue, aFn(), readB());
try {
  count++;
} catch (e) {
  console.log(e.name, e.message);
}
try {
  ns.x = 1;
} catch (e) {
  console.log(e.name, e.message);
}
console.log(
  Object.keys(ns),
  ns[Symbol.toStringTag],
  Object.isSealed(ns),
  Object.isFrozen(ns),
  Object.getOwnPropertyDescriptor(ns, 'count'),
  'nope' in ns,
  ns.nope,
  Reflect.ownKeys(ns).length,
  Object.getPrototypeOf(ns),
);
console.log(ns);
export * from './counter.mjs';
export const count2 = 1;
import * as self from './main.mjs';
console.log(Object.keys(self));
import { x as conflictX } from './star1.mjs';
console.log(conflictX);
const amb = await import('./ambiguous.mjs');
console.log(Object.keys(amb));
await import('./amb-import.mjs').catch((e) => console.log(e.name, e.message));
await import('./tdz.mjs').catch((e) => console.log(e.name, e.message));
await import('./tdz.mjs').catch((e) => console.log('again', e.name));
console.log(
  (await import('./default-forms.mjs')).default.name,
  (await import('./default-class.mjs')).default.name,
  (await import('./string-names.mjs'))['a b'],
);
