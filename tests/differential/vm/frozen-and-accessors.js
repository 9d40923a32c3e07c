// Accessors, read-only and non-enumerable properties of the sandbox keep their nature inside.
const vm = require('vm');
let reads = 0;
const sandbox = vm.createContext({
  get counter() { return ++reads },
  set sink(value) { this.stored = value },
});
Object.defineProperty(sandbox, 'constant', { value: 7, enumerable: false });
console.log(vm.runInContext('counter + counter', sandbox), reads);
vm.runInContext('sink = 5', sandbox);
console.log(sandbox.stored);
console.log(vm.runInContext('constant = 8; constant', sandbox));
try { vm.runInContext('"use strict"; constant = 8', sandbox) } catch (e) { console.log(e.name, e.message) }
try { vm.runInContext('"use strict"; undeclared = 8', sandbox) } catch (e) { console.log(e.name, e.message) }
console.log(vm.runInContext('Object.getOwnPropertyDescriptor(globalThis, "constant")', sandbox));
console.log(vm.runInContext('"constant" in globalThis && "counter" in this && !("nothing" in this)', sandbox));
vm.runInContext('Object.defineProperty(globalThis, "made", { value: 1, configurable: true })', sandbox);
console.log(Object.getOwnPropertyDescriptor(sandbox, 'made'));
const proto = vm.createContext(Object.create({ inherited: 'yes' }));
console.log(vm.runInContext('inherited', proto), Object.keys(proto));
vm.runInContext('inherited = "own"', proto);
console.log(proto.inherited, Object.hasOwn(proto, 'inherited'));
const symbol = Symbol('s');
const withSymbol = vm.createContext({ [symbol]: 1, symbol });
console.log(vm.runInContext('globalThis[symbol]', withSymbol));
console.log(vm.runInContext('typeof missing', withSymbol));
try { vm.runInContext('missing', withSymbol) } catch (e) { console.log(e.name, e.message, e instanceof ReferenceError) }
