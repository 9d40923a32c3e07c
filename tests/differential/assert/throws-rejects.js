// Promise: throws, doesNotThrow, rejects, doesNotReject with every kind of expectation, and their messages.
const assert = require('assert');
const show = (e) => console.log(`${e.name} ${e.code}: ${e.message}`, e.generatedMessage, e.operator);
const t = (f) => {
  try {
    f();
    console.log('passed');
  } catch (e) {
    show(e);
  }
};
const th = (e) => () => {
  throw e;
};
class My extends Error {
  constructor(m, x) {
    super(m);
    this.x = x;
  }
}
const e = Object.assign(new TypeError('bad thing'), { code: 'E_BAD', info: { n: 1 } });
t(() => assert.throws(th(e)));
t(() => assert.throws(() => {}));
t(() => assert.throws(() => {}, TypeError));
t(() => assert.throws(() => {}, 'message'));
t(() => assert.throws(() => {}, TypeError, 'msg'));
t(() => assert.throws(() => {}, { message: 'x' }));
t(() => assert.throws(th(e), TypeError));
t(() => assert.throws(th(e), RangeError));
t(() => assert.throws(th(e), /bad/));
t(() => assert.throws(th(e), /good/));
t(() => assert.throws(th(e), /good/, 'own'));
t(() => assert.throws(th(e), { code: 'E_BAD', message: 'bad thing', name: 'TypeError', info: { n: 1 } }));
t(() => assert.throws(th(e), { code: 'E_X' }));
t(() => assert.throws(th(e), { code: 'E_BAD', message: /bad/ }));
t(() => assert.throws(th(e), { message: /good/, nope: 1 }));
t(() => assert.throws(th(e), (x) => x === e));
t(() => assert.throws(th(e), (x) => true));
t(() => assert.throws(th(e), () => false));
t(() =>
  assert.throws(th(e), function named() {
    return undefined;
  }),
);
t(() =>
  assert.throws(th(e), () => {
    throw new Error('from validator');
  }),
);
t(() => assert.throws(th(new My('m', 1)), My));
t(() => assert.throws(th(new My('m', 1)), { x: 2 }));
t(() => assert.throws(th(new My('m', 1)), new My('m', 1)));
t(() => assert.throws(th(new My('m', 1)), new My('other', 1)));
t(() => assert.throws(th('string'), /str/));
t(() => assert.throws(th('string'), 'string'));
t(() => assert.throws(th(e), 'bad thing'));
t(() => assert.throws(th(null), { a: 1 }));
t(() => assert.throws(th(undefined)));
t(() => assert.throws(th(5), Number));
t(() => assert.throws('x'));
t(() => assert.throws(th(e), {}));
t(() => assert.throws(th(e), 5));
t(() => assert.throws(th(e), 'a', 'b'));
t(() => assert.throws(th(e), null));
t(() => assert.throws(async () => {}));
t(() => assert.doesNotThrow(() => {}));
t(() => assert.doesNotThrow(th(e)));
t(() => assert.doesNotThrow(th(e), TypeError));
t(() => assert.doesNotThrow(th(e), RangeError));
t(() => assert.doesNotThrow(th(e), 'own msg'));
t(() => assert.doesNotThrow(th(e), /bad/, 'm'));
t(() => assert.doesNotThrow(5));
t(() => assert.throws(th(e), () => ({})));
(async () => {
  const at = async (p) => {
    try {
      console.log('passed', await p());
    } catch (x) {
      show(x);
    }
  };
  await at(() => assert.rejects(Promise.reject(e), TypeError));
  await at(() =>
    assert.rejects(
      async () => {
        throw e;
      },
      { code: 'E_BAD' },
    ),
  );
  await at(() => assert.rejects(Promise.resolve(1)));
  await at(() => assert.rejects(async () => {}, RangeError, 'why'));
  await at(() => assert.rejects(() => 5));
  await at(() => assert.rejects(5));
  await at(() =>
    assert.rejects(() => {
      throw new Error('sync');
    }),
  );
  await at(() => assert.rejects(Promise.reject(e), /nope/));
  await at(() => assert.rejects({ then() {}, catch() {} } === 1 || Promise.reject(5), (x) => x === 5));
  await at(() => assert.doesNotReject(Promise.resolve(3)));
  await at(() => assert.doesNotReject(Promise.reject(e)));
  await at(() =>
    assert.doesNotReject(async () => {
      throw e;
    }, 'm'),
  );
  await at(() => assert.doesNotReject('x'));
  await at(() =>
    assert.rejects(async () => {
      throw e;
    }, 'text'),
  );
})();
