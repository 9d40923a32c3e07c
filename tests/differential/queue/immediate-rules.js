// Promise: immediates queued by an immediate run in the next turn; clearing and ref counting work.
let turn = 0;
setImmediate(() => {
  console.log('A', turn);
  setImmediate(() => console.log('queued by A', turn));
});
setImmediate(() => {
  console.log('B', turn);
  clearImmediate(c);
  turn++;
});
const c = setImmediate(() => console.log('never C'));
setImmediate((...args) => console.log('args', args, turn), 1, 2);
const u = setImmediate(() => console.log('unref one ran'));
console.log(u.hasRef(), u.unref() === u, u.hasRef(), u.ref() === u, u.hasRef(), u.constructor.name, typeof u[Symbol.dispose]);
clearImmediate(undefined);
clearImmediate(null);
clearImmediate({});
try {
  clearImmediate(5);
} catch (e) {
  console.log(e.name);
}
for (const bad of [undefined, null, 5, {}])
  try {
    setImmediate(bad);
  } catch (e) {
    console.log(e.code, e.message);
  }
const i1 = setImmediate(() => {
  console.log('self clear');
  clearImmediate(i1);
});
const d = setImmediate(() => console.log('never D'));
d[Symbol.dispose]();
console.log(d._destroyed);
setImmediate(() => process.nextTick(() => console.log('tick between immediates')));
setImmediate(() => console.log('after tick'));
