// Promise: util.inspect marks circular references and shows proxies without running their traps.
const { inspect } = require('util');
const p = (v, o) => console.log(inspect(v, o));
const a = { n: 'a' };
a.self = a;
p(a);
const b = { a, list: [a] };
b.b = { b };
a.b = b;
p(a);
p(b);
const arr = [1];
arr.push(arr, [arr]);
p(arr);
const x = {},
  y = { x };
x.y = y;
p([x, y]);
p({ x, y }, { depth: 0 });
p({ x, y }, { compact: false });
const shared = { s: 1 };
p([shared, shared, { shared }]);
class Node1 {
  constructor() {
    this.me = this;
  }
}
p(new Node1());
const e = new Error('cyc');
e.stack = 'Error: cyc\n    at x';
e.self = e;
p(e);
const f = () => {};
f.f = f;
p(f);
const m = new Map([['k', {}]]);
m.get('k').m = m;
p(m);
const pr = Promise.resolve();
pr.p = pr;
p(pr);
const trap = () => {
  console.log('TRAP');
};
const handler = new Proxy(
  {},
  {
    get: (t, k) => {
      if (k === 'getPrototypeOf' || k === 'ownKeys') trap();
    },
  },
);
p(new Proxy({ t: 1 }, handler));
p(new Proxy({ t: 1 }, { get: trap }), { showProxy: true });
p(new Proxy([1, 2], {}));
p(new Proxy([1, 2], {}), { showProxy: 1 });
p(new Proxy(function fn() {}, {}));
p(new Proxy(class K {}, {}));
p(new Proxy(new Map([[1, 2]]), {}));
p(new Proxy(new Proxy({ deep: 1 }, { a: 1 }), { b: 2 }));
p(new Proxy(new Proxy({ deep: 1 }, { a: 1 }), { b: 2 }), { showProxy: true });
p(new Proxy({}, {}), { showProxy: true, depth: -1 });
const rev = Proxy.revocable({}, {});
rev.revoke();
p(rev.proxy);
p(rev.proxy, { showProxy: true });
p({ inner: new Proxy({ a: { b: { c: {} } } }, {}) });
console.log('%s %o %O %j', new Proxy({ a: 1 }, {}), new Proxy({ a: 1 }, {}), new Proxy([1], {}), new Proxy({ a: 1 }, {}));
p(new Proxy(new Date(0), {}));
p(new Proxy(/x/, {}));
p(new Proxy(new Error('in proxy'), {}).message);
p(new Proxy(Object.create(null), {}));
p(new Proxy(new Uint8Array(2), {}));
