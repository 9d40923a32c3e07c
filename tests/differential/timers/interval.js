// Promise: intervals repeat, can be cleared inside and replaced, can be unref'ed, and keep going after a throw is caught.
let n = 0;
process.on('uncaughtException', (e) => console.log('uncaught', e.message));
const i = setInterval((x, y) => { console.log('i', ++n, x, y); if (n === 2) throw new Error('in interval'); if (n === 4) { clearInterval(i); clearInterval(i); setTimeout(() => console.log('after clear'), 20); } }, 4, 'x', 'y');
let k = 0;
const self = setInterval(function () { if (++k === 3) { console.log('k', k, this === self); clearTimeout(this); } }, 2);
const bg = setInterval(() => {}, 5); bg.unref(); console.log(bg.hasRef());
const z = setInterval(() => { console.log('zero interval'); clearInterval(z); }, 0);
process.on('exit', () => console.log('exit', n, k));
