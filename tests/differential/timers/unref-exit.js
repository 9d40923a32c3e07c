// Promise: the loop ends when only unref'ed work is left; ref() again keeps it alive.
const a = setTimeout(() => console.log('never A'), 150);
a.unref();
const b = setTimeout(() => console.log('B fires'), 30);
b.unref();
b.ref();
setTimeout(() => console.log('C fires'), 5);
const im = setImmediate(() => console.log('unref immediate'));
im.unref();
setInterval(() => {}, 30).unref();
let rounds = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', code, rounds);
  if (rounds++ < 2) setTimeout(() => console.log('revived', rounds), 1);
});
process.on('exit', (code) => {
  console.log('exit', code);
  setTimeout(() => console.log('never after exit'), 0);
  process.nextTick(() => console.log('never tick'));
  Promise.resolve().then(() => console.log('never micro'));
});
