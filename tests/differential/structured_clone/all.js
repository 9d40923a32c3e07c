// Promise: structuredClone: every supported type, cycles, shared references, transfer, and DataCloneErrors.
const t = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(e.constructor.name, e.name, e.code, e.message);
  }
};
class K {
  constructor() {
    this.a = 1;
  }
  get g() {
    return 2;
  }
}
for (const v of [
  undefined,
  null,
  true,
  5,
  -0,
  NaN,
  10n,
  'str\ud800',
  [1, , 3],
  { a: { b: [1] } },
  new Date(5),
  new Date(NaN),
  /a+/gi,
  new Map([[{ k: 1 }, new Set([1, [2]])]]),
  Object(1),
  Object('s'),
  Object(false),
  Object(2n),
  new Error('e').message,
  new K(),
  Object.create(null),
  new Uint8Array([1, 2]),
  new Float64Array([1.5]),
  new DataView(new ArrayBuffer(2)),
  new ArrayBuffer(2),
  Buffer.from('buf'),
  {
    get x() {
      return 'getter read';
    },
  },
  Object.assign([1], { extra: 1 }),
  Object.defineProperty({ v: 1 }, 'hid', { value: 1 }),
  { [Symbol('s')]: 1, k: 2 },
  new BigInt64Array([1n]),
  { undefined: undefined },
])
  t(() => structuredClone(v));
const re = /x/g;
re.lastIndex = 3;
console.log(structuredClone(re).lastIndex, Object.is(structuredClone(-0), -0), structuredClone([1, , 2]).hasOwnProperty(1));
for (const E of [Error, TypeError, RangeError, class MyErr extends Error {}]) {
  const e = new E('m', { cause: { c: 1 } });
  e.extra = 1;
  e.name = e.name;
  const c = structuredClone(e);
  console.log(c.name, c.message, c.constructor.name, c instanceof Error, c.extra, c.cause, typeof c.stack, c.stack === e.stack);
}
const n = new Error('x');
n.name = 'Weird';
console.log(structuredClone(n).name);
const cyc = { list: [] };
cyc.self = cyc;
cyc.list.push(cyc);
const cc = structuredClone(cyc);
console.log(cc.self === cc, cc.list[0] === cc, cc !== cyc);
const sh = { s: 1 };
const sc = structuredClone([sh, sh, new Map([[sh, sh]])]);
console.log(sc[0] === sc[1], sc[2].get(sc[0]) === sc[0]);
const ab = new ArrayBuffer(8);
const two = structuredClone([new Uint8Array(ab, 2, 2), new Uint16Array(ab)]);
console.log(two[0].buffer === two[1].buffer, two[0].byteOffset);
for (const b of [
  () => 1,
  Symbol('s'),
  { f() {} },
  new WeakMap(),
  new WeakSet(),
  new Proxy({}, {}),
  Promise.resolve(),
  (function* () {})(),
  new WeakRef({}),
  class {},
  [Symbol('in array')],
  new Map([[1, () => 1]]),
  globalThis.constructor,
])
  t(() => structuredClone(b));
t(() => structuredClone());
t(() => structuredClone(new Proxy([1, 2], {})));
t(() =>
  structuredClone({
    get x() {
      throw new RangeError('getter threw');
    },
  }),
);
const tr = new ArrayBuffer(4);
const moved = structuredClone({ tr }, { transfer: [tr] });
console.log(tr.byteLength, tr.detached, moved.tr.byteLength);
t(() => structuredClone(tr));
t(() => structuredClone(1, { transfer: [tr] }));
t(() => structuredClone(1, { transfer: [new ArrayBuffer(1), {}] }));
const dup = new ArrayBuffer(1);
t(() => structuredClone(1, { transfer: [dup, dup] }));
t(() => structuredClone(1, { transfer: 5 }));
t(() => structuredClone(1, 5));
t(() => structuredClone(1, null));
t(() => structuredClone(1, {}));
const u8 = new Uint8Array([1, 2, 3]);
const mu = structuredClone(u8, { transfer: [u8.buffer] });
console.log(u8.length, mu.length);
t(() => structuredClone(new SharedArrayBuffer(2)).byteLength);
t(() => structuredClone(new Blob(['b'])).size);
t(() => structuredClone(new DOMException('d', 'AbortError')).name);
t(() => structuredClone(new URL('a:b')));
t(() => structuredClone(new Event('x')));
t(() => {
  const { port1 } = new MessageChannel();
  return structuredClone(port1, { transfer: [port1] }).constructor.name;
});
t(() => structuredClone(new MessageChannel().port1));
t(() => structuredClone(new ArrayBuffer(2, { maxByteLength: 4 })).resizable);
t(() => structuredClone(Object.assign(Object.create({ inherited: 1 }), { own: 2 })));
t(() => structuredClone(new (class M extends Map {})([[1, 2]])).constructor.name);
t(() => structuredClone(arguments_()).constructor.name);
function arguments_() {
  return arguments;
}
console.log(structuredClone.length, structuredClone.name);
t(() => structuredClone(new AggregateError([new Error('i')], 'agg')).constructor.name);
