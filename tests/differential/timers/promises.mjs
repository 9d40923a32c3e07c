// Promise: timers/promises: values, signals, options validation, intervals as async iterators, scheduler.
import { setTimeout as sleep, setImmediate as imm, setInterval as every, scheduler } from 'node:timers/promises';
import timers from 'node:timers';
import { promisify } from 'node:util';
console.log(
  await sleep(2, 'v'),
  await sleep(),
  await imm('i'),
  await promisify(setTimeout)(1, 'p'),
  await promisify(setImmediate)('q'),
  promisify(setTimeout) === sleep,
  timers.promises.setTimeout === sleep,
);
let n = 0;
for await (const x of every(2, 'tick')) {
  console.log(x, ++n);
  if (n === 3) break;
}
const t = async (f) => {
  try {
    console.log('ok', await f());
  } catch (e) {
    console.log(e.name, e.code, e.message, e.cause?.message ?? e.cause);
  }
};
const ac = new AbortController();
setTimeout(() => ac.abort(), 5);
await t(() => sleep(500, 0, { signal: ac.signal }));
await t(() => sleep(1, 0, { signal: ac.signal }));
await t(() => imm(0, { signal: AbortSignal.abort('why') }));
await t(async () => {
  for await (const _ of every(1, 0, { signal: AbortSignal.abort(new Error('own')) }));
});
await t(() => sleep(1, 0, 'x'));
await t(() => sleep(1, 0, { ref: 1 }));
await t(() => sleep(1, 0, { signal: {} }));
await t(() => sleep('x'));
await t(() => imm(0, 5));
await t(async () => {
  for await (const _ of every(1, 0, { ref: 'no' }));
});
await t(() => scheduler.wait(2));
await t(() => scheduler.yield());
await t(() => new scheduler.constructor());
const ac2 = new AbortController();
let seen = 0;
await t(async () => {
  for await (const _ of every(2, 0, { signal: ac2.signal })) if (++seen === 2) ac2.abort();
});
console.log('seen', seen);
sleep(50, 0, { ref: false }).then(() => console.log('never: unref'));
