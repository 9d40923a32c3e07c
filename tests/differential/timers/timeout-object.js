// Promise: Timeout objects: class, fields, ref/unref/hasRef/refresh/close, primitive id, inspect.
const util = require('util');
const t = setTimeout(() => console.log('never'), 1000);
console.log(
  t.constructor.name,
  t.hasRef(),
  t.unref() === t,
  t.hasRef(),
  t.ref().hasRef(),
  t.refresh() === t,
  t.close() === t,
  t._destroyed,
);
console.log(
  Object.keys(t),
  Object.getOwnPropertyNames(Object.getPrototypeOf(t)).sort(),
  typeof t[Symbol.toPrimitive](),
  typeof t[Symbol.dispose],
);
const id = +setTimeout(() => console.log('never by id'), 5);
clearTimeout(id);
const id2 = `${+setTimeout(() => console.log('never by string id'), 5)}`;
clearTimeout(id2);
for (const x of [undefined, null, {}, 'x', -1, NaN, Symbol.iterator]) clearTimeout(x);
clearInterval(setTimeout(() => console.log('never: clearInterval clears timeouts'), 5));
const un = setTimeout(() => console.log('never: unref'), 180);
un.unref();
let n = 0;
const r = setTimeout(() => {
  console.log('refreshed fires', ++n);
  if (n < 3) r.refresh();
}, 25);
const i = setInterval(() => {
  console.log('interval', i._repeat);
  i.close();
}, 38);
console.log(
  i._repeat,
  t._repeat,
  i._idleTimeout > 0,
  setTimeout(() => {}, 'x')._idleTimeout,
  setTimeout(() => {}, 1.7)._idleTimeout,
);
for (const f of [setTimeout, setInterval])
  for (const bad of [undefined, null, 'code', {}])
    try {
      f(bad, 1);
    } catch (e) {
      console.log(f.name, e.code, e.message);
    }
{
  const d = setTimeout(() => console.log('never disposed'), 5);
  d[Symbol.dispose]();
}
console.log(setTimeout.length, setInterval.length, setTimeout.name, util.inspect(setTimeout).includes('promisify.custom'));
setTimeout((...a) => console.log('args', a), 5, 1, 'b', null);
setTimeout(function () {
  console.log('this is the timeout', this.constructor.name);
}, 5);
