// runInThisContext sees the global scope and never the local one.
const vm = require('vm');
globalThis.shared = 1; let local = 'local';
console.log(vm.runInThisContext('shared + 1'), vm.runInThisContext('typeof local'), vm.runInThisContext('typeof require'), vm.runInThisContext('typeof module'));
vm.runInThisContext('var declared = 5; function made() { return declared } let lexical = 7');
console.log(globalThis.declared, globalThis.made(), globalThis.lexical, vm.runInThisContext('lexical'));
console.log(vm.runInThisContext('this === globalThis'), delete globalThis.declared);
try { vm.runInThisContext('let lexical = 8') } catch (e) { console.log(e.name, e.message) }
try { vm.runInThisContext('throw new Error("x")', 'named.js') } catch (e) { console.log(e.stack.split('\n').find((l) => l.includes('named.js:1:'))?.trim()) }
const indirect = eval; indirect('var viaEval = 1'); console.log(globalThis.viaEval);
console.log(new Function('return typeof local')(), [1, 2].map(vm.runInThisContext('(x) => x * 10')));
