// Calls nest: WebAssembly calls JavaScript, which calls WebAssembly; exceptions cross every level.
let limit = -1;
const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,6,1,96,1,127,1,127,2,8,1,1,101,2,106,115,0,0,3,2,1,0,7,8,1,4,100,111,119,110,0,1,10,23,1,21,0,32,0,69,4,127,65,0,5,65,1,32,0,65,1,107,16,0,106,11,11,0,12,4,110,97,109,101,1,5,1,0,2,106,115])), { e: { js(n) { if (n === limit) throw new Error('at ' + n); return instance.exports.down(n) } } });
console.log(instance.exports.down(0), instance.exports.down(50));
limit = 3; try { instance.exports.down(20) } catch (x) { console.log(x.message) }
limit = -1; try { instance.exports.down(1e6) } catch (x) { console.log(x.name, x.message) }
console.log(instance.exports.down(10));
const nested = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,6,1,96,1,127,1,127,2,8,1,1,101,2,106,115,0,0,3,2,1,0,7,8,1,4,100,111,119,110,0,1,10,23,1,21,0,32,0,69,4,127,65,0,5,65,1,32,0,65,1,107,16,0,106,11,11,0,12,4,110,97,109,101,1,5,1,0,2,106,115])), { e: { js: (n) => { const m = new WebAssembly.Memory({ initial: 1 }); m.grow(1); return new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,6,1,96,1,127,1,127,2,8,1,1,101,2,106,115,0,0,3,2,1,0,7,8,1,4,100,111,119,110,0,1,10,23,1,21,0,32,0,69,4,127,65,0,5,65,1,32,0,65,1,107,16,0,106,11,11,0,12,4,110,97,109,101,1,5,1,0,2,106,115])), { e: { js: () => m.buffer.byteLength } }).exports.down(n) } } });
console.log(nested.exports.down(2));
(async () => { try { await instance.exports.down(2n) } catch (x) { console.log(x.name) } })();
