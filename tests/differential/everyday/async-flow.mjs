// Promises as programs combine them: a pool with a limit, retries with a delay, timeouts, allSettled, any, race, withResolvers, async generators and cleanup.
import { setTimeout as sleep } from 'node:timers/promises';
async function pool(limit, jobs) {
  const results = [];
  let running = 0;
  let most = 0;
  const queue = jobs.entries();
  await Promise.all(Array.from({ length: limit }, async () => {
    for (const [index, job] of queue) {
      most = Math.max(most, ++running);
      results[index] = await job().catch((error) => error.message);
      running--;
    }
  }));
  return { results, most };
}
console.log(await pool(3, Array.from({ length: 8 }, (_, n) => async () => (await sleep(n % 3), n === 4 ? Promise.reject(new Error('four')) : n * n))));
let attempts = 0;
const retry = async (times, work) => {
  for (let n = 0; ; n++) {
    try {
      return await work(n);
    } catch (error) {
      if (n + 1 === times) throw new Error('gave up', { cause: error });
      await sleep(2 ** n);
    }
  }
};
console.log(await retry(5, async (n) => (attempts++, n < 2 ? Promise.reject(new Error(`try ${n}`)) : `after ${attempts}`)));
await retry(2, async () => Promise.reject(new RangeError('always'))).catch((error) => console.log(error.message, error.cause.name));
console.log(await Promise.allSettled([1, Promise.reject(new Error('no')), sleep(1, 'late')]));
await Promise.any([Promise.reject(new Error('a')), Promise.reject(new Error('b'))]).catch((error) => console.log(error.name, error.message, error.errors.map(({ message }) => message)));
console.log(await Promise.race([sleep(50, 'slow'), sleep(5, 'fast')]), await Promise.any([sleep(30, 'x'), sleep(5, 'y'), Promise.reject()]));
const { promise, resolve } = Promise.withResolvers();
setTimeout(resolve, 5, { settled: true });
console.log(await promise);
const log = [];
async function* numbers() {
  try {
    for (let n = 0; ; n++) yield (await sleep(1), n);
  } finally {
    log.push('cleaned');
    await null;
    log.push('up');
  }
}
for await (const n of numbers()) if (n === 2) break;
console.log(log);
class Lock {
  #tail = Promise.resolve();
  run(work) {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => {});
    return result;
  }
}
const lock = new Lock();
const order = [];
await Promise.allSettled([3, 1, 2].map((n) => lock.run(async () => (await sleep(n * 3), order.push(n), n === 1 ? Promise.reject() : n))));
console.log(order);
console.log(await Array.fromAsync(numbersTo(3), (n) => n * 10), await Array.fromAsync([sleep(1, 'a'), 'b']));
async function* numbersTo(end) {
  for (let n = 0; n < end; n++) yield n;
}
const iterator = numbersTo(5);
console.log(await iterator.next(), await iterator.return('early'), await iterator.next());
process.on('unhandledRejection', (reason) => console.log('unhandled', reason.message));
process.on('warning', (warning) => console.log('warning', warning.name));
Promise.reject(new Error('nobody'));
await sleep(5);
console.log('end');
