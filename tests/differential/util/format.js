// Promise: util.format and formatWithOptions join, quote and colour exactly as in Node.
const util = require('util');
const f = (...a) => console.log(JSON.stringify(util.format(...a)));
f();
f('');
f('a');
f('a', 'b');
f(1, 2, '3');
f('a', ['b'], { c: 'd' });
f('%s', 'x', 'y', { z: 1 });
f({ a: 1 }, 'str', ['q']);
f(null, undefined);
f('%s %s', null, undefined);
f('%d', '42');
f('%i', 42.9, 'x');
f('%f', '1.5abc');
f('%j', { a: [1] });
f('%o', { f: 1 });
f('%O', { a: { b: { c: { d: {} } } } });
f('%o', [1, { a: 2 }]);
f('%c', 'css');
f('%%');
f('%%%s', 1);
f('%s%%', 1);
f('%a', 1);
f('%', 1);
f('x%');
f('%s:%s', 'only');
f('%S', 1);
f('% s', 1);
f('%5d', 1);
f('%s', 12345678901234567890n);
f('%s', -0);
f('%d', -0);
f('%i', -0.5);
f('%f', -0);
f('%s', 'a'.repeat(5), '\n', 'b');
f(Symbol('a'), 1);
f('%s', Symbol('b'));
f('%d', Symbol('c'));
f('%i', Symbol('c'));
f('%f', Symbol('c'));
f('%s', [1, [2, [3]]]);
f('%s', { a: { b: 1 } });
f('%s', new Date(0));
f('%s', () => 5);
f('%s', class Abc {});
f('%s', new Error('q').message);
f('%d', {});
f('%d', [5]);
f('%d', true);
f('%d', null);
f('%d', undefined);
f('%d', 0x10n);
f('%s', 'a', Symbol('z'), -0, 'b');
f(new Set([1]), 'x');
f('%s', Object.create(null));
f(
  '%s',
  new (class Foo {
    toString() {
      return 'foo!';
    }
  })(),
);
f('%s', new (class Bar extends Array {})(2));
f('%o', 'str', 5);
f('%O', 'str');
f('%j', undefined);
f('%j', NaN);
f('%s', true);
f('%s', '');
f('', '');
f('', {});
f('%s', '%s', 'x');
f('\u001b[31m%s', 'x');
const g = (o, ...a) => console.log(JSON.stringify(util.formatWithOptions(o, ...a)));
g({ colors: true }, '%s %O', 'x', { a: 1 });
g({ colors: true }, 1, 'a', 2n);
g({ compact: false }, '%O', { a: 1 });
g({ depth: 0 }, { a: { b: 1 } });
g({ colors: true }, '%d %i', 1, 2n);
g({ numericSeparator: true }, '%d %i %f', 123456, 123456, 123456.789);
for (const b of [null, 5, 'x', undefined])
  try {
    g(b, 'x');
  } catch (e) {
    console.log(e.code, e.message);
  }
