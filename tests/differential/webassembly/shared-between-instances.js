// Two instances share a global, a table and a memory that JavaScript made.
const g = new WebAssembly.Global({ value: 'i32', mutable: true }, 5), t = new WebAssembly.Table({ element: 'anyfunc', initial: 4 }), m = new WebAssembly.Memory({ initial: 1 });
const s = { g, t, m };
const one = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,17,4,96,0,1,127,96,1,127,1,127,96,0,0,96,1,127,0,2,23,3,1,115,1,103,3,127,1,1,115,1,116,1,112,0,4,1,115,1,109,2,0,1,3,5,4,0,1,2,3,7,21,3,4,99,97,108,108,0,1,3,105,110,99,0,2,4,112,111,107,101,0,3,9,7,1,0,65,0,11,1,0,10,34,4,4,0,65,1,11,7,0,32,0,17,0,0,11,9,0,35,0,65,1,106,36,0,11,9,0,65,8,32,0,54,2,0,11,0,25,4,110,97,109,101,1,6,1,0,3,111,110,101,4,4,1,0,1,114,7,4,1,0,1,103])), { s }).exports, two = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,2,23,3,1,115,1,103,3,127,1,1,115,1,116,1,112,0,4,1,115,1,109,2,0,1,3,3,2,0,0,7,8,1,4,114,101,97,100,0,1,9,7,1,0,65,1,11,1,0,10,14,2,7,0,65,8,40,2,0,11,4,0,35,0,11,0,19,4,110,97,109,101,1,6,1,0,3,116,119,111,7,4,1,0,1,103])), { s }).exports;
one.inc(); g.value += 10; console.log(two.read(), g.value);
one.poke(77); console.log(one.call(0), one.call(1), new Int32Array(m.buffer)[2], t.get(0)(), t.get(1)(), t.get(2));
t.set(2, t.get(1)); console.log(one.call(2), t.get(2) === t.get(1));
try { one.call(3) } catch (e) { console.log(e.name, e.message) }
