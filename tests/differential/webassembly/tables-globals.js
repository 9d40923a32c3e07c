// Tables and globals are shared between JavaScript and modules; references keep their identity.
const { exports: e } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,18,4,96,0,1,127,96,1,127,1,127,96,0,0,96,1,111,1,111,3,6,5,0,0,1,2,3,4,8,2,112,1,3,10,111,0,2,6,11,2,127,1,65,5,11,126,0,66,9,11,7,49,8,1,116,1,0,1,98,0,1,4,99,97,108,108,0,2,7,99,111,117,110,116,101,114,3,0,3,98,105,103,3,1,3,105,110,99,0,3,1,120,1,1,4,115,97,109,101,0,4,9,8,1,0,65,0,11,2,0,1,10,34,5,4,0,65,1,11,4,0,65,2,11,7,0,32,0,17,0,0,11,9,0,35,0,65,1,106,36,0,11,4,0,32,0,11,0,20,4,110,97,109,101,1,7,2,0,1,97,1,1,98,4,4,1,0,1,114])));
console.log(e.t.length, e.t.get(0)(), e.t.get(1) === e.b, e.t.get(2), e.call(1));
e.t.set(0, e.b); console.log(e.call(0), e.t.grow(2), e.t.length); e.t.set(0, null); console.log(e.t.get(0));
const object = { own: true };
console.log(e.same(object) === object, e.same(undefined), e.same(null), e.same('text'), e.x.get(0));
e.x.set(1, object); console.log(e.x.get(1) === object);
e.inc(); console.log(e.counter.value, e.counter.valueOf(), e.big.value); e.counter.value = 41; e.inc(); console.log(e.counter.value, e.counter);
try { e.big.value = 1n } catch (x) { console.log(x.name, x.message) }
const g = new WebAssembly.Global({ value: 'f64', mutable: true }, 1.5); g.value = '2.5'; console.log(g.value, new WebAssembly.Global({ value: 'i64' }).value, new WebAssembly.Global({ value: 'i32' }, 3.7).value, new WebAssembly.Global({ value: 'externref' }).value, new WebAssembly.Global({ value: 'externref' }, 's').value);
const t = new WebAssembly.Table({ element: 'anyfunc', initial: 2 }); console.log(t.length, t.get(0), t, g);
for (const bad of [() => new WebAssembly.Table({ element: 'x', initial: 1 }), () => new WebAssembly.Table({ element: 'anyfunc' }), () => t.set(0, () => {}), () => t.set(0, {}), () => new WebAssembly.Global({ value: 'x' }), () => new WebAssembly.Global(), () => new WebAssembly.Table(), () => WebAssembly.Global({ value: 'i32' })]) {
  try { bad(); console.log('fine') } catch (x) { console.log(x.name, x.message) }
}
for (const bad of [() => t.get(5), () => t.set(2, null), () => e.t.grow(100)]) { try { bad(); console.log('fine') } catch (x) { console.log(x.name) } }
