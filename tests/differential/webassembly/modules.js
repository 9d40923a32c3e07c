// Modules tell their imports, exports and custom sections; bad bytes are CompileErrors.
const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,2,29,4,1,97,1,102,0,0,1,97,1,109,2,0,1,1,98,1,103,3,127,0,1,98,1,116,1,112,0,1,3,2,1,0,7,18,3,3,114,117,110,0,1,3,109,101,109,2,0,2,195,188,0,0,10,4,1,2,0,11,0,8,4,110,111,116,101,111,110,101,0,8,4,110,111,116,101,116,119,111,0,7,5,111,116,104,101,114,120]);
const wasm = new WebAssembly.Module(bytes);
console.log(WebAssembly.Module.imports(wasm), WebAssembly.Module.exports(wasm));
console.log(WebAssembly.Module.customSections(wasm, 'note').map((b) => Buffer.from(b).toString()), WebAssembly.Module.customSections(wasm, 'none'));
console.log(WebAssembly.validate(bytes), WebAssembly.validate(bytes.buffer), WebAssembly.validate(new Uint8Array([0, 97, 115, 109])), WebAssembly.validate(bytes.slice(0, 20)));
console.log(wasm, Object.prototype.toString.call(wasm), Object.keys(WebAssembly), Object.prototype.toString.call(WebAssembly), String(WebAssembly.Module.prototype));
for (const bad of [() => WebAssembly.validate(new DataView(bytes.buffer)), () => new WebAssembly.Module(new Uint8Array()), () => new WebAssembly.Module(new Uint8Array([1, 2, 3, 4])), () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 2, 0, 0, 0])), () => new WebAssembly.Module(), () => new WebAssembly.Module('x'), () => WebAssembly.Module(bytes), () => WebAssembly.validate(5), () => new WebAssembly.Instance({}), () => WebAssembly.Module.imports({})]) {
  try { bad(); console.log('fine') } catch (x) { console.log(x.name, x.message, x instanceof WebAssembly.CompileError) }
}
try { new WebAssembly.Module(bytes.slice(0, 30)) } catch (x) { console.log(x.name) }
for (const name of ['CompileError', 'LinkError', 'RuntimeError']) { const x = new WebAssembly[name]('m', { cause: 1 }); console.log(x.name, x.message, x.cause, x instanceof Error, Object.prototype.toString.call(x), WebAssembly[name].length, String(x), x.stack.split('\n')[0]); }
console.log(Object.getOwnPropertyNames(WebAssembly).filter((n) => !/Tag|Exception/.test(n)).sort().join(), Object.getOwnPropertyNames(WebAssembly.Table.prototype).sort().join());
