// eval and Function inside a context run in that context; errors keep the realm of their script.
const vm = require('vm');
const sandbox = vm.createContext({ out: [] });
vm.runInContext('var v = "ctx"; out.push(eval("v"), (0, eval)("v"), new Function("return v")(), typeof globalThis.v)', sandbox);
console.log(sandbox.out);
vm.runInContext('eval("var fromEval = 1"); (0, eval)("var fromIndirect = 2")', sandbox);
console.log(sandbox.fromEval, sandbox.fromIndirect);
let caught;
try { vm.runInContext('null.x', sandbox) } catch (e) { caught = e }
console.log(caught.name, caught.message, caught instanceof TypeError, caught.constructor === vm.runInContext('TypeError', sandbox));
sandbox.outer = () => { throw new SyntaxError('from outside') };
try { vm.runInContext('outer()', sandbox) } catch (e) { console.log(e instanceof SyntaxError, e.message) }
console.log(vm.runInContext('try { outer() } catch (e) { e instanceof SyntaxError }', sandbox));
console.log(vm.runInContext('[1, 2, 3].map((x) => x * 2)', sandbox).join());
console.log(vm.runInNewContext('a + b', { a: 1, b: 2 }));
const copy = { list: [] };
vm.runInNewContext('list.push(1); list.push(2); total = list.length', copy);
console.log(copy);
console.log(vm.runInContext('class A { #p = 1; get p() { return this.#p } } new A().p', sandbox), typeof sandbox.A);
console.log(vm.runInContext('typeof A', sandbox));
try { vm.runInContext('class A {}', sandbox) } catch (e) { console.log(e.name, e.message) }
try { vm.runInContext('let v = 1', sandbox) } catch (e) { console.log(e.name, e.message) }
