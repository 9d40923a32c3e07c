// Promise: intervals repeat, can be cleared inside and replaced, can be unref'ed, and keep going after a throw is caught.
let n = 0;
process.on('uncaughtException', (e) => console.log('uncaught', e.message));
const i = setInterval(
  (x, y) => {
    console.log('i', ++n, x, y);
    if (n === 2) throw new Error('in interval');
    if (n === 4) {
      clearInterval(i);
      clearInterval(i);
      setTimeout(() => console.log('after clear'), 20);
    }
  },
  40,
  'x',
  'y',
);
let k = 0,
  same;
const self = setInterval(function () {
  if (++k === 3) {
    same = this === self;
    clearTimeout(this);
  }
}, 1);
const bg = setInterval(() => {}, 5);
bg.unref();
console.log(bg.hasRef());

const z = setInterval(() => {
  process.stdout.write('');
  zeros++;
  clearInterval(z);
}, 0);
let zeros = 0;
process.on('exit', () => console.log('exit', n, k, zeros, same));
