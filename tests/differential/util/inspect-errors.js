// Promise: util.inspect of errors: cause, AggregateError, extra keys, changed names, missing stacks, nesting, depth.
const { inspect } = require('util');
const p = (v, o) => console.log(inspect(v, o));
const fix = (e, st = []) => {
  e.stack = `${e.stack.split('\n    at ')[0]}${st.map((s) => '\n    at ' + s).join('')}`;
  return e;
};
p(fix(new Error('simple')));
p(fix(new Error('with frames'), ['a (f.js:1:2)', 'b (g.js:3:4)']));
p(fix(new Error('')));
p(fix(new TypeError('multi\nline'), ['x']));
p(fix(new Error('outer', { cause: fix(new Error('inner', { cause: 'string cause' }), ['in']) }), ['out']));
p(fix(new Error('undef cause', { cause: undefined })));
p(fix(new Error('null cause', { cause: null })));
p(fix(Object.assign(new Error('props'), { code: 'ECODE', errno: -2, nested: { a: { b: { c: 1 } } } }), ['f']));
p(fix(new AggregateError([fix(new Error('one'), ['1']), fix(new TypeError('two')), 3], 'many'), ['agg']));
p(fix(new AggregateError([], 'none')));
p(fix(Object.defineProperty(new Error('own message enumerable'), 'message', { value: 'enum', enumerable: true })));
p(fix(Object.assign(new Error('named'), { name: 'NewName' }), ['n']));
const late = fix(new Error('late'));
late.name = 'Renamed';
p(late);
const l2 = fix(new Error('late msg'));
l2.message = 'changed';
p(l2);
class V extends Error {
  constructor(m) {
    super(m);
    this.name = 'ValidationError';
    this.field = 'f';
  }
}
p(fix(new V('bad')));
class W extends Error {}
p(fix(new W('w')));
class X extends Error {
  get name() {
    return 'Getter';
  }
}
p(fix(new X('x')));
class TypeErr extends TypeError {}
p(fix(new TypeErr('sub type')));
class HttpError extends Error {
  name = 'HTTP';
}
p(fix(new HttpError('http')));
const no = new Error('nostack');
no.stack = undefined;
p(no);
const del = new Error('deleted');
delete del.stack;
p(del);
const str = new Error('s');
str.stack = 'just text';
p(str);
const num = new Error('n');
num.stack = 5;
p(num);
const empty = new Error('e');
empty.stack = '';
p(empty);
const objst = new Error('o');
objst.stack = { x: 1 };
p(objst);
p([fix(new Error('in array'), ['z'])]);
p({ e: fix(new Error('in object'), ['z']), k: 1 });
p({ a: { b: { c: fix(new Error('deep')) } } });
p({ a: { b: { c: { d: fix(new Error('too deep')) } } } });
p(fix(new Error('compact')), { compact: false });
p(Object.setPrototypeOf(fix(new Error('nullproto')), null));
p(fix(Object.assign(new Error('sym'), { [Symbol('s')]: 1 })));
p(new DOMException('dom', 'DataCloneError').toString());
const c = fix(new Error('cyc'));
c.cause = c;
p(c);
p(fix(new Error('colors'), ['/a/b.js:1:1']), { colors: true });
p(
  Object.assign(fix(new Error('x')), {
    toString() {
      return 'ts';
    },
  }),
);
p(fix(new (class extends Error {})('anon class')));
p(Error.prototype);
p(Object.create(Error.prototype));
p({ __proto__: Error.prototype, message: 'fake' });
