// Promise: URLSearchParams: constructors, encoding, order, methods, iteration while changing, errors.
const P = URLSearchParams;
const t = (f) => {
  try {
    const r = f();
    console.log(r instanceof P ? r.toString() : r);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
};
for (const i of ['', '?', '?a=1&b', 'a=1&a=2', '=x&&=', 'a=b=c', '%61=%zz&+=%2B', 'é=ü', '?a?b', '#x', '&', 'a&b=&=c'])
  t(() => [JSON.stringify(i), [...new P(i)], new P(i).toString()]);
for (const i of [
  undefined,
  null,
  5,
  true,
  [
    ['a', 1],
    ['b', null],
  ],
  { a: [1, 2], b: undefined, [Symbol('s')]: 1 },
  new Map([['m', 1]]),
  new P('x=1'),
  {
    *[Symbol.iterator]() {
      yield ['it', 'er'];
    },
  },
  [],
  {},
  [['a', 'b', 'c']],
  ['ab', 'cd'],
  [5],
  [['a']],
  { [Symbol.iterator]: 5 },
  function () {},
  new String('q=r'),
  [new Set(['s', 't'])],
])
  t(() => new P(i));
t(() => new P(Symbol('x')));
t(() => P('x'));
t(() => new P({ a: Symbol('x') }));
const p = new P('b=2&a=1&b=3&c');
t(() => [p.get('b'), p.getAll('b'), p.get('zz'), p.getAll('zz'), p.has('c'), p.has('b', '3'), p.has('b', '9'), p.size]);
p.set('b', 'new');
t(() => p);
p.append('b', 'x');
p.delete('b', 'new');
t(() => p);
p.delete('nothing');
p.sort();
t(() => p);
p.set('ins', 1);
t(() => p);
p.delete('a', undefined);
t(() => p);
t(() => [...p.keys()]);
t(() => [...p.values()]);
p.forEach(
  function (v, k, o) {
    console.log(v, k, o === p, this.t);
  },
  { t: 1 },
);
for (const m of ['get', 'set', 'append', 'delete', 'has', 'getAll', 'forEach']) {
  t(() => p[m]());
}
t(() => p.set('x'));
t(() => p.forEach('x'));
t(() => P.prototype.get.call({}, 'a'));
t(() => p.get(Symbol('s')));
const it = new P('a=1&b=2&c=3');
const seen = [];
for (const [k] of it) {
  seen.push(k);
  if (k === 'a') it.delete('b');
  if (seen.length < 3) it.append('z' + seen.length, '');
}
t(() => seen);
t(
  () =>
    new P([
      ['sp ace', "!'()*-._~"],
      ['\ud800', '€😀'],
      ['a&b', 'c=d#e%'],
      ['\n', '\r'],
    ]),
);
t(() => new P("a=!'()*~"));
const s = new P('z=1&é=2&a=3&z=0&😀=4&\uffff=5');
s.sort();
t(() => decodeURIComponent(s));
console.log(
  p,
  p.entries(),
  p.keys(),
  Object.prototype.toString.call(p),
  Object.prototype.toString.call(p.keys()),
  p[Symbol.iterator] === p.entries,
  P.length,
  p.entries().next(),
  new P('a='.repeat(50)).size,
);
