// Promise: custom inspect functions get depth, options and inspect; results of any type are treated as Node does.
const util = require('util');
const { inspect } = util;
const p = (v, o) => console.log(inspect(v, o));
class M {
  constructor(v) {
    this.v = v;
  }
  [inspect.custom](depth, opts, insp) {
    console.log('depth', depth, Object.keys(opts).sort().join(), insp === inspect, opts.stylize('x', 'number'));
    return `M<${insp(this.v, { ...opts, depth: depth === null ? null : depth - 1 })}>`;
  }
}
p(new M({ a: 1 }));
p([new M(1)]);
p({ k: { l: new M([1]) } });
p({ a: { b: { c: new M(1) } } });
p({ a: { b: { c: { d: new M(1) } } } });
p(new M(1), { depth: 0, colors: true });
p(new M(1), { depth: null, customProp: 7 });
const ret = (r) => ({ [inspect.custom]: () => r });
for (const r of [undefined, null, 5, 'multi\nline', { x: 1 }, [1], Symbol('s'), new Map([[1, 2]]), () => 1]) {
  p(ret(r));
  p({ in: ret(r) });
}
p({
  [inspect.custom]() {
    return this;
  },
  self: 1,
});
p({ [inspect.custom]: 'not a function', a: 1 });
p({ [inspect.custom]: () => 'skipped', a: 1 }, { customInspect: false });
p({
  inspect() {
    return 'old style';
  },
});
try {
  p({
    [inspect.custom]() {
      throw new Error('custom threw');
    },
  });
} catch (e) {
  console.log(e.message);
}
class Money {
  constructor(a) {
    this.a = a;
  }
  [util.inspect.custom]() {
    return `$${this.a}`;
  }
  toString() {
    return 'ts' + this.a;
  }
}
console.log(new Money(5), [new Money(6)], '%s', new Money(7));
console.log('%s|%o|%O|%j', new Money(1), new Money(2), new Money(3), new Money(4));
console.log(util.format('%s', new Money(1)), `${new Money(8)}`);
console.dir(new Money(9));
console.dir(new Money(9), { customInspect: true });
const fn = () => {};
fn[inspect.custom] = () => 'FN';
p(fn);
p(new Proxy({ [inspect.custom]: () => 'TARGET' }, {}));
p(new Proxy({ [inspect.custom]: () => 'TARGET' }, {}), { showProxy: true });
p(Object.create({ [inspect.custom]: () => 'inherited' }));
p(new URL('http://u:p@h:1/p?q=1#f'));
p(new URLSearchParams('a=1&b=2&a=3'));
p(new URLSearchParams());
p(new URLSearchParams('a=1').entries());
p({ u: { u: { u: new URL('a:b') } } });
p(new AbortController().signal);
p(AbortSignal.abort().aborted);
p(new TextEncoder());
p(new TextDecoder('latin1'));
p(new Event('ev').type);
p(new Blob(['abc']));
p(new Headers() === undefined);
