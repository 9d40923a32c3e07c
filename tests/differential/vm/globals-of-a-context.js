// A context has its own global object: declarations land on the sandbox and do not leak out.
const vm = require('vm');
const sandbox = { x: 2, console };
vm.createContext(sandbox);
console.log(vm.isContext(sandbox), vm.isContext({}), vm.isContext(vm.createContext()));
vm.runInContext('x += 40; var y = 17; let z = 3; function f() { return x + y } w = f()', sandbox);
console.log(sandbox.x, sandbox.y, sandbox.z, typeof sandbox.f, sandbox.w);
console.log(typeof globalThis.y, typeof globalThis.w);
console.log(vm.runInContext('z + f()', sandbox));
console.log(vm.runInContext('typeof require + typeof process + typeof globalThis + typeof Array', sandbox));
console.log(vm.runInContext('this === globalThis', sandbox), vm.runInContext('Object.keys(globalThis)', sandbox));
sandbox.late = 'added later';
console.log(vm.runInContext('late', sandbox));
delete sandbox.x;
console.log(vm.runInContext('typeof x', sandbox));
vm.runInContext('delete y; delete w', sandbox);
console.log('y' in sandbox, 'w' in sandbox, Object.keys(sandbox));
try { vm.isContext(5) } catch (e) { console.log(e.code, e.message) }
try { vm.runInContext('1', {}) } catch (e) { console.log(e.code, e.message) }
