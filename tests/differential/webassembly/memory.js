// A memory's buffer is its bytes, and is detached when the memory grows, on either side.
const { exports: e } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,15,3,96,1,127,1,127,96,0,1,127,96,2,127,127,0,3,5,4,0,1,2,0,5,4,1,1,1,3,7,39,5,6,109,101,109,111,114,121,2,0,4,103,114,111,119,0,0,4,115,105,122,101,0,1,5,115,116,111,114,101,0,2,4,108,111,97,100,0,3,10,31,4,6,0,32,0,64,0,11,4,0,63,0,11,9,0,32,0,32,1,58,0,0,11,7,0,32,0,45,0,0,11,11,11,1,0,65,4,11,5,104,101,108,108,111])));
const { memory } = e;
console.log(memory, memory.buffer.byteLength, memory.buffer === memory.buffer, Buffer.from(memory.buffer, 4, 5).toString());
let view = new Uint8Array(memory.buffer);
e.store(0, 255); console.log(view[0]); view[1] = 9; console.log(e.load(1));
const before = memory.buffer;
console.log(memory.grow(1), before.byteLength, view.length, memory.buffer.byteLength, memory.buffer !== before);
view = new Uint8Array(memory.buffer);
console.log(view[0], e.size(), e.grow(1), view.length, memory.buffer.byteLength, e.grow(1), memory.buffer.byteLength);
try { memory.grow(1) } catch (x) { console.log(x.name, x.message) }
const own = new WebAssembly.Memory({ initial: 1, maximum: 10 });
const two = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,8,2,96,0,0,96,0,1,127,2,14,1,1,109,6,109,101,109,111,114,121,2,1,1,10,3,3,2,0,1,7,23,3,5,97,103,97,105,110,2,0,4,112,111,107,101,0,0,4,103,114,111,119,0,1,10,19,2,10,0,65,0,65,205,0,58,0,0,11,6,0,65,1,64,0,11])), { m: { memory: own } });
two.exports.poke();
console.log(two.exports.again === own, new Uint8Array(own.buffer)[0], two.exports.grow(), own.buffer.byteLength, Object.prototype.toString.call(own), own instanceof WebAssembly.Memory);
console.log(own.grow(0), own.grow(2), own.buffer.byteLength);
for (const bad of [() => new WebAssembly.Memory(), () => new WebAssembly.Memory({}), () => new WebAssembly.Memory({ initial: -1 }), () => new WebAssembly.Memory({ initial: 70000 }), () => new WebAssembly.Memory({ initial: 2, maximum: 1 }), () => WebAssembly.Memory({ initial: 1 }), () => own.grow(100), () => Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer').get.call({})]) {
  try { bad(); console.log('fine') } catch (x) { console.log(x.name, x.message) }
}
