// Promise: timers fire by due time then insertion order; 0, 1, NaN, negative and huge delays are one millisecond.
const out = [];
const add = (n, d) => setTimeout(() => out.push(n), d);
add('70', 70);
add('20', 20);
add('40', 40);
add('zero', 0);
add('one', 1);
add('nan', NaN);
add('neg', -5);
add('undef');
add('str', '1');
add('frac', 1.9);
add('20b', 20);
add('40b', 40);
process.once('warning', (w) => out.push(w.name + ': ' + w.message));
add('huge', 2 ** 31);
const nested = setTimeout(() => {
  out.push('outer');
  setTimeout(() => out.push('inner0'), 40);
  setImmediate(() => out.push('imm'));
  process.nextTick(() => out.push('tick'));
}, 100);
const c = add('cleared', 30);
clearTimeout(c);
setTimeout(() => {
  for (const n of out) console.log(n);
  console.log(nested.hasRef());
}, 220);
const t0 = Date.now();
while (Date.now() - t0 < 3);
