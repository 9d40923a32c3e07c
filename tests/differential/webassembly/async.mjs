// compile and instantiate answer promises, the streaming forms read a Response.
const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,37,7,96,2,127,127,1,127,96,2,126,126,1,126,96,1,125,1,125,96,1,124,1,124,96,1,127,2,127,126,96,0,0,96,1,127,1,127,3,8,7,0,1,2,3,4,5,6,7,47,7,3,97,100,100,0,0,5,97,100,100,54,52,0,1,3,102,51,50,0,2,3,102,54,52,0,3,4,112,97,105,114,0,4,4,110,111,110,101,0,5,3,102,105,98,0,6,10,67,7,7,0,32,0,32,1,106,11,7,0,32,0,32,1,124,11,4,0,32,0,11,5,0,32,0,159,11,6,0,32,0,66,7,11,2,0,11,28,0,32,0,65,2,72,4,127,32,0,5,32,0,65,1,107,16,6,32,0,65,2,107,16,6,106,11,11]);
const order = [];
const compiled = WebAssembly.compile(bytes).then((m) => order.push(m instanceof WebAssembly.Module));
order.push('sync');
const { module, instance } = await WebAssembly.instantiate(bytes);
await compiled;
console.log(order, instance.exports.add(1, 2), module instanceof WebAssembly.Module, instance instanceof WebAssembly.Instance);
console.log((await WebAssembly.instantiate(module)).exports.add(3, 4));
for (const bad of [() => WebAssembly.compile(5), () => WebAssembly.compile(new Uint8Array([1, 2, 3, 4])), () => WebAssembly.instantiate(), () => WebAssembly.instantiate(bytes, 5), () => WebAssembly.instantiate(new Uint8Array(8))]) await bad().then(() => console.log('fine'), (x) => console.log(x.name, x.message));
const response = () => new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
console.log((await WebAssembly.compileStreaming(response())) instanceof WebAssembly.Module, (await WebAssembly.instantiateStreaming(Promise.resolve(response()))).instance.exports.add(5, 6));
await WebAssembly.compileStreaming(new Response(bytes)).catch((x) => console.log(x.name, x.code, x.message));
await WebAssembly.compileStreaming(5).catch((x) => console.log(x.name, x.code, x.message));
