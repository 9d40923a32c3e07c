// Promises and async functions of a context work with those of the outside.
const vm = require('vm');
const sandbox = vm.createContext({ setTimeout, done: (x) => console.log('done', x) });
const p = vm.runInContext('(async () => { await null; await new Promise((r) => setTimeout(r, 5)); return "inner" })()', sandbox);
console.log(p instanceof Promise, Object.prototype.toString.call(p), typeof p.then);
p.then((x) => console.log('then', x));
(async () => {
  console.log('await', await p);
  await vm.runInContext('(async () => { throw new Error("rejected inside") })()', sandbox).catch((e) => console.log(e.message, e instanceof Error));
  vm.runInContext('Promise.all([1, Promise.resolve(2)]).then((x) => done(x.join()))', sandbox);
  await new Promise((r) => setTimeout(r, 20));
  console.log([...vm.runInContext('(function* () { yield 1; yield 2 })()', sandbox)]);
})();
