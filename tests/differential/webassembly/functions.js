// Exported functions convert their arguments and results as the standard says.
const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,37,7,96,2,127,127,1,127,96,2,126,126,1,126,96,1,125,1,125,96,1,124,1,124,96,1,127,2,127,126,96,0,0,96,1,127,1,127,3,8,7,0,1,2,3,4,5,6,7,47,7,3,97,100,100,0,0,5,97,100,100,54,52,0,1,3,102,51,50,0,2,3,102,54,52,0,3,4,112,97,105,114,0,4,4,110,111,110,101,0,5,3,102,105,98,0,6,10,67,7,7,0,32,0,32,1,106,11,7,0,32,0,32,1,124,11,4,0,32,0,11,5,0,32,0,159,11,6,0,32,0,66,7,11,2,0,11,28,0,32,0,65,2,72,4,127,32,0,5,32,0,65,1,107,16,6,32,0,65,2,107,16,6,106,11,11]);
const { exports: e } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
console.log(e, Object.isFrozen(e), Object.getPrototypeOf(e));
console.log(e.add(1, 2), e.add(2 ** 31, 0), e.add(1.9, '3'), e.add(), e.add({ valueOf: () => 5 }, null), e.add(NaN, Infinity), e.add(-1, 2 ** 33 + 3));
console.log(e.add64(1n, 2n), e.add64(2n ** 63n, 0n), e.add64('5', true));
console.log(e.f32(1.1), e.f32(NaN), e.f64(2), e.f64(-0), e.pair(3), e.none(), e.fib(15));
console.log(e.add.name, e.add.length, e.fib.name, typeof e.add, e.add === e.add, String(e.add));
for (const bad of [() => e.add64(1, 2n), () => e.add(1n, 1), () => e.add(Symbol('x')), () => new e.add(1, 2), () => e.add64()]) {
  try { console.log(bad()) } catch (x) { console.log(x.name, x.message) }
}
