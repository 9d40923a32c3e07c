// vm.measureMemory is experimental: arguments are checked, and a promise is answered.
const vm = require('vm');
for (const bad of [() => vm.measureMemory(null), () => vm.measureMemory({ mode: 'x' }), () => vm.measureMemory({ execution: 'x' })]) {
  try { bad(); console.log('fine') } catch (e) { console.log(e.code, e.message) }
}
console.log(vm.measureMemory({ execution: 'eager' }) instanceof Promise);
vm.measureMemory({ mode: 'detailed', execution: 'eager' }).then((r) => console.log(Object.keys(r).sort().join(), typeof r.total.jsMemoryEstimate, r.total.jsMemoryRange.length));
