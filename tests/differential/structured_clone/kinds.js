// structuredClone over every kind: identity, cycles, holes, errors with causes, transfers.
const value = { date: new Date(1), regexp: /x/giu, map: new Map([['k', { n: 1n }]]), set: new Set([1, 'a']), error: new TypeError('e', { cause: { c: 1 } }), boxed: [Object(1), Object('s'), Object(true), Object(5n)], holes: [1, , 3], view: new Uint8Array([1, 2, 3]).subarray(1), nothing: undefined, zero: -0, inf: -Infinity };
value.self = value;
value.again = value.date;
const copy = structuredClone(value);
console.log({ ...copy, error: String(copy.error), self: 0 }, copy.error.cause, copy.self === copy, copy.again === copy.date, 1 in copy.holes, copy.view.buffer.byteLength, copy.error instanceof TypeError, Object.is(copy.zero, -0));
const buffer = new ArrayBuffer(8);
const moved = structuredClone({ buffer }, { transfer: [buffer] });
console.log(buffer.byteLength, buffer.detached, moved.buffer.byteLength);
class Point { constructor() { this.x = 1; } get y() { return 2; } }
console.log(structuredClone(new Point()), structuredClone(Object.create({ inherited: 1 })), structuredClone(Object.defineProperty({}, 'hidden', { value: 1 })), structuredClone({ [Symbol('s')]: 1 }));
for (const bad of [() => {}, Symbol('s'), new WeakMap(), { f() {} }, Promise.resolve(), new Proxy({}, {}), globalThis.process?.stdin && new (class { #p = 1; })()]) {
  try { console.log(structuredClone(bad)); } catch (error) { console.log(error.name, error.code, error.constructor.name); }
}
for (const run of [() => structuredClone(), () => structuredClone(1, { transfer: [1] }), () => structuredClone(buffer, { transfer: [buffer] })]) {
  try { run(); } catch (error) { console.log(error.name, error.code); }
}
