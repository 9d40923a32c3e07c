// Promise: TextEncoder encode and encodeInto: lone surrogates, partial fits, argument coercion, class surface.
const e = new TextEncoder();
console.log(
  e.encoding,
  e.encode(),
  e.encode(''),
  e.encode('aé€😀'),
  e.encode('\ud800x\udc00'),
  e.encode(null),
  e.encode(undefined),
  e.encode(12),
  e.encode([1, 2]),
);
for (const [s, n] of [
  ['abc', 3],
  ['abc', 2],
  ['abc', 0],
  ['é', 1],
  ['aé', 2],
  ['€', 2],
  ['😀', 3],
  ['😀', 4],
  ['a😀b', 5],
  ['\ud800', 3],
  ['\ud800', 2],
  ['', 3],
  ['x'.repeat(50), 20],
  ['é'.repeat(50), 21],
]) {
  const b = new Uint8Array(n);
  console.log(JSON.stringify(s.slice(0, 4)), n, e.encodeInto(s, b), Buffer.from(b).toString('hex'));
}
const t = (f) => {
  try {
    console.log(f());
  } catch (x) {
    console.log(x.name, x.code, x.message);
  }
};
t(() => e.encodeInto('a', []));
t(() => e.encodeInto(5, new Uint8Array(1)));
t(() => e.encodeInto('a'));
t(() => e.encodeInto('ab', Buffer.alloc(2).subarray(1)));
t(() => e.encode(Symbol('s')));
t(() => TextEncoder.prototype.encode.call({}, 'x'));
t(() => TextEncoder());
t(() => Object.prototype.toString.call(e));
t(() => e.encode('x') instanceof Uint8Array && !Buffer.isBuffer(e.encode('x')));
t(() => {
  const sub = new Uint8Array(6).subarray(2, 5);
  return [e.encodeInto('é😀', sub), new Uint8Array(sub.buffer)];
});
