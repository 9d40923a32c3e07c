// A context of vm has the global WebAssembly, hidden like the other built-ins.
const vm = require('node:vm');
const context = vm.createContext({ bytes: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) });
console.log(vm.runInContext('typeof WebAssembly.Module + WebAssembly.validate(bytes)', context));
console.log(vm.runInContext('Object.keys(globalThis).join()', context), Object.keys(context).join());
console.log(vm.runInContext('new WebAssembly.Module(bytes) instanceof WebAssembly.Module', context));
