// Promise: util.inspect of plain, null-prototype, class, accessor, symbol and odd-key objects.
const { inspect } = require('util');
const p = (v, o) => console.log(inspect(v, o));
class A {
  x = 1;
  #priv = 2;
  get g() {
    return 3;
  }
  static s = 4;
  method() {}
}
class B extends A {
  constructor() {
    super();
    this.y = [new A()];
  }
}
class C extends null {
  static make() {
    return Object.create(C.prototype);
  }
}
p(new A());
p(new B());
p(A);
p(B);
p(C);
p(C.make());
p(class {});
p(class extends A {});
p(Object.assign(class Named {}, { stat: 1 }));
p(Object.create(null));
p(Object.assign(Object.create(null), { a: 1 }));
p(Object.create({}));
p(Object.create(A.prototype));
p(A.prototype);
p(B.prototype);
p(Object.create(Object.create(null)));
p({
  get a() {
    return 1;
  },
  set b(v) {},
  get c() {
    return 2;
  },
  set c(v) {},
});
p(
  {
    get a() {
      return { x: 1 };
    },
    get t() {
      throw new Error('getter threw');
    },
  },
  { getters: true },
);
p(
  {
    get a() {
      return 1;
    },
    set a(v) {},
    get b() {
      return 2;
    },
  },
  { getters: 'get' },
);
p(
  {
    get a() {
      return 1;
    },
    set a(v) {},
    get b() {
      return 2;
    },
  },
  { getters: 'set' },
);
p({ [Symbol('s')]: 1, [Symbol()]: 2, [Symbol.iterator]: 3, [Symbol('with space')]: 4 });
p(Object.defineProperty({}, Symbol('hid'), { value: 1 }));
p(Object.defineProperty({}, Symbol('hid'), { value: 1 }), { showHidden: true });
p(Object.defineProperty({ v: 1 }, 'hidden', { value: 2 }), { showHidden: true });
p({
  'a-b': 1,
  1: 2,
  'a b': 3,
  "it's": 4,
  '': 5,
  a_b: 6,
  $: 7,
  é: 8,
  '0x': 9,
  __proto__: null,
  ['__proto__']: 10,
  '\n': 11,
  '-1': 12,
  class: 13,
});
p({ [Symbol.toStringTag]: 'Tag' });
p(
  new (class X {
    get [Symbol.toStringTag]() {
      return 'Y';
    }
  })(),
);
p(
  new (class X {
    get [Symbol.toStringTag]() {
      return 'X';
    }
  })(),
);
p(Object.create(null, { [Symbol.toStringTag]: { value: 'T' } }));
p(Object.create({ constructor: 'notfn' }));
p({ constructor: 5 });
p({ constructor: { name: 'Fake' } });
function Old() {
  this.a = 1;
}
p(new Old());
Old.prototype = { z: 1 };
p(new Old());
p(
  new (function () {
    this.anon = 1;
  })(),
);
p({ a: { b: { c: { d: { e: 1 } } } } });
p({ a: { b: { c: { d: {} } } } }, { depth: 3 });
p({ a: { b: {} } }, { depth: 0 });
p([[[[[]]]]]);
p([[[[1]]]]);
p({ a: [[[]]] }, { depth: null });
p(new A(), { depth: -1 });
p({
  undefined: undefined,
  null: null,
  f: function () {},
  arrow: () => {},
  async: async () => {},
  gen: function* () {},
  ag: async function* () {},
  bound: function bb() {}.bind(),
  cls: A,
});
p(globalThis === global && Object.keys(inspect(globalThis)).length > 100);
p(arguments.length);
(function () {
  p(arguments);
})(1, 'two');
p(Math);
p(JSON);
p(Reflect);
p(Atomics);
p(
  Object.getOwnPropertyDescriptor(
    {
      get z() {
        return 1;
      },
    },
    'z',
  ),
);
p(Symbol);
p(Object(1n));
p([Object('str'), Object(1), Object(-0), Object(true), Object(Symbol('q')), Object.assign(Object('ab'), { p: 1 })]);
p(new Date(NaN));
p(Object.assign(new Date(0), { x: 1 }));
p(Object.assign(/r/gi, { x: 1 }));
p(new (class D extends Date {})(0));
p(new (class R extends RegExp {})('x'));
p(Object.assign(() => 1, { a: 1 }));
p(
  Object.assign(function f() {}, { a: { b: { c: {} } } }),
  { depth: 0 },
);
