// Promise: `stack` starts with `Name: message` captured at construction, is an own non-enumerable writable data property.
const first = (e) => String(e.stack).split('\n    at ')[0];
const e = new Error('boom');
const d = Object.getOwnPropertyDescriptor(e, 'stack');
console.log('value' in d || 'get' in d, d.enumerable, d.configurable, Object.keys(e), Object.getOwnPropertyNames(e));
console.log(first(e), '|', first(new TypeError('t')), '|', first(new Error()), '|', first(new RangeError('a\nb')));
e.message = 'changed';
console.log(first(e), '|', String(e));
class MyErr extends Error {
  constructor(m) {
    super(m);
    this.name = 'Custom';
    this.extra = 1;
  }
}
console.log(
  first(new MyErr('c')),
  '|',
  new MyErr('c').name,
  new MyErr('c') instanceof MyErr,
  Object.prototype.toString.call(new MyErr('')),
);
class Other extends TypeError {}
Other.prototype.name = 'ProtoName';
console.log(first(new Other('p')), '|', String(new Other('p')));
class Plain extends Error {}
console.log(first(new Plain('x')), '|', new Plain('x').name, '|', String(new Plain('x')));
console.log(
  first(new AggregateError([new Error('i')], 'agg')),
  new AggregateError([1, 2]).errors,
  first(new DOMException('dm', 'AbortError')),
);
e.stack = 'mine';
console.log(e.stack, delete e.stack, e.stack);
console.log(
  String(Object.assign(new Error('m'), { name: '' })),
  '|',
  String(Object.assign(new Error(''), { name: 'N' })),
  '|',
  Error.prototype.toString.call({ name: 'A', message: 'B' }),
);
console.log(
  new Error(undefined).hasOwnProperty('message'),
  new Error('').hasOwnProperty('message'),
  new Error({
    toString() {
      return 'ts';
    },
  }).message,
  'cause' in new Error('x', {}),
  'cause' in new Error('x', { cause: undefined }),
);
console.log(
  Error('no new') instanceof Error,
  Error.length,
  AggregateError.length,
  Error.prototype.name,
  Object.keys(Object.getOwnPropertyDescriptors(Error)).sort().join(),
);
