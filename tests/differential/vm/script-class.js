// vm.Script compiles once and runs anywhere; filename, lineOffset and columnOffset show in stacks.
const vm = require('vm');
const script = new vm.Script('counter = (typeof counter === "undefined" ? 0 : counter) + 1');
const a = vm.createContext({});
const b = vm.createContext({ counter: 10 });
for (let i = 0; i < 3; i++) script.runInContext(a);
script.runInContext(b);
console.log(a.counter, b.counter);
console.log(script.runInNewContext({ counter: 5 }));
console.log(script.runInThisContext(), globalThis.counter);
delete globalThis.counter;
const failing = new vm.Script('\n  throw new Error("boom")', { filename: 'made-up.js', lineOffset: 10, columnOffset: 4 });
try { failing.runInThisContext() } catch (e) { console.log(e.stack.split('\n').slice(0, 2).join('|')) }
try { failing.runInNewContext() } catch (e) { console.log(e.stack.split('\n').slice(0, 6).filter((line) => !/^ *\^$/.test(line)).join('|')) }
try { new vm.Script('let let = 1', { filename: 'bad.js' }) } catch (e) { console.log(e.name, e instanceof SyntaxError) }
try { new vm.Script('var a = ;', 'named.js') } catch (e) { console.log(e.stack.split('\n').slice(0, 5).join('|')) }
console.log(new vm.Script('1', { importModuleDynamically: undefined }) instanceof vm.Script);
try { new vm.Script('1', { filename: 3 }) } catch (e) { console.log(e.code, e.message) }
try { new vm.Script('1', { lineOffset: 1.5 }) } catch (e) { console.log(e.code, e.message) }
try { new vm.Script('1', { cachedData: 'x' }) } catch (e) { console.log(e.code, e.message) }
try { script.runInContext({}) } catch (e) { console.log(e.code, e.message) }
console.log(new vm.Script('//# sourceMappingURL=foo.map').sourceMapURL, new vm.Script('1').sourceMapURL);
console.log(Object.getOwnPropertyNames(vm.Script.prototype));
