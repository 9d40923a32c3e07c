// vm.compileFunction: parameters, contexts, extensions, errors, toString.
const vm = require('vm');
console.log(vm.compileFunction('return a + b', ['a', 'b'])(1, 2));
const f = vm.compileFunction('return this.x + y', ['y']);
console.log(f.call({ x: 40 }, 2), f.name === '', f.length);
console.log(vm.compileFunction('return typeof console').call());
const context = vm.createContext({ secret: 42 });
console.log(vm.compileFunction('return secret', [], { parsingContext: context })());
console.log(vm.compileFunction('return foo + bar', ['bar'], { contextExtensions: [{ foo: 1 }] })(5));
console.log(vm.compileFunction('return [a, b]', [], { contextExtensions: [{ a: 1, b: 1 }, { b: 2 }] })());
console.log(vm.compileFunction('return new.target', [])());
for (const bad of [
  () => vm.compileFunction('return }', []),
  () => vm.compileFunction(5),
  () => vm.compileFunction('', 'a'),
  () => vm.compileFunction('', [1]),
  () => vm.compileFunction('', [], { parsingContext: {} }),
  () => vm.compileFunction('', [], { contextExtensions: [1] }),
  () => vm.compileFunction('', [], { filename: 1 }),
  () => vm.compileFunction('', [], { produceCachedData: 1 }),
  () => vm.compileFunction('', null),
]) { try { console.log(bad()) } catch (e) { console.log(e.name, e.code, e.message) } }
try { vm.compileFunction('\n\nthrow new Error("x")', [], { filename: 'cf.js', lineOffset: 5 })() } catch (e) { console.log(e.stack.split('\n')[1].trim()) }
