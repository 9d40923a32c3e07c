// vm.createScript makes the Script that the constructor makes, with the same checks.
const vm = require('vm');
const script = vm.createScript('n * 2 + (typeof require === "undefined")', 'double.js');
console.log(script instanceof vm.Script, script.runInNewContext({ n: 4 }), script.runInContext(vm.createContext({ n: '3' })), script.cachedDataRejected, script.sourceMapURL);
globalThis.n = 1;
console.log(script.runInThisContext());
for (const attempt of [() => vm.createScript('1 +', 'broken.js'), () => vm.createScript('1', 5), () => vm.createScript('1', { lineOffset: 'x' }), () => script.runInContext({})]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
try {
  vm.createScript('\n\nthrow new TypeError("thrown")', { filename: 'lines.js', lineOffset: 10 }).runInThisContext();
} catch (error) {
  console.log(error.stack.split('\n').slice(0, 2));
}
