// Promise: await, thenables, async return values and promise chains take exactly the number of ticks the language says.
const out = [];
const tick = (name, n) => {
  let p = Promise.resolve();
  for (let i = 1; i <= n; i++) p = p.then(() => out.push(`${name}${i}`));
};
tick('t', 8);
(async () => {
  await 1;
  out.push('await value');
})();
(async () => {
  await Promise.resolve();
  out.push('await promise');
})();
(async () => {
  await {
    then(r) {
      r();
    },
  };
  out.push('await thenable');
})();
(async () => {
  await (async () => Promise.resolve())();
  out.push('await async returning promise');
})();
(async () => {
  await (async () => {})();
  out.push('await async');
})();
Promise.resolve()
  .then(() => Promise.resolve())
  .then(() => out.push('then returning promise'));
new Promise((r) => r(Promise.resolve())).then(() => out.push('resolve with promise'));
Promise.all([1, Promise.resolve(2)]).then(() => out.push('all'));
Promise.race([1, 2]).then(() => out.push('race'));
Promise.allSettled([Promise.reject(1)]).then(() => out.push('allSettled'));
Promise.reject(0)
  .finally(() => {})
  .catch(() => out.push('finally catch'));
(async () => {
  for await (const x of [1]) out.push('for await ' + x);
  out.push('for await end');
})();
(async function* () {
  yield 1;
})()
  .next()
  .then(() => out.push('asyncgen next'));
(async function* () {
  yield* [1];
})()
  .next()
  .then(() => out.push('asyncgen yield*'));
Promise.resolve(1)
  .then()
  .then(() => out.push('empty then'));
setImmediate(() => out.forEach((l) => console.log(l)));
