// Timer objects: ref, unref, refresh, primitive ids, close, symbols, clearing twice, arguments.
const { setTimeout: named } = require('node:timers');
const order = [];
const timer = setTimeout((...values) => order.push(values), 40, 'a', 'b');
console.log(timer.hasRef(), timer.unref() === timer, timer.hasRef(), timer.ref().hasRef(), typeof timer[Symbol.toPrimitive](), typeof +timer);
const cleared = setTimeout(() => order.push('never'), 10);
clearTimeout(+cleared);
clearTimeout(cleared);
clearTimeout(undefined);
clearInterval('nothing');
const refreshed = setTimeout(() => order.push('refreshed'), 60);
setTimeout(() => refreshed.refresh(), 30);
const immediate = setImmediate(() => order.push('never'));
console.log(immediate.hasRef(), immediate.unref().hasRef());
clearImmediate(immediate);
let ticks = 0;
const interval = setInterval(() => { if (++ticks === 2) interval.close(); }, 15);
console.log(named === setTimeout, typeof timer[Symbol.dispose]);
for (const run of [() => setTimeout(), () => setTimeout('code', 1), () => setImmediate(5), () => queueMicrotask(5)]) {
  try { run(); } catch (error) { console.log(error.name, error.code); }
}
setTimeout(() => console.log(order, ticks), 200);
