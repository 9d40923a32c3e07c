// Promise: count, countReset, assert and the label rules of time, with warnings as Node words them.
const { Console } = require('console');
const { Writable } = require('stream');
const lines = [];
const sink = new Writable({
  write(c, e, cb) {
    lines.push('E ' + c);
    cb();
  },
});
const c = new Console({ stdout: process.stdout, stderr: sink });
c.count();
c.count('x');
c.count('default');
c.count(undefined);
c.count(null);
c.count(5);
c.countReset('x');
c.count('x');
c.count({});
c.count([1, 2]);
c.assert(true, 'no');
c.assert(false);
c.assert(false, 'msg %s', 'arg');
c.assert(0, { obj: 1 }, 'rest');
c.assert('', new Error('ae').message);
c.assert(null, '%d', 4);
c.assert();
process.on('warning', (w) => lines.push(`W ${w.name}: ${w.message}\n`));
c.countReset('never-counted');
c.timeEnd('never-timed');
c.timeLog('never-timed');
c.time('dup');
c.time('dup');
c.time();
c.time('default');
c.log = (
  (orig) =>
  (s, ...r) =>
    orig.call(c, typeof s === 'string' ? s.replace(/\d+(\.\d+)?\s?(ms|s)/, 'T') : s, ...r)
)(c.log);
try {
  c.count(Symbol('x'));
} catch (e) {
  console.log(e.name, e.message);
}
setTimeout(() => {
  for (const l of lines) process.stdout.write(l);
}, 5);
console.log(
  console.count.length,
  console.assert.length,
  console.time.name,
  console.timeStamp(),
  console.profile(),
  console.profileEnd(),
);
