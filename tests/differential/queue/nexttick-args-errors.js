// Promise: nextTick passes arguments, checks its callback, and a throwing tick does not lose the ones behind it.
const t = (f) => {
  try {
    f();
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
t(() => process.nextTick());
t(() => process.nextTick('x'));
t(() => queueMicrotask());
t(() => queueMicrotask(null));
process.nextTick((...a) => console.log(a), 1, 'two', { three: 3 });
process.nextTick(function () {
  console.log(this === undefined || this === globalThis || typeof this, arguments.length);
});
console.log(
  process.nextTick.length,
  queueMicrotask.length,
  process.nextTick(() => {}),
  queueMicrotask(() => {}),
);
process.on('uncaughtException', (e, origin) => console.log('caught', e.message, origin));
process.nextTick(() => {
  throw new Error('in tick');
});
process.nextTick(() => console.log('tick after throw'));
queueMicrotask(() => {
  throw new Error('in microtask');
});
queueMicrotask(() => console.log('microtask after throw'));
setTimeout(() => {
  throw new Error('in timer');
}, 1);
setTimeout(() => console.log('timer after throw'), 1);
setImmediate(() => {
  throw new Error('in immediate');
});
setImmediate(() => console.log('immediate after throw'));
let n = 0;
(function spin() {
  if (++n < 2000) process.nextTick(spin);
  else console.log('starved fine', n);
})();
const t0 = Date.now();
while (Date.now() - t0 < 5);
