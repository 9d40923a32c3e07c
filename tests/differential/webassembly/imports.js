// Imported JavaScript functions are called with converted values; what they throw comes through.
const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,23,5,96,1,127,1,127,96,2,124,126,0,96,0,2,127,124,96,0,0,96,0,1,127,2,40,4,3,101,110,118,1,102,0,0,3,101,110,118,1,103,0,1,3,101,110,118,4,103,108,111,98,3,127,0,3,101,110,118,4,109,97,110,121,0,2,3,5,4,0,3,4,2,7,29,5,3,114,117,110,0,3,1,103,0,4,4,103,108,111,98,0,5,4,109,97,110,121,0,6,1,102,0,0,10,34,4,6,0,32,0,16,0,11,15,0,68,0,0,0,0,0,0,248,63,66,9,16,1,11,4,0,35,0,11,4,0,16,2,11,0,20,4,110,97,109,101,1,13,3,0,1,102,1,1,103,2,4,109,97,110,121]);
const wasm = new WebAssembly.Module(bytes);
const log = [];
const env = { f(x) { log.push([this, x, arguments.length]); if (x === 13) throw new RangeError('thirteen'); return x < 0 ? instance.exports.run(x + 1) + 1 : x * 2 }, g: (a, b) => log.push([a, b]), glob: 42, many: () => new Set([1.9, 2.5]) };
const instance = new WebAssembly.Instance(wasm, { env });
const e = instance.exports;
console.log(e.run(21), e.run(-3), e.glob(), e.many(), e.g());
try { e.run(13) } catch (x) { console.log(x.name, x.message, x instanceof RangeError) }
console.log(log);
console.log(e.f !== env.f, e.f(4), typeof e.f);
const second = new WebAssembly.Instance(wasm, { env: { ...env, f: e.f } });
console.log(second.exports.run(5), second.exports.f === e.f);
env.many = () => [1]; 
const third = new WebAssembly.Instance(wasm, { env: { ...env, many: () => 5 } });
try { third.exports.many() } catch (x) { console.log(x.name) }
for (const imports of [undefined, {}, { env: null }, { env: {} }, { env: { ...env, f: 5 } }, { env: { ...env, glob: 'x' } }, { env: { ...env, glob: 5n } }, 5]) {
  try { new WebAssembly.Instance(wasm, imports); console.log('fine') } catch (x) { console.log(x.name, x.message, x instanceof WebAssembly.LinkError) }
}
