// Promise: the Console class: bound methods, options checked, inspectOptions, colorMode, ignoreErrors, custom streams.
const { Console } = require('console');
const { Writable } = require('stream');
const mk = () => {
  const w = new Writable({
    write(c, e, cb) {
      w.text = (w.text ?? '') + c;
      cb();
    },
  });
  return w;
};
const o = mk(),
  e = mk();
const c = new Console(o, e);
const { log, error } = c;
log('a', 1);
error('b');
c.warn('w');
c.trace('t');
c.info('i');
c.debug('d');
c.dirxml({ a: 1 }, [2]);
c.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
c.dir({ [Symbol.for('nodejs.util.inspect.custom')]: () => 'no' });
console.log(JSON.stringify(o.text));
console.log(
  e.text
    .split('\n')
    .slice(0, 3)
    .map((l) => l.trim().split(' (')[0]),
);
for (const a of [
  [],
  [{}],
  [{ stdout: {} }],
  [{ stdout: o, stderr: 5 }],
  [{ stdout: o, colorMode: 'x' }],
  [{ stdout: o, inspectOptions: 5 }],
  [{ stdout: o, inspectOptions: { colors: true }, colorMode: true }],
  [null],
  [5],
])
  try {
    new Console(...a);
    console.log('ok');
  } catch (x) {
    console.log(x.name, x.code, x.message);
  }
const o2 = mk();
const c2 = Console({ stdout: o2, inspectOptions: { depth: 0, breakLength: Infinity, showHidden: false }, colorMode: false });
c2.log({ a: { b: 1 } }, [[1]]);
console.log(JSON.stringify(o2.text), c2 instanceof Console, console instanceof Console, console.Console === Console);
const o3 = mk();
new Console({ stdout: o3, colorMode: true }).log(
  { a: 1, b: 's', c: null, d: undefined, e: true, f: Symbol('q'), g: /r/, h: new Date(0), i: 2n, j: () => 1 },
  '%s',
  5,
);
console.log(JSON.stringify(o3.text));
const bad = new Writable({
  write(c, en, cb) {
    cb(new Error('sink broke'));
  },
});
new Console({ stdout: bad }).log('x');
console.log('ignored');
class Sub extends Console {
  constructor() {
    super(process.stdout);
  }
  hello() {
    this.log('hello');
  }
}
new Sub().hello();
console.log(
  Object.keys(console).join(),
  Object.prototype.toString.call(console),
  typeof console.context,
  console._stdout === process.stdout,
  Object.getPrototypeOf(Object.getPrototypeOf(console)) === Object.prototype,
);
