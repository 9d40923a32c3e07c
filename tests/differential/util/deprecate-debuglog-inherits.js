// Promise: deprecate warns once per code, inherits links prototypes with super_, debuglog obeys NODE_DEBUG.
const util = require('util');
process.on('warning', (w) => console.log('W', w.name, w.code, w.message));
const d1 = util.deprecate(
  function f(a, b) {
    return [this.x, a, b];
  },
  'f is old',
  'DEP_X',
);
const d2 = util.deprecate(() => 2, 'same code', 'DEP_X');
const d3 = util.deprecate(
  class Old {
    constructor(a) {
      this.a = a;
    }
  },
  'class old',
);
const d4 = util.deprecate(() => 4, 'no code');
console.log(
  d1.call({ x: 1 }, 2, 3),
  d1.call({ x: 1 }),
  d2(),
  new d3(5).a,
  new d3(5) instanceof d3,
  d4(),
  d4(),
  d1.name,
  d1.length,
  Object.getPrototypeOf(d1) !== Function.prototype,
);
for (const c of [5, {}, true])
  try {
    util.deprecate(() => {}, 'm', c);
    console.log('ok');
  } catch (e) {
    console.log(e.code, e.message);
  }
function A() {}
A.prototype.a = () => 'a';
function B() {
  B.super_.call(this);
}
B.prototype.lost = 1;
util.inherits(B, A);
console.log(B.super_ === A, new B() instanceof A, new B().a(), new B().lost, Object.getOwnPropertyDescriptor(B, 'super_'));
for (const [x, y] of [
  [null, A],
  [A, null],
  [A, {}],
  [A, Object.assign(() => {}, {})],
])
  try {
    util.inherits(x, y);
    console.log('ok');
  } catch (e) {
    console.log(e.code, e.message);
  }
const realWrite = process.stderr.write;
const lines = [];
process.stderr.write = (s) => {
  lines.push(String(s).replace(String(process.pid), 'PID'));
  return true;
};
const on = util.debuglog('kern'),
  on2 = util.debuglog('KERN-sub'),
  off = util.debuglog('other');
on('hello %s', 'w', { a: 1 });
on2('wild');
off('nothing');
console.log(on.enabled, on2.enabled, off.enabled, util.debug === util.debuglog);
let late;
const l = util.debuglog('kern', (fn) => {
  late = fn;
});
l('first');
late('second');
process.stderr.write = realWrite;
console.log(lines);
console.log(
  util.isDeepStrictEqual.length,
  util.toUSVString('a\ud800b'),
  util.toUSVString('ok'),
  util.getSystemErrorName(-2),
  util.getSystemErrorMap().get(-13),
  util.getSystemErrorMap().size > 70,
  util.aborted.length,
);
for (const b of [2, 0, 1.5, 'x', -99999])
  try {
    console.log(util.getSystemErrorName(b));
  } catch (e) {
    console.log(e.code, e.message);
  }
