// A Proxy can be the object of a context; its traps see the variables.
const vm = require('vm');
const log = [];
const target = { known: 1 };
const proxy = new Proxy(target, { get(t, k, r) { if (typeof k === 'string') log.push('get ' + k); return Reflect.get(t, k) }, set(t, k, v) { log.push('set ' + String(k)); t[k] = v; return true } });
vm.createContext(proxy);
console.log(vm.runInContext('known + 1', proxy));
vm.runInContext('fresh = 2; known = 5', proxy);
console.log(target.fresh, target.known, log.includes('get known'), log.includes('set fresh'), log.includes('set known'));
