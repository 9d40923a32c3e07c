// Promise: V8's TypeError and ReferenceError messages, which programs match on.
const t = (f) => {
  try {
    f();
    console.log('no error');
  } catch (e) {
    console.log(`${e.name}: ${e.message}`);
  }
};
const u = undefined,
  n = null,
  o = { a: {}, num: 1 },
  arr = [];
t(() => u.x);
t(() => n.x);
t(() => u[0]);
t(() => n['a b']);
t(() => o.x.y);
t(() => o.a.b.c);
t(() => {
  u.x = 1;
});
t(() => {
  n[0] = 1;
});
t(() => {
  o.x.y = 1;
});
t(() => u());
t(() => o.foo());
t(() => o.a.bar());
t(() => o.num());
t(() => arr[0]());
t(() => o['x']());
t(() => 1());
t(() => (() => 1)()());
t(() => new u());
t(() => new o.num());
t(() => new (() => 1)());
t(() => new Math.max());
t(() => nope);
t(() => nope.x);
t(() => {
  'use strict';
  nope = 1;
});
t(() => {
  x1;
  let x1 = 1;
});
t(() => {
  const c = 1;
  c = 2;
});
t(() => {
  const { a } = null;
});
t(() => {
  const { a } = undefined;
});
t(() => {
  (({ a }) => a)();
});
t(() => {
  const [a] = {};
});
t(() => {
  const [a] = null;
});
t(() => {
  for (const x of 5);
});
t(() => {
  for (const x of {});
});
t(() => [...u]);
t(() => Math.max(...1));
t(() => new Map([1]));
t(() => new Set(5));
t(() => 1 in 'x');
t(() => 1 instanceof 1);
t(() => ({}) instanceof (() => 1));
t(() => Symbol() + '');
t(() => `${Symbol('q')}`);
t(() => 1n + 1);
t(() => +1n);
t(() => BigInt(1.5));
t(() => BigInt('x'));
t(() => {
  'use strict';
  Object.freeze(arr).push(1);
});
t(() => {
  'use strict';
  Object.freeze({ a: 1 }).a = 2;
});
t(() => {
  'use strict';
  Object.preventExtensions({}).z = 2;
});
t(() => {
  'use strict';
  ({
    get a() {
      return 1;
    },
  }).a = 2;
});
t(() => {
  'use strict';
  delete Object.freeze({ a: 1 }).a;
});
t(() => Object.defineProperty(Object.freeze({}), 'x', { value: 1 }));
t(() => Object.defineProperty(1, 'x', {}));
t(() =>
  class A {
    constructor() {
      this.x;
    }
  }(),
);
t(() => {
  class A {}
  A();
});
t(() => {
  class A extends Object {
    constructor() {
      this.x;
    }
  }
  new A();
});
t(() => {
  class A extends null {}
  new A();
});
t(() => {
  class A extends 5 {}
});
t(() => {
  class A {
    #p;
    static r(o) {
      return o.#p;
    }
  }
  A.r({});
});
t(() => {
  class A {
    #p() {}
    static r(o) {
      o.#p();
    }
  }
  A.r({});
});
t(() => Object.setPrototypeOf(Object.preventExtensions({}), {}));
t(() => {
  const a = {};
  const b = Object.create(a);
  Object.setPrototypeOf(a, b);
});
t(() => Reflect.construct(1));
t(() => Object.create(1));
t(() => Object.fromEntries([1]));
t(() => [].reduce((a) => a));
t(() => [1].map(1));
t(() => [1].forEach());
t(() => [3].sort(1));
t(() => Promise());
t(() => new Promise());
t(() => new Proxy({}, null));
t(() => Map());
t(() => JSON.parse.call());
t(() => Map.prototype.get.call({}, 1));
t(() => Date.prototype.getTime.call({}));
const cyc = {};
cyc.a = { b: cyc };
t(() => JSON.stringify(cyc));
t(() => JSON.stringify(1n));
t(() => {
  const r = Proxy.revocable({}, {});
  r.revoke();
  r.proxy.x;
});
t(() => Symbol.keyFor('x'));
t(() => new Symbol());
t(() => decodeURIComponent('%'));
