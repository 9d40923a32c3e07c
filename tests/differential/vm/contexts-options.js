// Options of createContext: name, origin, codeGeneration, microtaskMode, DONT_CONTEXTIFY.
const vm = require('vm');
const noStrings = vm.createContext({}, { codeGeneration: { strings: false } });
for (const code of ['eval("1")', 'Function("return 1")()', 'new Function("1")', '(0, eval)("2")']) {
  try { console.log(vm.runInContext(code, noStrings)) } catch (e) { console.log(e.name, e.message) }
}
console.log(vm.runInContext('eval("1 + 1")', vm.createContext({}, { codeGeneration: { strings: true } })));
const plain = vm.createContext(vm.constants.DONT_CONTEXTIFY);
console.log(vm.isContext(plain), vm.runInContext('globalThis', plain) === plain, typeof plain.Array);
plain.fresh = 1;
console.log(vm.runInContext('fresh', plain), plain === vm.runInContext('this', plain));
for (const bad of [
  () => vm.createContext({}, { name: 1 }),
  () => vm.createContext({}, { origin: 1 }),
  () => vm.createContext({}, { codeGeneration: 1 }),
  () => vm.createContext({}, { codeGeneration: { strings: 1 } }),
  () => vm.createContext({}, { codeGeneration: { wasm: 'x' } }),
  () => vm.createContext({}, { microtaskMode: 'x' }),
  () => vm.createContext('x'),
  () => vm.createContext({}, 'x'),
  () => vm.runInNewContext('1', {}, { contextName: 5 }),
]) { try { bad(); console.log('fine') } catch (e) { console.log(e.code, e.message) } }
const again = {};
console.log(vm.createContext(again) === again, vm.createContext(again) === again);
