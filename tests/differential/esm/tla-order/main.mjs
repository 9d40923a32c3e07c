// Promise: top-level await: siblings run while one waits, parents wait, order of async graphs, errors propagate to all importers.
import './slow.mjs';
import './fast.mjs';
import './sync.mjs';
console.log('main body');
setTimeout(() => console.log('timer'), 0);
await null;
console.log('after await');
const r = await Promise.allSettled([import('./imports-bad.mjs'), import('./bad.mjs')]);
console.log(
  r.map((x) => x.reason?.message),
  r[0].reason === r[1].reason,
);
for await (const x of (async function* () {
  yield 1;
  yield 2;
})())
  console.log('for await', x);
const { v } = await import('./parent.mjs');
console.log(v);
await using_();
async function using_() {
  await import('./fast.mjs');
  console.log('cached');
}
export default await Promise.resolve(1);
process.on('exit', (c) => console.log('exit', c));
