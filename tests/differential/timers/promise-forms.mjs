// timers/promises: values, aborting, intervals, the scheduler, references.
import { setImmediate, setInterval, setTimeout, scheduler } from 'node:timers/promises';
console.log(await setTimeout(5, 'late'), await setImmediate('soon'));
const controller = new AbortController();
const waiting = setTimeout(5000, null, { signal: controller.signal });
controller.abort(new Error('why'));
await waiting.catch((error) => console.log(error.name, error.code, error.cause.message));
await setImmediate(0, { signal: AbortSignal.abort() }).catch((error) => console.log(error.name));
let count = 0;
for await (const value of setInterval(5, 'tick')) {
  console.log(value);
  if (++count === 3) break;
}
await scheduler.wait(5);
await scheduler.yield();
for (const run of [() => setTimeout(1, 1, { signal: 5 }), () => setTimeout(1, 1, 5), () => setTimeout(1, 1, { ref: 1 })]) await run().catch((error) => console.log(error.code));
console.log('end');
