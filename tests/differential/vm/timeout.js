// The timeout option stops a script that runs too long, and only that.
const vm = require('vm');
for (const run of [
  () => vm.runInNewContext('while (true) {}', {}, { timeout: 20 }),
  () => vm.runInThisContext('for (;;) {}', { timeout: 20 }),
  () => new vm.Script('const a = []; while (true) a.length = 0').runInContext(vm.createContext(), { timeout: 20 }),
  () => vm.runInNewContext('try { while (true) {} } catch { "caught" } finally { "no" }', {}, { timeout: 20 }),
]) {
  try { console.log('ran', run()) } catch (e) { console.log(e.code, e.message, e instanceof Error) }
}
console.log(vm.runInNewContext('1 + 1', {}, { timeout: 1000 }));
for (const timeout of [0, -1, 1.5, '5', NaN]) {
  try { vm.runInThisContext('1', { timeout }); console.log('ok', timeout) } catch (e) { console.log(e.code, e.message) }
}
const inner = vm.createContext({ vm, loop: () => { while (true); } });
try { vm.runInContext('vm.runInNewContext("loop()", { loop }, { timeout: 1000 })', inner, { timeout: 30 }) } catch (e) { console.log(e.code, e.message) }
try { vm.runInNewContext('loop()', { loop() { throw new RangeError('own') } }, { timeout: 100 }) } catch (e) { console.log(e.name, e.message) }
console.log('end');
