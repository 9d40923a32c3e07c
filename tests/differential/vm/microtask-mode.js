// With microtaskMode afterEvaluate a context has a queue of its own, drained before the run returns.
const vm = require('vm');
const order = [];
const own = vm.createContext({ order, log: (x) => order.push(x) }, { microtaskMode: 'afterEvaluate' });
Promise.resolve().then(() => order.push('outer microtask'));
vm.runInContext('Promise.resolve().then(() => log("inner microtask")); log("sync")', own);
order.push('after the run');
const shared = vm.createContext({ log: (x) => order.push(x) });
vm.runInContext('Promise.resolve().then(() => log("shared microtask"))', shared);
order.push('after the shared run');
try {
  vm.runInNewContext('Promise.resolve().then(() => { while (true); }); 1', {}, { microtaskMode: 'afterEvaluate', timeout: 20 });
} catch (e) { console.log(e.code) }
setTimeout(() => console.log(order), 30);
